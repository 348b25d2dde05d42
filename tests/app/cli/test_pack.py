"""kestrel pack: the plan of a folder, its pack as a file, answers whose citations are checked."""

import json
import os
import signal
from pathlib import Path

import pytest

from app.cli import pack_folder as command
from app.reading.folders.window import Window
from tests.fixtures import nano
from tests.fixtures.folders import generated, hostile, window, write
from tests.fixtures.scripted_ask import ScriptedAsk


@pytest.fixture
def takes(monkeypatch: pytest.MonkeyPatch):
    """The model takes so many tokens of three letters."""

    def so_much(here: Window) -> None:
        monkeypatch.setattr("app.cli.pack_folder.window_of", lambda model: here)

    return so_much


@pytest.fixture
def folder(tmp_path: Path, takes) -> Path:
    takes(window(1 << 16))
    return write(
        tmp_path / "weather",
        {"README.md": "# Weather\n\nHourly.\n", "app/store.py": "def add(x):\n    pass\n"},
    )


def test_the_plan(kestrel, folder: Path):
    write(folder, {".env": "A=1\n", "x.png": b"\x89PNG\r\n\x1a\n\x00", ".gitignore": "made/\n"})
    write(folder, {"made/a.py": ""})
    done = kestrel("pack", folder)
    assert done.code == 0
    assert " store.py 2: add 1\n" in done.out
    assert "3 files, 6 lines" in done.out and "all of it fits at once" in done.out
    assert "the model takes 65,536 tokens" in done.out and "memory: " in done.out
    assert "skipped, secret: 1\n  .env: by its name environment settings\n" in done.err
    assert "  x.png: a picture\n" in done.err and "  made/: ignored by .gitignore\n" in done.err


def test_the_plan_as_json(kestrel, folder: Path):
    write(folder, {"old.txt": "Die Größe\n".encode("latin-1"), ".env": "A=1\n"})
    told = json.loads(kestrel("pack", folder, "--json").out)
    assert told["folder"] == str(folder.resolve())
    assert told["plan"]["files"] == len(told["files"]) == 3 and told["plan"]["parts"] == 1
    assert told["skipped"] == [
        {"path": ".env", "why": "secret", "words": "by its name environment settings"}
    ]
    encodings = {file["path"]: file["encoding"] for file in told["files"]}
    assert encodings["old.txt"] == "Windows-1252"


def test_the_pack_is_written(kestrel, folder: Path, tmp_path: Path):
    out = tmp_path / "pack.txt"
    done = kestrel("pack", folder, "--out", out)
    assert done.code == 0 and f"written: {out}" in done.err
    text = out.read_text()
    assert "=== app/store.py (lines 1-2 of 2)\n1| def add(x):\n2|     pass\n" in text
    assert kestrel("pack", folder, "--out", out).code == 0 and out.read_text() == text


def test_the_pack_that_was_written_is_named_beside_an_answer(kestrel, folder: Path, tmp_path: Path):
    out = tmp_path / "pack.txt"
    done = kestrel("pack", folder, "What?", "--out", out, "--json", ask=ScriptedAsk("It adds."))
    assert json.loads(done.out)["out"] == str(out) and out.exists()


def test_no_file_of_the_folder_is_written_over(kestrel, folder: Path, tmp_path: Path, monkeypatch):
    write(folder, {"id_rsa": "the key\n", ".git/config": "own\n", "made/x": "1\n"})
    write(folder, {".gitignore": "made/\n", "a.bin": b"\0"})
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "outside").symlink_to(folder / "id_rsa")
    (tmp_path / "again").symlink_to(folder)
    monkeypatch.chdir(folder)
    names = ("id_rsa", ".git/config", "made/x", "a.bin", "link", "../outside", "../again/id_rsa")
    for name in names:
        refused = kestrel("pack", folder, "--out", name, "--secrets").refusal()
        assert "is a file of the folder itself" in refused, name
        assert "is a file of the folder itself" in kestrel("pack", ".", "--out", name).refusal()
    assert (folder / "id_rsa").read_text() == "the key\n"
    assert kestrel("pack", folder, "--out", "new.txt").code == 0, "a new file is nobody's"


