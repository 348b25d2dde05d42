"""The column: what is in view stays in view, the end is followed until the reader leaves it."""

from dataclasses import replace

from app.chat.conversation import Place, Shown
from app.chat.message import TextPart
from app.ui import phase
from app.ui.transcript.transcript import Transcript
from tests.fixtures.shown_talks import answer, question, shown, talk
from tests.fixtures.work import calls


def bar(transcript: Transcript):
    return transcript.verticalScrollBar()


def on_screen(transcript: Transcript, turn: str) -> int:
    """Where a turn begins, from the top of the view."""
    view = transcript.view_of(turn)
    assert view is not None, f"{turn} has no widget"
    return view.y()


def is_settled(transcript: Transcript) -> bool:
    """All in view is there, each where the one above ends."""
    rows = transcript.rows_in_view()
    views = [view for row in rows if (view := transcript.view_at(row)) is not None]
    return len(views) == len(rows) and all(
        above.geometry().bottom() + 1 == below.y()
        for above, below in zip(views, views[1:], strict=False)
    )


def test_a_conversation_opens_at_its_end(transcript):
    transcript.show_chat(talk(50))
    assert bar(transcript).value() == bar(transcript).maximum() > 0
    assert on_screen(transcript, "a49") < transcript.viewport().height()
    assert transcript.place() == Place()


def test_only_what_is_near_has_widgets(qtbot, transcript):
    transcript.show_chat(talk(400))
    qtbot.waitUntil(lambda: is_settled(transcript))
    qtbot.wait(50)
    assert transcript.view_of("a399") is not None and transcript.view_of("a300") is None
    assert len(transcript.views()) < 40


def test_a_conversation_opens_where_it_was_left(qtbot, transcript):
    path = talk(50)
    transcript.show_chat(path)
    transcript.show_chat(path, Place("a20", 30))
    qtbot.waitUntil(lambda: is_settled(transcript))
    assert on_screen(transcript, "a20") == -30
    assert transcript.place() == Place("a20", 30)


def test_a_place_in_a_turn_that_is_gone_is_the_end(transcript):
    transcript.show_chat(talk(20), Place("gone", 30))
    assert transcript.following


def test_scrolling_up_does_not_jump_where_heights_were_wrong(qtbot, transcript):
    transcript.show_chat(talk(120))
    for _ in range(60):
        row = transcript.rows_in_view()[-1]
        before = transcript.view_at(row)
        assert before is not None
        y = before.y()
        bar(transcript).setValue(bar(transcript).value() - 150)
        qtbot.waitUntil(lambda: is_settled(transcript))
        after = transcript.view_at(row)
        if after is not None:
            assert abs(after.y() - y - 150) <= 1
    assert not transcript.following


def test_the_top_can_be_reached(qtbot, transcript):
    transcript.show_chat(talk(60))
    bar(transcript).setValue(0)
    qtbot.waitUntil(lambda: is_settled(transcript))
    assert bar(transcript).value() == 0 and on_screen(transcript, "q0") > 0


def test_the_end_is_followed_until_the_reader_scrolls_up(qtbot, transcript):
    path = talk(10)
    growing = answer("x", "", "q", end=None)
    asked = question("q", "More?", parent="a9")
    transcript.show_chat(path)
    transcript.set_path([*path, *shown(asked, growing)])
    text = "Words. " * 60
    for count in range(1, 20):
        transcript.grow(replace(growing, parts=(TextPart(text * count),)), phase.Answering())
        assert bar(transcript).value() == bar(transcript).maximum()
    bar(transcript).setValue(bar(transcript).value() - 300)
    qtbot.waitUntil(lambda: is_settled(transcript))
    y = on_screen(transcript, "x")
    transcript.grow(replace(growing, parts=(TextPart(text * 25),)), phase.Answering())
    assert on_screen(transcript, "x") == y
    assert transcript.findChild(object, "jump").isVisible()
    transcript.findChild(object, "jump").click()
    assert bar(transcript).value() == bar(transcript).maximum()
    assert not transcript.findChild(object, "jump").isVisible()


def test_a_new_question_is_shown_wherever_the_reader_was(qtbot, transcript):
    path = talk(30)
    transcript.show_chat(path, Place("q5", 0))
    transcript.set_path([*path, *shown(question("q", "New", parent="a29"))])
    assert transcript.following
    assert on_screen(transcript, "q") < transcript.viewport().height()


def test_another_version_keeps_the_place(qtbot, transcript):
    path = talk(30)
    transcript.show_chat(path, Place("q10", 5))
    qtbot.waitUntil(lambda: is_settled(transcript))
    other = [*path[:21], *shown(answer("b10", "Another", "q10")), *path[24:]]
    transcript.set_path(other)
    assert on_screen(transcript, "q10") == -5
    assert transcript.view_of("a10") is None and transcript.view_of("b10") is not None


def test_the_same_path_again_makes_nothing_anew(qtbot, transcript):
    path = talk(30)
    transcript.show_chat(path)
    views = transcript.views()
    transcript.set_path(list(path))
    assert set(views) <= set(transcript.views())


def test_a_narrower_window_keeps_the_place(qtbot, transcript):
    transcript.show_chat(talk(40), Place("a12", 0))
    qtbot.waitUntil(lambda: is_settled(transcript))
    transcript.resize(560, 700)
    qtbot.waitUntil(lambda: is_settled(transcript))
    assert on_screen(transcript, "a12") == 0


def test_search_shows_the_turn_with_its_words_marked(qtbot, transcript):
    path = talk(80)
    transcript.show_chat(path)
    transcript.scroll_to("a17", "weight")
    qtbot.waitUntil(lambda: is_settled(transcript))
    view = transcript.view_of("a17")
    assert 0 <= view.y() < transcript.viewport().height() // 2
    marked = [s.cursor.selectedText() for s in view.text.extraSelections()]
    assert marked and set(marked) == {"weight"}


def test_nothing_at_all_is_shown_without_complaint(qtbot, transcript):
    transcript.show_chat(talk(3))
    transcript.show_chat([])
    assert not transcript.views() and transcript.place() == Place()
    transcript.set_path(shown(question("q", "First")))
    assert transcript.view_of("q") is not None


def test_five_thousand_turns_open_at_once(transcript):
    """A few calls for each, where laying one out takes hundreds."""
    few, many = talk(500), talk(2_500)
    more = calls(lambda: opens(transcript, many)) - calls(lambda: opens(transcript, few))
    assert more < 40 * (len(many) - len(few))


def opens(transcript: Transcript, path: list[Shown]) -> None:
    transcript.show_chat(path)
    transcript.grab()
