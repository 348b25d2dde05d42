"""kestrel read and kestrel find, with scripted answers: tables, JSON, drawn boxes, exit codes."""

import json
from pathlib import Path

import pytest
from PIL import Image

from app.chat.message import TextPart, words_of
from app.reading.boxes import ACCENT
from app.reading.listing import LOOKS
from tests.fixtures.scripted_ask import ScriptedAsk

LISTED = (
    '[{"bbox_2d": [0, 0, 500, 500], "label": "Save", "role": "button"}, {"bbox_2d": '
    '[500, 500, 1000, 1000], "label": "Auto", "role": "checkbox", "state": "checked"}]'
)
FOUND = '[{"bbox_2d": [100, 200, 300, 400], "label": "Save"}]'


def test_the_table(kestrel, shot: Path):
    outcome = kestrel("read", shot, ask=ScriptedAsk(LISTED, "Save", "Open"))
    assert outcome.code == 0 and outcome.err == ""
    assert outcome.out.splitlines() == [
        "#  role      text  state    box             sure",
        "1  button    Save           0,0 100,50      yes",
        "2  checkbox  Auto  checked  100,50 200,100  NO",
    ]


def test_asked_once_nothing_is_sure(kestrel, shot: Path):
    ask = ScriptedAsk(LISTED)
    lines = kestrel("read", shot, "--once", ask=ask).out.splitlines()
    assert [line.split()[-1] for line in lines] == ["sure", "-", "-"] and len(ask.asked) == 1
    kestrel("find", shot, "Save", "--once", ask=(ask := ScriptedAsk(FOUND)))
    assert len(ask.asked) == 1


def test_the_json(kestrel, shot: Path):
    ask = ScriptedAsk(LISTED, "Save", "Auto")
    told = json.loads(kestrel("read", shot, "--json", ask=ask).out)
    assert told["size"] == [200, 100] and told["complete"] and told["unread"] == []
    assert told["elements"][1] == {
        "number": 2,
        "role": "checkbox",
        "text": "Auto",
        "state": "checked",
        "box": [100, 50, 200, 100],
        "point": [150, 75],
        "verdict": "confirmed",
        "evidence": [{"witness": "second look", "verdict": "confirmed", "words": "Auto"}],
    }
    assert told["questions"] == 3 and Path(told["log"]).exists()


def test_the_drawn_picture(kestrel, shot: Path, tmp_path: Path):
    out = tmp_path / "boxed.png"
    outcome = kestrel("read", shot, "--out", out, ask=ScriptedAsk(LISTED))
    assert f"boxes drawn: {out}, enlarged 4 times" in outcome.err
    with Image.open(out) as drawn:
        assert drawn.size == (800, 400) and drawn.format == "PNG"
        assert drawn.getpixel((200, 200)) == ACCENT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["boxed.png", "shot.png"]


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "JPEG"), ("a.WEBP", "WEBP")])
def test_other_formats_by_their_ending(kestrel, shot: Path, tmp_path: Path, name, kind):
    kestrel("read", shot, "--out", tmp_path / name, ask=ScriptedAsk(LISTED))
    with Image.open(tmp_path / name) as drawn:
        assert drawn.format == kind


def test_boxes_follow_the_rotation_that_people_see(kestrel, tmp_path: Path):
    """200 x 100 pixels in the file, 100 x 200 on every screen."""
    exif = Image.Exif()
    exif[0x0112] = 6
    turned, out = tmp_path / "turned.jpg", tmp_path / "boxed.png"
    Image.new("RGB", (200, 100), (230, 230, 230)).save(turned, exif=exif)
    told = json.loads(
        kestrel(
            "read", turned, "--json", "--out", out, ask=ScriptedAsk(LISTED, size=(100, 200))
        ).out
    )
    assert told["elements"][0]["box"] == [0, 0, 50, 100]
    with Image.open(out) as drawn:
        assert drawn.size == (400, 800)


def test_nothing_found_is_exit_code_1(kestrel, shot: Path):
    outcome = kestrel("read", shot, ask=ScriptedAsk("[]"))
    assert (outcome.code, outcome.out) == (1, "") and "no elements found" in outcome.err


