"""kestrel extract, through the program's own edge."""

import csv
import json
from pathlib import Path

import pytest
from PIL import Image

from tests.app.cli.conftest import Kestrel
from tests.fixtures.documents import (
    RECEIPT,
    Line,
    claim,
    receipt_answer,
    scan,
    truncated,
    write_pdf,
)
from tests.fixtures.scripted_ask import ScriptedAsk


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return write_pdf(tmp_path / "receipt.pdf", RECEIPT)


def test_a_table_of_fields(kestrel: Kestrel, pdf: Path):
    lie = receipt_answer(total=claim(12.99, RECEIPT[16], "12.99"))
    told = kestrel("extract", pdf, "--schema", "receipt", ask=ScriptedAsk(lie))
    assert told.code == 0
    lines = {line.split()[0]: line.split() for line in told.out.splitlines()}
    assert lines["field"] == ["field", "value", "verdict", "page", "place"]
    assert lines["subtotal"][1:4] == ["10.9", "confirmed", "1"]
    assert lines["total"][1:4] == ["(12.99)", "contradicted", "1"], "set aside"
    assert lines["tip"] == ["tip", "-"]
    assert "total: 12.99 on page 1 is set aside (text layer: it has '11.99' there)" in told.err
    assert "15 of 20 values found: 14 confirmed, 1 contradicted" in told.err


def test_the_same_as_json(kestrel: Kestrel, pdf: Path):
    told = kestrel(
        "extract", pdf, "--schema", "receipt", "--json", ask=ScriptedAsk(receipt_answer())
    )
    record = json.loads(told.out)
    assert record["value"]["total"] == 11.99 and record["complete"] and record["problems"] == []
    assert {f["verdict"] for f in record["fields"] if f["value"] is not None} == {"confirmed"}


def test_a_schema_of_ones_own(kestrel: Kestrel, pdf: Path, tmp_path: Path):
    schema = tmp_path / "mine.json"
    schema.write_text('{"type": "object", "properties": {"shop": {"type": "string"}}}')
    answer = json.dumps({"shop": claim("Corner Bakery", RECEIPT[0])})
    out = tmp_path / "mine.csv"
    told = kestrel("extract", pdf, "--schema", schema, "--out", out, ask=ScriptedAsk(answer))
    assert told.code == 0 and f"written: {out}" in told.err
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == [
            {
                **{"file": "receipt.pdf", "shop": "Corner Bakery"},
                **{"shop verdict": "confirmed", "problems": ""},
            }
        ]


def test_pages_as_markdown_and_html(kestrel: Kestrel, pdf: Path, tmp_path: Path):
    reply = "# Corner Bakery\n\n| Rye bread | 6.40 |\n| Total | 19.99 |"
    told = kestrel("extract", pdf, "--as", "markdown", ask=ScriptedAsk(reply))
    assert told.code == 0 and told.out.startswith("# Corner Bakery\n\n| Rye bread | 6.40 |\n")
    assert "page 1, table: text layer: not in the text layer: 19.99" in told.err
    assert "page 1: 2 blocks, 1 confirmed" in told.err
    out = tmp_path / "page.html"
    told = kestrel(
        "extract", pdf, "--as", "html", "--out", out, ask=ScriptedAsk("<p>Rye bread</p>")
    )
    assert told.code == 0 and told.out == ""
    assert '<p data-verdict="confirmed">Rye bread</p>' in out.read_text()
    told = kestrel("extract", pdf, "--as", "html", "--json", ask=ScriptedAsk("<p>Rye bread</p>"))
    assert json.loads(told.out)["pages"][0]["blocks"][0]["verdict"] == "confirmed"


def test_a_page_cannot_steer_the_terminal(kestrel: Kestrel, pdf: Path):
    told = kestrel("extract", pdf, "--as", "html", ask=ScriptedAsk("<p>a\x1b[2Jb</p>"))
    assert "\x1b" not in told.out and "a" in told.out
    lie = receipt_answer(merchant=claim("a\x1b[2J", RECEIPT[0], "a\x1b[2J"))
    told = kestrel("extract", pdf, "--schema", "receipt", ask=ScriptedAsk(lie))
    assert "\x1b" not in told.out + told.err


