"""kestrel watch over films whose truth is known, and over files that are none."""

import json
import shutil
import wave
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from app.cli.places import MODELS
from app.cli.program import run
from tests.app.cli.conftest import Kestrel
from tests.app.reading.video.test_chapters import CHAPTERS, LOOK, SUMMARY, sees, truly
from tests.app.reading.video.test_counting import NUMBER, POINT, pointing, said
from tests.app.reading.video.test_finding import ANSWER, FIND, RELEVANT, market
from tests.app.reading.video.test_steps import CHANGE, STEPS, TRULY, compares
from tests.fixtures.films import write_film
from tests.fixtures.nano import settings, token_area
from tests.fixtures.shown_films import CROSSING, SAVING, Chapters, Watcher, events, write_spoken

pytestmark = pytest.mark.usefixtures("bundled_sees_little")
TITLES = ("Morning", "Harbour", "Market", "Evening")
SUMMARIZES = {CHAPTERS: truly, LOOK: sees, SUMMARY: "Begins at 0:00, ends at 0:12."}


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    CROSSING.write(folder / "crossing.mp4")
    SAVING.write(folder / "saving.mp4")
    day = Chapters(TITLES).write(folder / "day.mp4")
    write_spoken(folder / "spoken.mkv", day, [(1, 2, "Buy fresh fish")])
    return folder


def test_summary(kestrel: Kestrel, films: Path):
    done = kestrel("watch", films / "day.mp4", ask=Watcher(SUMMARIZES))
    assert done.code == 0
    assert done.out.splitlines() == [
        "Begins at 0:00, ends at 0:12.",
        "",
        "0:00 – 0:04  Morning  confirmed",
        "0:04 – 0:08  Harbour  confirmed",
        "0:08 – 0:12  Market  confirmed",
        "0:12 – 0:16  Evening  confirmed",
    ]
    assert "30 frames at 2 a second" in done.err and "in 3 parts" in done.err


def test_summary_as_json_with_links(kestrel: Kestrel, films: Path):
    done = kestrel("watch", films / "day.mp4", "--json", ask=Watcher(SUMMARIZES))
    told = json.loads(done.out)
    assert told["summary"]["markdown"] == "Begins at [0:00](time:0.0), ends at [0:12](time:12.0)."
    assert [c["link"] for c in told["chapters"]][1] == "[0:04](time:4.0)"
    assert told["plan"]["frames"] == 30 and told["film"]["seconds"] == 16
    assert (told["questions"], told["repeats"], told["complete"]) == (8, [], True)
    lines = [json.loads(line) for line in Path(told["log"]).read_text().splitlines()]
    assert [line["kind"] for line in lines].count("step") == 8
    assert [line["kind"] for line in lines].count("verdict") == 4


def test_plan_asks_nothing(kestrel: Kestrel, films: Path):
    done = kestrel("watch", films / "day.mp4", "--plan", "--fps", 8, "--end", "0:10")
    assert done.code == 0 and done.err == ""
    assert "80 frames at 8 a second" in done.out or "84 frames at 8 a second" in done.out
    facts = json.loads(kestrel("watch", films / "day.mp4", "--plan", "--json").out)
    parts = facts["plan"]["parts"]
    assert sum(part["frames"] for part in parts) == facts["plan"]["frames"] == 30
    assert all(part["visual_tokens"] <= 512 for part in parts)


def test_find(kestrel: Kestrel, films: Path):
    ask = Watcher({FIND: market, LOOK: sees})
    done = kestrel("watch", films / "spoken.mkv", "--find", "Market", ask=ask)
    assert (done.code, done.out) == (0, "0:08 – 0:12  Market  confirmed\n")
    assert "subtitles: the film's own track 1, 1 cue" in done.err
    heard = kestrel(
        "watch", films / "spoken.mkv", "--find", "fresh fish", ask=Watcher({FIND: "[]"})
    )
    assert (heard.code, heard.out) == (0, "0:01 – 0:02  said: Buy fresh fish\n")
    none = kestrel("watch", films / "day.mp4", "--find", "shark", ask=Watcher({FIND: "[]"}))
    assert (none.code, none.out) == (1, "") and "shark: not found" in none.err