def test_what_cannot_be_read_is_told(kestrel, shot: Path):
    cut = LISTED[:-5]
    outcome = kestrel("read", shot, ask=ScriptedAsk(cut, reason="length"))
    assert outcome.code == 0 and len(outcome.out.splitlines()) == 2
    assert "unread (cut off)" in outcome.err and "the list was cut off" in outcome.err
    told = json.loads(kestrel("read", shot, "--json", ask=ScriptedAsk(cut, reason="length")).out)
    assert not told["complete"] and told["unread"][0]["reason"] == "cut off"


def test_found(kestrel, shot: Path):
    outcome = kestrel("find", shot, "Save", ask=ScriptedAsk(FOUND))
    line = "Save  box 20,20 60,40  point 40,30  unconfirmed\n"
    assert (outcome.code, outcome.out) == (0, line)


def test_found_as_json(kestrel, shot: Path):
    told = json.loads(kestrel("find", shot, "Save", "--json", ask=ScriptedAsk(FOUND)).out)
    assert (told["found"], told["box"], told["point"]) == (True, [20, 20, 60, 40], [40, 30])
    assert "others" not in told


def test_further_matches_are_not_dropped(kestrel, shot: Path):
    two = FOUND[:-1] + ', {"point_2d": [0, 0], "label": "Save as"}]'
    told = json.loads(kestrel("find", shot, "Save", "--json", ask=ScriptedAsk(two)).out)
    (other,) = told["others"]
    assert (other["box"], other["point"], other["label"]) == (None, [0, 0], "Save as")
    assert other["verdict"] == "unconfirmed", "only the best match is looked at again"


def test_a_find_that_does_not_hold_is_told(kestrel, shot: Path):
    outcome = kestrel("find", shot, "Save", ask=ScriptedAsk(FOUND, "Open"))
    assert outcome.code == 1 and "a second look disagrees (Open)" in outcome.err
    assert outcome.out.endswith("contradicted\n"), "found && click must not click"


def test_a_screen_in_words(kestrel, shot: Path):
    assert kestrel("read", shot, "--describe", ask=ScriptedAsk("A form.")).out == "A form.\n"
    ask = ScriptedAsk("No paper.")
    told = json.loads(kestrel("read", shot, "--explain", "Why?", "--json", ask=ask).out)
    assert told["text"] == "No paper." and told["complete"] and told["questions"] == 1
    assert "Why?" in words_of(ask.asked[0][0].parts)


def test_steps_with_their_places(kestrel, shot: Path, tmp_path: Path):
    steps = '[{"step": "Click it.", "label": "Save", "bbox_2d": [100, 200, 300, 400]}]'
    out = tmp_path / "steps.png"
    outcome = kestrel("read", shot, "--steps", "save", "--out", out, ask=ScriptedAsk(steps, "Save"))
    assert outcome.out == "1. Click it.  (Save at 40,30, confirmed)\n" and out.exists()
    outcome = kestrel("read", shot, "--steps", "save", ask=ScriptedAsk(steps, "Open"))
    assert "stopped: step 1 means 'Save', but 'Open' stands there" in outcome.err
    outcome = kestrel("read", shot, "--steps", "fly", ask=ScriptedAsk("[]"))
    assert outcome.code == 1 and "no way to do this" in outcome.err


def test_one_question_at_a_time(kestrel, shot: Path):
    refusal = kestrel("read", shot, "--describe", "--steps", "x", ask=ScriptedAsk()).refusal()
    assert "ask one at a time" in refusal
    assert "no task" in kestrel("read", shot, "--steps", " ", ask=ScriptedAsk()).refusal()
    assert "no question" in kestrel("read", shot, "--explain", "", ask=ScriptedAsk()).refusal()


@pytest.mark.parametrize(
    "options",
    [("--describe", "--out", "x.png"), ("--describe", "--once"), ("--steps", "a", "--once")],
)
def test_what_would_have_no_effect_is_refused(kestrel, shot: Path, options: tuple[str, ...]):
    kestrel("read", shot, *options, ask=ScriptedAsk()).refusal()


def test_no_picture_is_written_where_nothing_is_to_be_drawn(kestrel, shot: Path, tmp_path: Path):
    out = tmp_path / "out.png"
    for command in (["find", shot, "Save"], ["read", shot, "--steps", "fly"]):
        outcome = kestrel(*command, "--out", out, ask=ScriptedAsk("[]"))
        assert f"{out} was not written" in outcome.err and not out.exists()


