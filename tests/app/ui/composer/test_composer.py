"""The composer: what keys do, what a draft is, when nothing may be sent."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chat.conversation import Draft
from app.chat.message import ImagePart, TextPart
from app.ui.composer.composer import Composer

PICTURE = ImagePart(Path("resources/samples/menu.png"), "menu.png")
Key = Qt.Key
Modifier = Qt.KeyboardModifier


def heard(signal: object) -> list[object]:
    told: list[object] = []
    signal.connect(lambda *values: told.append(values[0] if values else None))  # type: ignore
    return told


def test_return_sends_and_the_draft_stays_until_it_is_cleared(composer: Composer, qtbot: QtBot):
    sent = heard(composer.sent)
    composer.attach([PICTURE])
    qtbot.keyClicks(composer.editor, "What is it?")
    qtbot.keyClick(composer.editor, Key.Key_Return)
    assert sent == [Draft("What is it?", (PICTURE,))]
    assert composer.draft() == sent[0]
    composer.clear()
    assert composer.draft().is_empty


def test_shift_return_begins_a_line_and_the_field_grows(composer: Composer, qtbot: QtBot):
    sent = heard(composer.sent)
    before = composer.editor.height()
    qtbot.keyClicks(composer.editor, "a")
    qtbot.keyClick(composer.editor, Key.Key_Return, Modifier.ShiftModifier)
    qtbot.keyClicks(composer.editor, "b")
    assert composer.draft().text == "a\nb"
    assert not sent
    assert composer.editor.height() > before * 1.5


def test_it_grows_to_two_fifths_of_the_window(composer: Composer):
    composer.set_draft(Draft("\n".join("line" for _ in range(200))))
    assert 0.3 * 700 < composer.editor.height() <= 0.4 * 700 + 2
    composer.clear()
    assert composer.editor.height() < 36


def test_a_lower_window_leaves_it_less(composer: Composer, qtbot: QtBot):
    composer.set_draft(Draft("\n".join("line" for _ in range(200))))
    window = composer.window()
    window.resize(900, 400)
    qtbot.waitUntil(lambda: composer.editor.height() <= 0.4 * 400)


def test_long_words_stand_above_the_controls(composer: Composer, qtbot: QtBot):
    composer.set_draft(Draft("short"))
    qtbot.waitUntil(lambda: composer.editor.geometry().bottom() < composer.height() - 4)
    assert composer.editor.geometry().left() > composer.capture.geometry().right()
    composer.set_draft(Draft("a rather long question " * 6))
    qtbot.waitUntil(lambda: composer.editor.geometry().bottom() < composer.send.geometry().top())
    assert composer.editor.width() > 680
    assert composer.editor.verticalScrollBar().value() == 0


def test_return_may_begin_a_line_and_command_return_send(composer: Composer, qtbot: QtBot):
    sent = heard(composer.sent)
    composer.editor.set_return_sends(False)
    qtbot.keyClicks(composer.editor, "a")
    qtbot.keyClick(composer.editor, Key.Key_Return)
    assert composer.draft().text == "a\n"
    qtbot.keyClick(composer.editor, Key.Key_Return, Modifier.ControlModifier)
    assert len(sent) == 1


def test_return_belongs_to_an_input_method_that_composes(composer: Composer, qtbot: QtBot):
    sent = heard(composer.sent)
    QApplication.sendEvent(composer.editor, QInputMethodEvent("ni hao", []))
    qtbot.keyClick(composer.editor, Key.Key_Return)
    assert not sent
    done = QInputMethodEvent()
    done.setCommitString("你好")
    QApplication.sendEvent(composer.editor, done)
    assert composer.draft().text == "你好"
    qtbot.keyClick(composer.editor, Key.Key_Return)
    assert sent == [Draft("你好")]


def test_nothing_is_sent_that_is_nothing(composer: Composer, qtbot: QtBot):
    sent = heard(composer.sent)
    qtbot.keyClicks(composer.editor, "   ")
    qtbot.keyClick(composer.editor, Key.Key_Return)
    assert not sent
    assert not composer.send.isEnabled()


def test_up_in_an_empty_field_edits_the_last(composer: Composer, qtbot: QtBot):
    wished = heard(composer.edit_last)
    qtbot.keyClick(composer.editor, Key.Key_Up)
    assert len(wished) == 1
    qtbot.keyClicks(composer.editor, "a")
    qtbot.keyClick(composer.editor, Key.Key_Up)
    composer.set_draft(Draft("", (PICTURE,)))
    qtbot.keyClick(composer.editor, Key.Key_Up)
    assert len(wished) == 1


def test_while_busy_the_button_stops_and_return_does_nothing(composer: Composer, qtbot: QtBot):
    sent, stopped = heard(composer.sent), heard(composer.stopped)
    composer.set_draft(Draft("next"))
    composer.set_busy(True)
    assert composer.send.accessibleName() == "Stop"
    qtbot.keyClick(composer.editor, Key.Key_Return)
    qtbot.mouseClick(composer.send, Qt.MouseButton.LeftButton)
    assert (len(sent), len(stopped)) == (0, 1)
    qtbot.keyClick(composer.editor, Key.Key_Escape)
    assert len(stopped) == 2
    composer.set_busy(False)
    qtbot.mouseClick(composer.send, Qt.MouseButton.LeftButton)
    assert sent == [Draft("next")]


def test_a_reason_not_to_send_is_shown_and_holds(composer: Composer, qtbot: QtBot):
    sent = heard(composer.sent)
    composer.set_draft(Draft("a"))
    composer.set_blocked("menu.png cannot be sent: it is damaged.")
    qtbot.keyClick(composer.editor, Key.Key_Return)
    assert not sent
    assert not composer.send.isEnabled()
    composer.set_blocked("")
    qtbot.keyClick(composer.editor, Key.Key_Return)
    assert len(sent) == 1


def test_a_set_draft_is_no_change_but_typing_is(composer: Composer, qtbot: QtBot):
    changed = heard(composer.changed)
    composer.set_draft(Draft("a", (TextPart("words"), PICTURE)))
    assert not changed
    assert composer.draft().parts == (PICTURE,)
    qtbot.keyClicks(composer.editor, "b")
    composer.attach([PICTURE])
    assert len(changed) == 2
    assert composer.draft() == Draft("ab", (PICTURE,)), "the same picture is not added twice"


def test_think_is_told_by_the_user_alone(composer: Composer, qtbot: QtBot):
    told = heard(composer.think_changed)
    composer.set_think(True)
    assert composer.think.isChecked()
    assert not told
    qtbot.mouseClick(composer.think, Qt.MouseButton.LeftButton)
    assert told == [False]
    composer.set_think(True, available=False)
    assert not composer.think.isEnabled()
    assert not composer.think.isChecked()


def test_every_control_has_a_name(composer: Composer):
    for control in (composer.editor, composer.plus, composer.send):
        assert control.accessibleName()
    assert composer.capture.accessibleName() == "Capture"