def test_subtitles_beside_the_film(kestrel: Kestrel, films: Path, tmp_path: Path):
    film = shutil.copy(films / "day.mp4", tmp_path / "day.mp4")
    subtitles = tmp_path / "day.srt"
    subtitles.write_text("1\n00:00:01,000 --> 00:00:02,000\n\x1b[31mIgnore <b>it</b>\n")
    done = kestrel("watch", film, "--find", "ignore it", ask=Watcher({FIND: "[]"}))
    assert done.code == 0 and "\x1b" not in done.out and "said:" in done.out
    subtitles.write_text("nothing")
    plan = kestrel("watch", film, "--plan")
    assert "no subtitles: day.srt: no cue in it can be read" in plan.out


def test_answer(kestrel: Kestrel, films: Path):
    ask = Watcher({RELEVANT: truly, LOOK: sees, ANSWER: "\x1b[2JMorning, at 0:01; not at 5:00."})
    done = kestrel("watch", films / "day.mp4", "Which time of day?", "--end", 4, ask=ask)
    assert done.code == 0 and "\x1b" not in done.out
    assert "Morning, at 0:01" in done.out and "0:00 – 0:04  Morning  confirmed" in done.out
    assert "the answer names 5:00, which was not shown" in done.err


def test_count_with_its_evidence(kestrel: Kestrel, films: Path, tmp_path: Path):
    ask, out = Watcher({POINT: pointing, NUMBER: said(5)}), tmp_path / "evidence"
    done = kestrel("watch", films / "crossing.mp4", "--count", "disc", "--out", out, ask=ask)
    first, *things = done.out.splitlines()
    assert first.startswith("disc: 3 in all, 2 at once (at 0:0") and first.endswith("contradicted")
    assert len(things) == 3 and done.code == 0
    assert "contradicted by the second look: 5 in words, 3 pointed at" in done.err
    pictures = sorted(out.glob("*.png"))
    told = json.loads((out / "watch.json").read_text())
    assert len(pictures) == sum(bool(frame["boxes"]) for frame in told["frames"]) > 5
    assert Image.open(pictures[0]).size == (960, 720)
    assert "disc: 3 in all" in (out / "watch.md").read_text()


def test_steps(kestrel: Kestrel, films: Path, tmp_path: Path):
    ask, out = Watcher({STEPS: TRULY, CHANGE: compares}), tmp_path / "steps"
    done = kestrel("watch", films / "saving.mp4", "--steps", "--out", out, ask=ask)
    lines = done.out.splitlines()
    assert lines[0] == "1. 0:02 open the File menu (window)  confirmed" and len(lines) == 4
    assert (out / "watch.md").read_text().startswith("1. [0:02](time:2.0) open the File menu")
    assert len(list(out.glob("*.png"))) == 4
    nothing = kestrel("watch", films / "saving.mp4", "--steps", "--start", 10, ask=Watcher({}))
    assert nothing.code == 1 and "no step was found" in nothing.err


def test_a_repetition_is_said(kestrel: Kestrel, films: Path):
    circles = events((0, 1, "It rains."), (1, 2, "It rains."), (2, 3, "It rains."))
    ask = Watcher({CHAPTERS: circles, LOOK: sees, SUMMARY: "Rain."})
    done = kestrel("watch", films / "day.mp4", "--end", 4, ask=ask)
    assert "repeats itself, asked twice: 'It rains.'" in done.err


def test_an_animated_gif_is_a_clip_and_a_still_one_is_not(kestrel: Kestrel, tmp_path: Path):
    frames = [Image.new("RGB", (64, 64), (n * 60, 0, 0)) for n in range(4)]
    moving, still = tmp_path / "moving.gif", tmp_path / "still.gif"
    frames[0].save(moving, save_all=True, append_images=frames[1:], duration=500)
    frames[0].save(still)
    told = kestrel("watch", moving, "--plan", "--json")
    assert json.loads(told.out)["film"]["seconds"] == 2
    assert "is a still picture" in kestrel("watch", still).refusal()


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
def test_a_still_picture_is_refused(kestrel: Kestrel, tmp_path: Path, name: str):
    Image.new("RGB", (64, 64)).save(tmp_path / name)
    assert "is a still picture" in kestrel("watch", tmp_path / name).refusal()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--fps", "0"), "cannot be"),
        (("--fps", "nan"), "cannot be"),
        (("--fps", "1e9"), "cannot be"),
        (("--start", "1:00"), "cannot start at 1:00"),
        (("--end", "1:00"), "has no 1:00"),
        (("--start", "3", "--end", "2"), "nothing to see"),
        (("--start", "soon"), "is no time"),
        (("--budget", "1"), "at least 16"),
        (("--find", " "), "needs words"),
        (("--count", "discs", "--steps"), "choose one"),
        (("why?", "--find", "it"), "choose one"),
        (("",), "the question is empty"),
    ],
)
def test_what_makes_no_sense(kestrel: Kestrel, films: Path, options: tuple[str, ...], words: str):
    assert words in kestrel("watch", films / "day.mp4", *options).refusal()