def test_what_was_skipped_is_counted_as_things(kestrel, folder: Path):
    (folder / "pipe").symlink_to("nowhere")
    done = kestrel("pack", folder, "What?", ask=ScriptedAsk("It adds."))
    assert "1 thing was skipped; kestrel pack without a question says why\n" in done.err
    write(folder, {".ssh/config": "Host a\n"})
    done = kestrel("pack", folder, "What?", ask=ScriptedAsk("It adds."))
    assert "2 things were skipped; kestrel" in done.err


def test_one_is_no_plural(kestrel, tmp_path: Path, takes):
    takes(window(1 << 16))
    root = write(tmp_path / "one", {"a.txt": "x" * 5000})
    done = kestrel("pack", root)
    assert "1 file, 1 line, 2,025 letters: " in done.out
    assert "1 long line shortened: a.txt\n" in done.out
    done = kestrel("pack", root, "What?", ask=ScriptedAsk("(a.txt:2)"))
    assert "a.txt has 1 line\n" in done.out


def test_help_says_that_a_log_is_kept(kestrel):
    told = " ".join(kestrel("pack", "--help").out.split())
    assert "is kept in a log, in the folder readings" in told and "-v names it" in told


def test_only_what_is_wanted(kestrel, folder: Path):
    told = json.loads(kestrel("pack", folder, "--include", "*.py", "--json").out)
    assert [file["path"] for file in told["files"]] == ["app/store.py"]
    told = json.loads(kestrel("pack", folder, "--exclude", "app/", "--json").out)
    assert [file["path"] for file in told["files"]] == ["README.md"]
    told = json.loads(kestrel("pack", folder, "--include", "app/", "--json").out)
    assert [file["path"] for file in told["files"]] == ["app/store.py"]


def test_secrets_only_if_they_are_asked_for(kestrel, folder: Path):
    write(folder, {".env": "A=1\n"})
    assert ".env" in kestrel("pack", folder, "--secrets").out
    assert ".env" not in kestrel("pack", folder).out


def test_an_answer_with_its_citations(kestrel, folder: Path):
    ask = ScriptedAsk('It adds (app/store.py:1 "def add(x)"). It stores (app/store.py:9).')
    done = kestrel("pack", folder, "What does it do?", ask=ask)
    assert done.code == 0
    assert "(app/store.py:9 [does not hold: store.py has 2 lines])" in done.out
    assert "confirmed     app/store.py:1  the quotation stands there: def add(x):\n" in done.out
    assert "confirmed is that the quotation stands there, not what is said" in done.err
    assert "contradicted  app/store.py  store.py has 2 lines\n" in done.out
    assert "answered over all of it" in done.err


def test_an_answer_as_json(kestrel, folder: Path):
    ask = ScriptedAsk('It adds (app/store.py:1 "def add(x)").')
    told = json.loads(kestrel("pack", folder, "What?", "--json", ask=ask).out)
    (citation,) = told["citations"]
    assert (citation["path"], citation["from"], citation["to"]) == ("app/store.py", 1, 1)
    assert citation["verdict"] == "confirmed" and citation["evidence"][0]["witness"] == "file"
    link = f"[app/store.py:1]({folder.resolve().as_uri()}/app/store.py#L1)"
    assert link in told["markdown"] and told["rests_on"] == "answered over all of it"
    assert told["questions"] == 1 and Path(told["log"]).exists()
    logged = [json.loads(line) for line in Path(told["log"]).read_text().splitlines()]
    assert {"plan", "step", "citation"} <= {line["kind"] for line in logged}
    assert "    pass" not in Path(told["log"]).read_text()


def test_a_question_beyond_the_window_says_over_what(kestrel, tmp_path: Path, takes):
    takes(window(1300))
    made = generated(tmp_path / "weather", modules=9)
    parts = json.loads(kestrel("pack", made.root, "--json").out)["plan"]["parts"]
    fact = made.facts[0]
    answers = [f'It is (README.md:1 "{n}").' for n in range(parts)]
    whole = f'So it is ({fact.path}:{fact.line} "{fact.words}").'
    done = kestrel("pack", made.root, "What?", "-v", ask=ScriptedAsk(*answers, whole))
    assert done.code == 0 and done.out.startswith("So it is")
    assert f"answered over {parts} parts\n" in done.err and "part 1 (README.md to" in done.err
    done = kestrel("pack", made.root, "What?", "--parts", "1", ask=ScriptedAsk("It is."))
    assert f"answered over 1 of {parts} parts; without part 2" in done.err


