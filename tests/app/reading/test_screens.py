"""Questions about screens: what is asked, and what is made of the reply."""

import pytest

from app.chat.message import TextPart
from app.chat.settings import EXACT
from app.reading.ask import Unanswered
from app.reading.geometry import Pixels, Relative, pixel_box, relative_box
from app.reading.listing import list_elements
from app.reading.run import Run
from app.reading.screens import element_marks, find_on_screen, found_marks
from tests.fixtures.scripted_ask import ScriptedAsk
from tests.fixtures.sighted_ask import PROMPTS, screen

PICTURE = screen((200, 100))
LISTED = """[{"bbox_2d": [0, 0, 500, 500], "label": "Save", "role": "button"},
 {"bbox_2d": [500, 500, 1000, 1000], "label": "Auto", "role": "checkbox", "state": "checked"},
 {"bbox_2d": [1, 2], "label": "lost"}, {"point_2d": [5, 5], "label": "dot"}]"""


def test_elements_are_in_pixels_of_the_picture_and_the_rest_is_unread():
    ask = ScriptedAsk(LISTED, size=(200, 100))
    reading = list_elements(Run(ask, "x"), PICTURE, PROMPTS).reading
    assert reading.size == (200, 100)
    save, auto = reading.elements
    assert (save.role, save.text, save.state, save.box) == (
        "button",
        "Save",
        "",
        pixel_box(0, 0, 100, 50),
    )
    assert (auto.state, auto.box) == ("checked", pixel_box(100, 50, 200, 100))
    assert [piece.reason for piece in reading.unread] == [
        "bbox_2d is not four coordinates",
        "a point, not a box",
    ]
    assert reading.whole


def test_elements_and_matches_are_marks_again():
    reading = list_elements(Run(ScriptedAsk(LISTED), "x"), PICTURE, PROMPTS).reading
    save, auto = element_marks(reading)
    assert (save.label, save.role, save.box) == ("Save", "button", relative_box(0, 0, 500, 500))
    assert auto.state == "checked"
    reply = '[{"bbox_2d": [100, 200, 300, 400], "label": "a"}, {"point_2d": [500, 500]}]'
    box, dot = found_marks(find_on_screen(Run(ScriptedAsk(reply), "x"), PICTURE, "a", PROMPTS))
    assert box.box == relative_box(100, 200, 300, 400) and box.point is None
    assert dot.box is None and dot.point == Relative(500, 500)


def test_the_question_is_the_checkpoints_own_and_exact():
    ask = ScriptedAsk("[]")
    list_elements(Run(ask, "x"), PICTURE, PROMPTS)
    assert ask.asked[0][0].parts == (PICTURE, TextPart("list"))
    assert ask.settings == [EXACT]


def test_a_list_cut_off_by_its_length_is_not_whole():
    assert not list_elements(
        Run(ScriptedAsk("[]", reason="length"), "x"), PICTURE, PROMPTS
    ).reading.whole


def test_find_gives_box_and_middle():
    reply = '[{"bbox_2d": [100, 200, 300, 400], "label": "Save"}]'
    search = find_on_screen(Run(ScriptedAsk(reply), "x"), PICTURE, "Save", PROMPTS)
    assert search.matches[0].box == pixel_box(20, 20, 60, 40)
    assert search.matches[0].point == Pixels(40, 30)


def test_find_takes_the_models_own_point():
    search = find_on_screen(
        Run(ScriptedAsk('[{"point_2d": [500, 500], "label": "Save"}]'), "x"),
        PICTURE,
        "Save",
        PROMPTS,
    )
    assert search.matches[0].box is None and search.matches[0].point == Pixels(100, 50)


@pytest.mark.parametrize(("reply", "unread"), [("[]", 0), ("It is not there.", 1), ("", 1)])
def test_not_there_is_an_answer(reply: str, unread: int):
    search = find_on_screen(Run(ScriptedAsk(reply), "x"), PICTURE, "Save", PROMPTS)
    assert search.matches == () and len(search.unread) == unread


def test_words_cannot_end_their_quotation():
    ask = ScriptedAsk("[]")
    find_on_screen(Run(ask, "x"), PICTURE, 'a "b" {words}', PROMPTS)
    assert ask.asked[0][0].parts[1] == TextPart("find \"a 'b' {words}\"")


@pytest.mark.parametrize("reason", ["failed", "cancelled"])
def test_no_answer_is_no_reading(reason):
    ask = ScriptedAsk("[", reason=reason, error="why")
    with pytest.raises(Unanswered) as caught:
        list_elements(Run(ask, "x"), PICTURE, PROMPTS)
    assert caught.value.end.reason == reason
