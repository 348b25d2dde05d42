"""kestrel ask, with scripted answers: what it sends and what it prints."""

import json
from pathlib import Path

from app.chat.message import DocumentPart, ImagePart, TextPart, VideoPart
from tests.fixtures.scripted_ask import ScriptedAsk

BOXED = '[{"bbox_2d": [100, 200, 300, 400], "label": "Save"}]'


def test_the_answer_and_nothing_else_is_on_stdout(kestrel, shot: Path):
    ask = ScriptedAsk("It is there.")
    outcome = kestrel("ask", "Where?", shot, ask=ask)
    assert (outcome.code, outcome.out, outcome.err) == (0, "It is there.\n", "")
    (message,) = ask.asked[0]
    assert message.parts == (ImagePart(shot, "shot.png"), TextPart("Where?"))
    assert ask.folders == [Path("resources/models/kestrel-nano").resolve()]


def test_settings_and_system_are_passed_on(kestrel):
    ask = ScriptedAsk("a")
    kestrel(
        "ask",
        "hi",
        "--think",
        "--system",
        "Short",
        "--max-tokens",
        9,
        "--temperature",
        0.5,
        "--seed",
        4,
        ask=ask,
    )
    system, user = ask.asked[0]
    assert (system.role, system.parts) == ("system", (TextPart("Short"),))
    (settings,) = ask.settings
    assert (settings.max_tokens, settings.temperature, settings.seed, settings.think) == (
        9,
        0.5,
        4,
        True,
    )


def test_defaults_leave_the_choice_to_the_checkpoint(kestrel):
    ask = ScriptedAsk("a")
    kestrel("ask", "hi", ask=ask)
    (settings,) = ask.settings
    assert (settings.temperature, settings.seed, settings.think) == (None, None, False)


def test_json_is_one_object_with_all_facts(kestrel, shot: Path):
    outcome = kestrel("ask", "Where?", shot, "--json", ask=ScriptedAsk(BOXED, thinking="hm"))
    told = json.loads(outcome.out)
    assert outcome.code == 0
    assert (told["answer"], told["thinking"], told["finish_reason"]) == (BOXED, "hm", "stop")
    assert told["boxes"] == [
        {
            "label": "Save",
            "relative": [100, 200, 300, 400],
            "box": [20, 20, 60, 40],
            "point": [40, 30],
        }
    ]
    assert told["receipts"][0]["name"] == "shot.png"
    assert told["usage"]["prompt_tokens"] == 7 and told["timings"]["decode_tps"] == 2.0


def test_json_has_no_boxes_where_there_are_none(kestrel, shot: Path):
    outcome = kestrel("ask", "Where?", shot, "--json", ask=ScriptedAsk("Nowhere."))
    assert "boxes" not in json.loads(outcome.out)


def test_boxes_of_several_pictures_stay_relative(kestrel, shot: Path):
    outcome = kestrel("ask", "Where?", shot, shot, "--json", ask=ScriptedAsk(BOXED))
    assert json.loads(outcome.out)["boxes"] == [{"label": "Save", "relative": [100, 200, 300, 400]}]


def test_boxes_are_told_in_pixels_beside_the_answer(kestrel, shot: Path):
    outcome = kestrel("ask", "Where?", shot, ask=ScriptedAsk(BOXED))
    assert outcome.out == BOXED + "\n"
    assert outcome.err == "Save: box 20,20 to 60,40, point [40, 30] in pixels\n"


def test_verbose_tells_receipts_and_timings_on_stderr(kestrel, shot: Path):
    outcome = kestrel("ask", "Where?", shot, "-v", ask=ScriptedAsk("x"))
    assert outcome.out == "x\n"
    assert "shot.png: seen\n" in outcome.err
    assert "prompt: 7 tokens in 0.50 s, 14 tokens/s" in outcome.err
    assert "answer: 3 tokens" in outcome.err


def test_a_picture_shown_much_smaller_is_never_kept_quiet(kestrel, shot: Path):
    ask = ScriptedAsk("x", size=(2880, 1800), seen=(384, 256))
    assert "2880 x 1800 pixels are seen as 384 x 256" in kestrel("ask", "?", shot, ask=ask).err


def test_thoughts_are_kept_off_the_answer(kestrel):
    outcome = kestrel("ask", "hi", "--think", ask=ScriptedAsk("yes", thinking="hm"))
    assert outcome.out == "yes\n" and "hm" in outcome.err


def test_words_of_a_picture_cannot_steer_the_terminal(kestrel):
    assert "\x1b" not in kestrel("ask", "hi", ask=ScriptedAsk("a\x1b[2Jb\tc\nd")).out


def test_an_answer_cut_off_says_so(kestrel):
    outcome = kestrel("ask", "hi", ask=ScriptedAsk("x", reason="length"))
    assert outcome.code == 0 and "--max-tokens" in outcome.err


def test_a_cancelled_answer_keeps_what_was_said(kestrel):
    outcome = kestrel("ask", "hi", ask=ScriptedAsk("half", reason="cancelled"))
    assert (outcome.code, outcome.out) == (130, "half\n")


def test_a_failed_answer_is_one_line(kestrel):
    ask = ScriptedAsk(reason="failed", error="It broke:\nmend it.")
    assert kestrel("ask", "hi", ask=ask).refusal() == "kestrel: It broke: mend it."


def test_a_question_from_standard_input(kestrel, stdin):
    stdin("Wo ist „Speichern“?\n".encode())
    ask = ScriptedAsk("x")
    assert kestrel("ask", "-", ask=ask).code == 0
    assert ask.asked[0][0].parts == (TextPart("Wo ist „Speichern“?\n"),)


def test_a_picture_from_standard_input(kestrel, stdin, shot: Path):
    stdin(shot.read_bytes())
    ask = ScriptedAsk("x")
    kestrel("ask", "?", "-", ask=ask)
    assert ask.asked[0][0].parts[0] == ImagePart(shot.read_bytes(), "standard input")


def test_a_video_from_standard_input(kestrel, stdin):
    film = b"\x00\x00\x00\x18ftypmp42" + bytes(20)
    stdin(film)
    ask = ScriptedAsk("x")
    kestrel("ask", "?", "-", ask=ask)
    part = ask.asked[0][0].parts[0]
    assert isinstance(part, VideoPart) and not part.source.exists(), "removed after the answer"


def test_only_one_thing_can_come_from_standard_input(kestrel, shot: Path):
    assert "cannot be both" in kestrel("ask", "-", "-", ask=ScriptedAsk()).refusal()
    assert "only one" in kestrel("ask", "?", "-", "-", ask=ScriptedAsk()).refusal()


def test_nothing_on_standard_input(kestrel, stdin):
    stdin(b"")
    assert "empty" in kestrel("ask", "?", "-", ask=ScriptedAsk()).refusal()
    assert "empty" in kestrel("ask", "-", ask=ScriptedAsk()).refusal()


def test_a_text_file_goes_as_a_document(kestrel, tmp_path: Path):
    notes = tmp_path / "notes.md"
    notes.write_text("# Monday\n")
    ask = ScriptedAsk("Monday")
    assert kestrel("ask", "What day?", notes, ask=ask).code == 0
    (message,) = ask.asked[0]
    assert message.parts[0] == DocumentPart(notes, "notes.md")