def test_nothing_to_read_and_nothing_found(kestrel, tmp_path: Path, takes):
    takes(window())
    done = kestrel("pack", tmp_path)
    assert (done.code, done.out) == (1, f"{tmp_path.name} holds nothing to read\n")
    write(tmp_path, {".env": "A=1\n"})
    done = kestrel("pack", tmp_path)
    assert done.code == 1
    assert done.out == f"{tmp_path.name} holds nothing to read; see what was skipped\n"
    assert "skipped, secret: 1\n" in done.err
    words = json.loads(kestrel("pack", tmp_path, "--json").out)["plan"]["words"]
    assert words == ["there is nothing to read"]
    ask = ScriptedAsk()
    assert kestrel("pack", tmp_path, "What?", ask=ask).code == 1 and ask.asked == []


def test_an_answer_without_citations_says_so(kestrel, folder: Path):
    done = kestrel("pack", folder, "What?", ask=ScriptedAsk("Something."))
    assert done.code == 0 and "cites no place; nothing of it could be checked" in done.err


def test_a_folder_whose_name_is_no_text(kestrel, tmp_path: Path, takes):
    takes(window(1 << 16))
    try:
        root = write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")), {"a.py": "x = 1\n"})
    except OSError:
        pytest.skip("this disk takes names in UTF-8 alone")
    told = json.loads(kestrel("pack", root, "What?", "--json", ask=ScriptedAsk("(a.py:1)")).out)
    assert "/caf%E9/a.py#L1)" in told["markdown"]


def test_control_characters_never_reach_the_terminal(kestrel, tmp_path: Path, takes):
    takes(window(1 << 16))
    root = hostile(tmp_path / "hostile")
    ask = ScriptedAsk("\x1b[31m (plain.py:1) \x07", "x")
    for done in (kestrel("pack", root, "-v"), kestrel("pack", root, "What?", "-v", ask=ask)):
        assert done.code == 0
        assert "\x1b" not in done.out + done.err and "\x07" not in done.out + done.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("none",), "does not exist"),
        (("file.txt",), "is a file; name the folder"),
        (("folder", " "), "the question is empty"),
        (("folder", "--include", "!"), "is no pattern"),
        (("folder", "--out", "folder"), "is a folder; name a file in it"),
        (("folder", "--out", "none/pack.txt"), "does not exist; make it first"),
        (("folder", "--out", "folder/a.py"), "is a file of the folder itself"),
        (("folder", "--model", "none"), "there is no checkpoint 'none'"),
        (("folder", "why " * 5000), "the question is too long"),
        (("folder", "--parts", "0"), "see kestrel pack --help"),
    ],
)
def test_refusals(kestrel, tmp_path: Path, monkeypatch, arguments: tuple[str, ...], words: str):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"file.txt": "x\n", "folder/a.py": "x = 1\n"})
    assert words in kestrel("pack", *arguments, ask=ScriptedAsk()).refusal()
    assert (tmp_path / "folder/a.py").read_text() == "x = 1\n"


def test_too_small_a_model_is_refused(kestrel, folder: Path, takes):
    takes(window(300))
    assert "too few for a folder" in kestrel("pack", folder).refusal()


def test_a_failed_question_is_refused(kestrel, folder: Path):
    ask = ScriptedAsk(reason="failed", error="No memory: close something.")
    assert "No memory" in kestrel("pack", folder, "What?", ask=ask).refusal()


def test_a_cancelled_question_ends(kestrel, folder: Path):
    done = kestrel("pack", folder, "What?", ask=ScriptedAsk(reason="cancelled"))
    assert (done.code, done.out) == (130, "") and "kestrel: cancelled" in done.err


def test_ctrl_c_while_the_folder_is_read(kestrel, folder: Path, monkeypatch):
    def interrupted(*_: object, check, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        check()

    monkeypatch.setattr(command, "pack_folder", interrupted)
    done = kestrel("pack", folder)
    assert (done.code, done.err) == (130, "kestrel: cancelled\n")


def test_the_window_of_the_bundled_model():
    from app.cli.model_window import window_of

    here = window_of("kestrel-nano")
    assert here.context == here.tokens == nano.context()
    assert here.count("Save <|im_end|>") > here.count("Save ")
    assert 2 * nano.parameters() < here.needs(1) < here.needs(4096) < here.usable
