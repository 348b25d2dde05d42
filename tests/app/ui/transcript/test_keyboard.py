"""Everything in a conversation by keyboard, and by ear."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.phase import Answering, Done, Waiting
from app.ui.text.view import TextView
from app.ui.transcript.transcript import Transcript
from tests.fixtures.shown_talks import answer, pointed, question, shown, talk

KEY = Qt.Key
TAB = Qt.FocusPolicy.TabFocus


@pytest.fixture
def active(qtbot, transcript) -> Transcript:
    transcript.activateWindow()
    qtbot.waitUntil(transcript.isActiveWindow)
    return transcript


def focused(transcript: Transcript) -> str:
    return next((view.turn_id for view in transcript.views() if view.hasFocus()), "")


def press(qtbot, transcript: Transcript, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QGuiApplication.focusObject() or transcript, key)


def test_arrows_go_from_message_to_message(qtbot, active):
    active.show_chat(talk(30))
    active.view_of("a29").setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, active, KEY.Key_Up)
    assert focused(active) == "q29"
    press(qtbot, active, *[KEY.Key_Up] * 8)
    assert focused(active) == "q25"
    view = active.view_of("q25")
    assert 0 <= view.y() < active.viewport().height()
    press(qtbot, active, KEY.Key_Down)
    assert focused(active) == "a25"


def test_tab_reaches_one_message_and_what_is_in_it(qtbot, active):
    active.show_chat(talk(6))
    qtbot.waitUntil(lambda: active.view_of("a5") is not None)
    stops = [view for view in active.views() if view.focusPolicy() == Qt.FocusPolicy.StrongFocus]
    assert [view.turn_id for view in stops] == ["a5"]
    buttons = [
        button
        for view in active.views()
        for button in view.findChildren(QAbstractButton)
        if button.focusPolicy() & TAB
    ]
    texts = [text for text in active.findChildren(TextView) if text.focusPolicy() & TAB]
    assert len(texts) == 1
    assert buttons and all(stops[0].isAncestorOf(inner) for inner in (*buttons, *texts))


def test_copy_takes_the_message_with_the_focus(qtbot, active):
    active.show_chat(talk(3))
    active.view_of("q1").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(active.view_of("q1"), KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().strip() == "Question 1 why"


def test_home_end_and_pages(qtbot, active):
    active.show_chat(talk(40))
    bar = active.verticalScrollBar()
    end = bar.value()
    press(qtbot, active, KEY.Key_PageUp)
    assert bar.value() < end
    press(qtbot, active, KEY.Key_Home)
    assert bar.value() == 0
    press(qtbot, active, KEY.Key_End)
    assert active.following


def test_each_message_is_one_item_with_its_words(transcript, picture):
    transcript.show_chat(pointed(picture))
    assert transcript.view_of("q1").accessibleName() == "You: And the other one?"
    assert transcript.view_of("a0").accessibleName().startswith("Kestrel: Here:")
    assert "64 x 48" in transcript.view_of("q0").accessibleDescription()


def test_every_button_has_a_name(qtbot, transcript, picture):
    transcript.show_chat(pointed(picture))
    view = transcript.view_of("q0")
    view._offer(True)
    nameless = [
        button
        for button in transcript.findChildren(QAbstractButton)
        if not (button.text() or button.accessibleName())
    ]
    assert not nameless


def spoken(view: QWidget) -> str:
    """What a screen reader says of it."""
    return QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Name)


def test_a_message_is_read_with_who_said_it(transcript, picture):
    transcript.show_chat(pointed(picture))
    assert spoken(transcript.view_of("q1")) == "You: And the other one?"
    assert spoken(transcript.view_of("a1")).startswith("Kestrel: ")
    whole = QAccessible.queryAccessibleInterface(transcript.viewport())
    told = {whole.child(n).text(QAccessible.Text.Name) for n in range(whole.childCount())}
    assert {spoken(view) for view in transcript.views()} <= told


def test_the_end_of_an_answer_is_told_once_and_no_word_of_it(transcript, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(
        "app.ui.transcript.transcript.QAccessible.updateAccessibility",
        lambda event: told.append(event.message()),
    )
    transcript.show_chat(talk(1))
    asked = question("q1", "And then?", parent="a0")
    transcript.set_path([*talk(1), *shown(asked)])
    for words in ("", "One", "One two", "One two three"):
        transcript.grow(answer("a1", words, "q1", end=None), Answering() if words else Waiting())
    assert told == [] and spoken(transcript.view_of("a1")) == "Kestrel is answering"
    for _ in range(2):
        transcript.grow(answer("a1", "One two three.", "q1"), Done())
    assert told == ["The answer has ended"]
    assert spoken(transcript.view_of("a1")) == "Kestrel: One two three."