def test_elements_that_nobody_looked_at_again_are_told(kestrel, shot: Path):
    marks = [{"bbox_2d": [0, 0, 9, 9], "label": f"E{n}"} for n in range(LOOKS + 2)]
    outcome = kestrel("read", shot, ask=ScriptedAsk(json.dumps(marks), *["E"] * LOOKS))
    assert [line.split()[-1] for line in outcome.out.splitlines()[-2:]] == ["-", "-"]
    assert f"2 of {LOOKS + 2} elements were not looked at again" in outcome.err


def test_a_name_that_is_no_text_is_shown_and_logged(kestrel, shot: Path):
    odd = shot.rename(shot.with_name("bad\udcff\u202e.png"))
    told = kestrel("find", odd, "Save", "--json", ask=ScriptedAsk(FOUND, "Save"))
    assert json.loads(told.out)["receipts"][0]["name"] == "bad\\xff\u202e.png"
    assert Path(json.loads(told.out)["log"]).exists()
    refusal = kestrel("find", odd, "a\udcff", ask=ScriptedAsk()).refusal()
    assert "no UTF-8" in refusal


def test_a_refusal_steers_no_terminal(kestrel, tmp_path: Path):
    line = kestrel("read", tmp_path / "no\x1b[31m\x07\u202e.png", ask=ScriptedAsk()).refusal()
    assert "no\ufffd[31m\ufffd\ufffd.png does not exist" in line


def test_not_found_is_exit_code_1_as_with_grep(kestrel, shot: Path):
    outcome = kestrel("find", shot, "Save", ask=ScriptedAsk("[]"))
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "Save: not found\n")
    outcome = kestrel("find", shot, "Save", "--json", ask=ScriptedAsk("[]"))
    told = json.loads(outcome.out)
    assert outcome.code == 1 and told["found"] is False
    assert "box" not in told and "point" not in told


def test_find_draws_too(kestrel, shot: Path, tmp_path: Path):
    kestrel("find", shot, "Save", "--out", tmp_path / "a.png", ask=ScriptedAsk(FOUND))
    with Image.open(tmp_path / "a.png") as drawn:
        assert drawn.getpixel((160, 79)) == ACCENT


@pytest.mark.parametrize("command", [["read"], ["find", "Save"]])
def test_cancelled_and_failed(kestrel, shot: Path, command):
    name, *words = command
    outcome = kestrel(name, shot, *words, ask=ScriptedAsk("[", reason="cancelled"))
    assert (outcome.code, outcome.out) == (130, "")
    failing = ScriptedAsk(reason="failed", error="No memory: close something.")
    line = kestrel(name, shot, *words, ask=failing).refusal()
    assert line == "kestrel: No memory: close something."


def test_nothing_to_look_for(kestrel, shot: Path):
    assert "nothing to look for" in kestrel("find", shot, " ", ask=ScriptedAsk()).refusal()


def test_a_checkpoint_may_bring_its_own_wording(kestrel, shot: Path, tmp_path: Path):
    checkpoint = tmp_path / "own"
    checkpoint.mkdir()
    (checkpoint / "prompts.json").write_text('{"list": "What is there?", "find": "{words}?"}')
    ask = ScriptedAsk("[]", FOUND)
    kestrel("read", shot, "--model", checkpoint, ask=ask)
    kestrel("find", shot, "Save", "--model", checkpoint, ask=ask)
    assert [turn[0].parts[1] for turn in ask.asked[:2]] == [
        TextPart("What is there?"),
        TextPart("Save?"),
    ]
    (checkpoint / "prompts.json").write_text("{")
    assert "prompts.json" in kestrel("read", shot, "--model", checkpoint, ask=ask).refusal()


def test_any_other_checkpoint_is_asked_as_the_family_is(kestrel, shot: Path, tmp_path: Path):
    ask = ScriptedAsk("[]")
    kestrel("read", shot, "--model", tmp_path, ask=ask)
    question = ask.asked[0][0].parts[1]
    assert isinstance(question, TextPart) and "bbox_2d" in question.text