def test_pages_are_chosen(kestrel: Kestrel, tmp_path: Path):
    path = write_pdf(tmp_path / "a.pdf", RECEIPT, RECEIPT, RECEIPT)
    ask = ScriptedAsk("one", "two")
    told = kestrel("extract", path, "--as", "markdown", "--pages", "1,3", ask=ask)
    assert told.code == 0 and len(ask.asked) == 2 and "page 3: 1 blocks" in told.err
    told = kestrel("extract", path, "--as", "markdown", "--pages", "4", ask=ScriptedAsk())
    assert "there is no page 4; the document has 3 pages" in told.refusal()


def test_nothing_found_is_one(kestrel: Kestrel, pdf: Path):
    nothing = json.dumps({"merchant": None})
    told = kestrel("extract", pdf, "--schema", "receipt", ask=ScriptedAsk(nothing))
    assert told.code == 1 and "0 of 12 values found" in told.err


def test_passwords_are_in_a_file(kestrel: Kestrel, tmp_path: Path):
    path = write_pdf(tmp_path / "locked.pdf", RECEIPT, password="falcon")
    command = ("extract", path, "--schema", "receipt", "--password-file", tmp_path / "word")
    assert "cannot be read" in kestrel(*command, ask=ScriptedAsk()).refusal()
    (tmp_path / "word").write_text("falcon\n")
    assert kestrel(*command, ask=ScriptedAsk(receipt_answer())).code == 0
    (tmp_path / "word").write_text("sparrow\n")
    assert "does not open with this password" in kestrel(*command, ask=ScriptedAsk()).refusal()
    told = kestrel("extract", path, "--schema", "receipt", ask=ScriptedAsk())
    assert "is encrypted; give its password, in a file: --password-file" in told.refusal()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "say what is wanted"),
        (("--schema", "receipt", "--as", "html"), "say what is wanted"),
        (("--schema", "recipe"), "there is no schema recipe; there are receipt, invoice"),
        (("--schema", "gone.json"), "gone.json cannot be read"),
        (("--schema", "receipt", "--out", "x.txt"), "must end in .csv or .jsonl"),
        (("--as", "html", "--out", "x.md"), "must end in .html or .htm"),
        (("--schema", "receipt", "--out", "nowhere/x.csv"), "does not exist; make it first"),
        (("--as", "markdown", "--pages", "x"), "--pages: 'x' names no pages"),
    ],
)
def test_what_is_refused(kestrel: Kestrel, pdf: Path, arguments: tuple[str, ...], words: str):
    ask = ScriptedAsk()
    assert words in kestrel("extract", pdf, *arguments, ask=ask).refusal()
    assert not ask.asked


