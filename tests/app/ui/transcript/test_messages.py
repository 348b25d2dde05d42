"""What messages show and what their controls say."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QProgressBar, QPushButton

from app.chat.events import End
from app.chat.message import DocumentPart, ImagePart, TextPart, VideoPart
from app.ui import phase
from app.ui.transcript.bubble import Bubble
from app.ui.transcript.clips import Clip
from app.ui.transcript.ending import Ending
from app.ui.transcript.figures import FigureCard
from app.ui.transcript.question import QuestionView
from app.ui.transcript.reply import ReplyView
from app.ui.transcript.transcript import Transcript
from tests.fixtures.children import child
from tests.fixtures.shown_talks import answer, pointed, question, shown, talk, with_versions

LEFT = Qt.MouseButton.LeftButton


def reply(transcript: Transcript, turn: str) -> ReplyView:
    view = transcript.view_of(turn)
    assert isinstance(view, ReplyView)
    return view


def asked(transcript: Transcript, turn: str) -> QuestionView:
    view = transcript.view_of(turn)
    assert isinstance(view, QuestionView)
    return view


def button(within, text: str):
    found = [
        b
        for b in within.findChildren(object)
        if hasattr(b, "click") and text in (b.text(), b.accessibleName()) and not b.isHidden()
    ]
    assert len(found) == 1, f"{len(found)} buttons {text}"
    return found[0]


def words(within) -> str:
    return " ".join(label.text() for label in within.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize(
    ("text", "signal"),
    [("Regenerate", "regenerate"), ("Branch", "branched")],
)
def test_controls_of_an_answer(qtbot, transcript, text, signal):
    transcript.show_chat(talk(1))
    with qtbot.waitSignal(getattr(transcript, signal)) as told:
        button(reply(transcript, "a0"), text).click()
    assert told.args == ["a0"]


def test_copy_takes_the_markdown(qtbot, transcript):
    transcript.show_chat(talk(1))
    with qtbot.waitSignal(transcript.copied) as told:
        button(reply(transcript, "a0"), "Copy").click()
    assert "**some**" in told.args[0]
    assert QGuiApplication.clipboard().text() == told.args[0]


def test_versions_are_switched(qtbot, transcript):
    transcript.show_chat(with_versions(talk(1), 1, "former", "latter"))
    view = reply(transcript, "a0")
    assert "3/3" in words(view)
    with qtbot.waitSignal(transcript.chosen) as told:
        button(view, "Previous version").click()
    assert told.args == ["latter"]
    assert not button(view, "Next version").isEnabled()


def test_the_phases_of_an_answer(qtbot, transcript):
    turn = answer("x", "", "q", end=None)
    transcript.show_chat(shown(question("q", "Hello")))
    transcript.grow(turn, phase.Waiting("The model is being loaded…"))
    view = reply(transcript, "x")
    assert "The model is being loaded…" in words(view)
    transcript.grow(turn, phase.Prefilling(3204, 10710, 1204))
    assert "Reading 3,204 of 10,710 tokens · 1,204 reused" in words(view)
    progress = child(view, QProgressBar)
    assert (progress.value(), progress.maximum()) == (3204, 10710)
    assert turn.reply is not None
    thinking = replace(turn.reply, thinking="Well", thought_s=2.0)
    turn = replace(turn, reply=thinking)
    transcript.grow(turn, phase.Thinking())
    assert button(view, "Thinking for 2 s").isVisible() and not progress.isVisible()
    turn = replace(turn, parts=(TextPart("So"),))
    transcript.grow(turn, phase.Answering())
    assert view.text.markdown() == "So" and view.text.isVisible()
    assert not any(b.text() == "Copy" for b in view.findChildren(QPushButton))
    transcript.grow(replace(turn, reply=replace(thinking, end=End("stop"))), phase.Done())
    assert button(view, "Thought for 2 s").isVisible() and button(view, "Copy").isVisible()


def test_thoughts_open_and_stay_open(qtbot, transcript):
    transcript.show_chat(
        shown(question("q", "Hi"), answer("x", "Yes", "q", thinking="Because", thought_s=2.0))
    )
    view = reply(transcript, "x")
    before = view.height()
    button(view, "Thought for 2 s").click()
    qtbot.waitUntil(lambda: view.height() > before)
    transcript.show_chat(talk(1))
    transcript.show_chat(shown(question("q", "Hi")))
    assert transcript.view_of("x") is None


@pytest.mark.parametrize(
    ("end", "said", "retry"),
    [
        (End("failed", error="The engine ended."), "The engine ended.", True),
        (End("cancelled"), "Stopped", False),
        (End("length"), "longest length", False),
        (End("loop"), "repeated itself", True),
    ],
)
def test_an_answer_that_is_not_whole_says_so(qtbot, transcript, end, said, retry):
    transcript.show_chat(shown(question("q", "Hi"), answer("x", "Half", "q", end=end)))
    ending = child(reply(transcript, "x"), Ending)
    assert said in words(ending)
    assert button(ending, "Try again").isVisible() if retry else True
    if retry:
        with qtbot.waitSignal(transcript.retry) as told:
            button(ending, "Try again").click()
        assert told.args == ["x"]


def test_an_empty_answer_says_so_and_can_be_asked_for_again(qtbot, transcript):
    transcript.show_chat(shown(question("q", "Hi"), answer("x", "", "q")))
    view = reply(transcript, "x")
    assert "without a word" in words(view)
    with qtbot.waitSignal(transcript.regenerate):
        button(view, "Regenerate").click()


def test_a_failure_without_words_offers_one_way_on(transcript):
    failed = answer("x", "", "q", end=End("failed", error="No."))
    transcript.show_chat(shown(question("q", "Hi"), failed))
    buttons = [b.text() for b in reply(transcript, "x").findChildren(QPushButton) if b.isVisible()]
    assert buttons == ["Try again"]


def test_a_note_stands_above_an_answer(transcript):
    transcript.show_chat(talk(1))
    transcript.note("a0", "The engine was started again.")
    assert "The engine was started again." in words(reply(transcript, "a0"))
    transcript.note("a0", "")
    assert "The engine was started again." not in words(reply(transcript, "a0"))


def test_all_figures_are_a_click_away(qtbot, transcript):
    path = talk(1)
    transcript.show_chat(path)
    line = button(
        reply(transcript, "a0"), "64 tokens · 58 tok/s · first after 0.21 s · 1,204 reused"
    )
    assert path[1].turn.reply is not None
    card = FigureCard(path[1].turn.reply, line)  # shown, it grabs a keyboard that is not there
    told = [label.text() for label in card.findChildren(QLabel)]
    assert "1,600" in told and "8,000 tok/s" in told


def test_a_question_is_edited_where_it_stands(qtbot, transcript):
    transcript.show_chat(talk(2))
    transcript.edit("q0")
    view = asked(transcript, "q0")
    field = child(view, QPlainTextEdit)
    assert view.is_edited and field.toPlainText().startswith("Question 0")
    field.setPlainText("Something else")
    field.moveCursor(field.textCursor().MoveOperation.End)
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "below")
    with qtbot.waitSignal(transcript.edited) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args == ["q0", "Something else\nbelow"]
    assert not view.is_edited


def test_an_edit_outlives_scrolling_and_news_of_its_turn(qtbot, transcript):
    path = talk(60)
    transcript.show_chat(path)
    transcript.edit("q59")
    child(asked(transcript, "q59"), QPlainTextEdit).setPlainText("Half written")
    transcript.set_path(with_versions(path, 118, "former"))
    assert not child(asked(transcript, "q59"), Bubble).isVisible()
    transcript.setFocus()
    transcript.verticalScrollBar().setValue(0)
    transcript.follow()
    assert child(asked(transcript, "q59"), QPlainTextEdit).toPlainText() == "Half written"


def test_escape_leaves_a_question_as_it_was(qtbot, transcript):
    transcript.show_chat(talk(1))
    transcript.edit("q0")
    view = asked(transcript, "q0")
    field = child(view, QPlainTextEdit)
    field.setPlainText("Something else")
    with qtbot.assertNotEmitted(transcript.edited):
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not view.is_edited and child(view, Bubble).isVisible()


def test_a_long_question_is_folded(qtbot, transcript):
    transcript.show_chat(shown(question("q", "A line\n" * 200 + "the end")))
    view = asked(transcript, "q")
    low = view.height()
    assert "the end" not in view.texts()[0].toPlainText()
    button(view, "Show all").click()
    qtbot.waitUntil(lambda: view.height() > 2 * low)
    assert "the end" in view.texts()[0].toPlainText()


def test_clips_and_documents_are_cards_that_open(qtbot, transcript):
    clip, notes = VideoPart(Path("/x/clip.mov")), DocumentPart(Path("/x/notes.txt"))
    transcript.show_chat(shown(question("q", "What?", clip, notes)))
    cards = asked(transcript, "q").findChildren(Clip)
    assert [card.accessibleName() for card in cards] == ["clip.mov", "notes.txt"]
    with qtbot.waitSignal(transcript.part_opened) as told:
        qtbot.mouseClick(cards[1], LEFT)
    assert told.args == ["q", 1]


def test_receipts_stand_under_what_was_shown(transcript, picture):
    transcript.show_chat(pointed(picture))
    assert "64 × 48 seen at full size" in words(asked(transcript, "q0"))


def test_times_lead_to_the_clip(qtbot, transcript):
    path = shown(
        question("q", "When?", VideoPart(Path("/x/clip.mov"))), answer("a", "At 0:12 it ends.", "q")
    )
    transcript.show_chat(path)
    with qtbot.waitSignal(transcript.time_clicked) as told:
        reply(transcript, "a").text.link_clicked.emit("time:12.0")
    assert told.args == ["q", 12.0]
    assert "(time:12" in reply(transcript, "a").text.markdown()


def test_links_are_handed_on(qtbot, transcript):
    transcript.show_chat(talk(1))
    with qtbot.waitSignal(transcript.link) as told:
        reply(transcript, "a0").text.link_clicked.emit("https://example.org")
    assert told.args == ["https://example.org"]


def test_a_picture_opens_with_its_marks(qtbot, transcript, picture):
    transcript.show_chat(pointed(picture))
    with qtbot.waitSignal(transcript.picture_opened) as told:
        asked(transcript, "q0").pictures.views[0].opened.emit()
    assert told.args[:2] == ["q0", 0]
    assert [mark.label for mark in told.args[2]] == ["Menu"]


def test_several_pictures_stand_in_rows(transcript, picture):
    parts = [ImagePart(picture, f"{n}.png") for n in range(5)]
    transcript.show_chat(shown(question("q", "Compare", *parts)))
    places = [view.geometry() for view in asked(transcript, "q").pictures.views]
    assert len(places) == 5
    assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[n + 1 :])