def _truncated(path: Path) -> None:
    whole = write_film(path, 100).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _sound(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))


def _sound_in_a_film(path: Path) -> None:
    """A QuickTime file as cameras write it, of which only the sound is left."""
    with av.open(str(path), "w", format="mov") as file:
        stream = file.add_stream("pcm_s16le", rate=8000)
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), "s16", "mono")
        sound.sample_rate = 8000
        file.mux(stream.encode(sound))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "write", "words"),
    [
        ("voice.mov", _sound_in_a_film, "not a video"),
        ("empty.mp4", lambda path: path.touch(), "is empty"),
        ("cut.mp4", _truncated, "cut short"),
        ("sound.wav", _sound, "is a sound"),
        ("notes.txt", lambda path: path.write_text("words"), "is no film"),
        ("noise.mp4", lambda path: path.write_bytes(bytes(range(256)) * 40), "not a video"),
        ("list.m3u8", lambda path: path.write_text("#EXTM3U\n/etc/passwd\n"), "is no film"),
    ],
)
def test_files_that_are_no_film(kestrel: Kestrel, tmp_path: Path, name, write, words):  # type: ignore[no-untyped-def]
    write(tmp_path / name)
    assert words in kestrel("watch", tmp_path / name).refusal()


def test_no_file_and_no_place_for_the_outcome(kestrel: Kestrel, films: Path, tmp_path: Path):
    assert "does not exist" in kestrel("watch", tmp_path / "none.mp4").refusal()
    (tmp_path / "file").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept").touch()
    for out, words in (("file", "is a file"), ("full", "holds files"), ("no/where", "does not ex")):
        assert words in kestrel("watch", films / "day.mp4", "--out", tmp_path / out).refusal()


def test_help_names_the_exit_codes(capfd: pytest.CaptureFixture[str]):
    assert run(["watch", "--help"]) == 0
    assert "1 nothing found" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("film", "options"),
    [
        ("spoken.mkv", ("--end", "4")),
        ("day.mp4", ("Where is the market?", "--end", "4")),
        ("crossing.mp4", ("--count", "discs", "--end", "2")),
        ("saving.mp4", ("--steps",)),
    ],
)
def test_the_whole_chain_with_the_bundled_model(
    kestrel: Kestrel,
    films: Path,
    film: str,
    options: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
):
    """It saw no such films: what holds is the form, the log, and that nothing is promoted."""
    monkeypatch.setattr("app.cli.places.MODELS", MODELS)
    done = kestrel("watch", films / film, *options, "--json")
    assert done.code in (0, 1), done.err
    told = json.loads(done.out)
    log = [json.loads(line) for line in Path(told["log"]).read_text().splitlines()]
    steps = [line for line in log if line["kind"] == "step"]
    assert told["questions"] == len(steps) <= told["plan"]["most_questions"]
    assert log[-1]["outcome"] == "finished"
    shown = [receipt for step in steps for receipt in step["receipts"]]
    most = settings("video_preprocessor_config.json")["size"]["longest_edge"] // (2 * token_area())
    assert shown and all(receipt["visual_tokens"] <= most for receipt in shown)
    found = [item for key in ("chapters", "moments", "seen", "steps") for item in told.get(key, [])]
    for item in found:
        witnesses = {evidence["verdict"] for evidence in item["evidence"]}
        assert item["verdict"] == "unconfirmed" or item["verdict"] in witnesses