def test_files_that_cannot_be_read(kestrel: Kestrel, tmp_path: Path):
    (tmp_path / "a.txt").write_text("hello")
    (tmp_path / "empty.pdf").write_bytes(b"")
    truncated(write_pdf(tmp_path / "cut.pdf", RECEIPT))
    for name, words in (
        ("a.txt", "is no PDF and no picture"),
        ("empty.pdf", "is empty"),
        ("cut.pdf", "is damaged"),
        ("gone.pdf", "does not exist"),
    ):
        told = kestrel("extract", tmp_path / name, "--schema", "receipt", ask=ScriptedAsk())
        assert words in told.refusal()
    ask = ScriptedAsk(reason="failed", error="no memory is left")
    Image.new("RGB", (64, 64)).save(tmp_path / "a.png")
    told = kestrel("extract", tmp_path / "a.png", "--schema", "receipt", ask=ask)
    assert "no memory is left" in told.refusal()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "receipts"
    (folder / "sub").mkdir(parents=True)
    write_pdf(folder / "a.pdf", RECEIPT)
    (folder / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    write_pdf(folder / "sub" / "c.pdf", [*RECEIPT, Line(60, 400, "Thank you")])
    (folder / "notes.txt").write_text("hello")
    return folder


def test_a_folder_goes_on_where_it_stopped(kestrel: Kestrel, folder: Path, tmp_path: Path):
    out = tmp_path / "out.csv"
    command = ("extract", folder, "--schema", "receipt", "--out", out)
    told = kestrel(*command, ask=ScriptedAsk(receipt_answer(), receipt_answer()))
    assert told.code == 1 and told.out == ""
    assert "1 of 3  a.pdf: 15 values, 15 confirmed" in told.err
    assert "2 of 3  b.pdf: is damaged" in told.err
    assert "2 of 3 documents read" in told.err and "1 could not be read" in told.err
    assert "1 files are neither PDF nor picture" in told.err
    write_pdf(folder / "b.pdf", [*RECEIPT, Line(60, 400, "mended")])
    told = kestrel(*command, ask=ScriptedAsk(receipt_answer()))
    assert told.code == 0 and told.err.count("read before") == 2
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["file"], row["total"]) for row in rows] == [
        *(("a.pdf", "11.99"), ("b.pdf", "11.99"), ("sub/c.pdf", "11.99"))
    ]
    with out.with_name("out.items.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 6


def test_locked_files_of_a_folder_say_how_to_open_them(kestrel: Kestrel, tmp_path: Path):
    folder, out = tmp_path / "in", tmp_path / "out.jsonl"
    folder.mkdir()
    write_pdf(folder / "a.pdf", RECEIPT, password="falcon")
    command = ("extract", folder, "--schema", "receipt", "--out", out)
    told = kestrel(*command, ask=ScriptedAsk())
    assert told.code == 1 and "is encrypted; give its password, in a file: --password" in told.err
    (tmp_path / "word").write_text("falcon")
    told = kestrel(
        *command, "--password-file", tmp_path / "word", ask=ScriptedAsk(receipt_answer())
    )
    assert told.code == 0 and "1 of 1 documents read" in told.err


def test_a_request_that_fails_is_one_documents_trouble(
    kestrel: Kestrel, folder: Path, tmp_path: Path
):
    ask = ScriptedAsk(reason="failed", error="no memory is left")
    out = tmp_path / "out.jsonl"
    told = kestrel("extract", folder, "--schema", "receipt", "--out", out, ask=ask)
    assert told.code == 1 and len(ask.asked) == 2
    errors = [json.loads(line)["error"] for line in out.read_text().splitlines()]
    assert errors[0] == "a.pdf was not answered: no memory is left"


def test_a_cancelled_folder_keeps_what_it_has(kestrel: Kestrel, folder: Path, tmp_path: Path):
    out = tmp_path / "out.csv"
    command = ("extract", folder, "--schema", "receipt", "--out", out)
    assert kestrel(*command, ask=ScriptedAsk(reason="cancelled")).code == 130
    told = kestrel(*command, ask=ScriptedAsk(receipt_answer(), receipt_answer()))
    assert told.err.count("read before") == 0 and "2 of 3 documents read" in told.err


def test_folders_that_are_refused(kestrel: Kestrel, folder: Path, tmp_path: Path):
    def refused(*arguments: object) -> str:
        return kestrel("extract", *arguments, ask=ScriptedAsk()).refusal()

    assert "say where the results go" in refused(folder, "--schema", "receipt")
    assert "--as reads one file" in refused(folder, "--as", "html")
    bare = tmp_path / "bare"
    bare.mkdir()
    told = refused(bare, "--schema", "receipt", "--out", tmp_path / "x.csv")
    assert "holds no PDF and no picture" in told


def test_the_whole_chain_with_the_bundled_model(kestrel: Kestrel, tmp_path: Path):
    """It cannot read receipts; whatever it says is well formed, marked and logged."""
    small = write_pdf(
        tmp_path / "a.pdf", [Line(10, 30, "Save"), Line(10, 70, "Total 5.00")], size=(180, 90)
    )
    picture = scan(small, tmp_path / "a.png", dpi=100)
    schema = tmp_path / "mine.json"
    members = {"name": {"type": "string"}, "total": {"type": "number"}}
    schema.write_text(json.dumps({"type": "object", "properties": members}))
    for path in (small, picture):
        told = kestrel("extract", path, "--schema", schema, "--json", "-v")
        assert told.code in (0, 1)
        record = json.loads(told.out)
        assert set(record["value"]) == {"name", "total"}
        for field in record["fields"]:
            assert field["verdict"] != "confirmed" or field["evidence"]
        (log,) = [Path(line[5:]) for line in told.err.splitlines() if line.startswith("log: ")]
        assert json.loads(log.read_text().splitlines()[-1])["outcome"] == "finished"
    told = kestrel("extract", small, "--as", "html", "--json")
    assert told.code in (0, 1) and json.loads(told.out)["pages"][0]["size"]
