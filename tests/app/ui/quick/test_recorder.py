"""The recorder takes a chord that is free, and says of others why not."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.quick.chords import refusal
from app.ui.quick.recorder import Recorder

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def recorder(qtbot: QtBot) -> Recorder:
    recorder = Recorder()
    qtbot.addWidget(recorder)
    recorder.show()
    recorder.changes = []  # type: ignore[attr-defined]
    recorder.changed.connect(lambda keys: recorder.changes.append(keys.toString()))  # type: ignore[attr-defined]
    return recorder


def test_none_is_taken_by_itself_and_a_chord_is_recorded(qtbot: QtBot, recorder):
    assert recorder.keys.isEmpty() and not recorder.clear.isVisible()
    qtbot.mouseClick(recorder, Qt.MouseButton.LeftButton)
    assert recorder.is_recording
    qtbot.keyPress(recorder, Qt.Key.Key_Control, CTRL)  # not a chord by itself
    qtbot.keyClick(recorder, Qt.Key.Key_K, CTRL | ALT)
    assert recorder.keys == QKeySequence("Ctrl+Alt+K") and not recorder.is_recording
    assert recorder.changes == ["Ctrl+Alt+K"]
    assert "K" in recorder.accessibleDescription()


def test_a_refused_chord_says_why_and_another_is_waited_for(qtbot: QtBot, recorder):
    recorder.record()
    qtbot.keyClick(recorder, Qt.Key.Key_Space, ALT)
    assert "ChatGPT" in recorder.said.text() and recorder.is_recording
    qtbot.keyClick(recorder, Qt.Key.Key_Space, ALT | SHIFT)
    assert recorder.changes == ["Alt+Shift+Space"] and not recorder.said.isVisible()


def test_escape_leaves_what_was_and_backspace_takes_it_away(qtbot: QtBot, recorder):
    recorder.set_keys(QKeySequence("Ctrl+Alt+K"))
    recorder.record()
    qtbot.keyClick(recorder, Qt.Key.Key_Escape)
    assert recorder.keys == QKeySequence("Ctrl+Alt+K") and recorder.changes == []
    qtbot.keyClick(recorder, Qt.Key.Key_Backspace)
    assert recorder.keys.isEmpty() and recorder.changes == [""]
    qtbot.keyClick(recorder, Qt.Key.Key_Backspace)
    assert recorder.changes == [""]


def test_tab_is_part_of_a_chord_while_it_records_and_else_goes_on(qtbot: QtBot, recorder):
    recorder.record()
    qtbot.keyClick(recorder, Qt.Key.Key_Tab, ALT | CTRL)
    assert recorder.changes == ["Ctrl+Alt+Tab"]


def test_a_command_of_the_program_is_not_run_while_it_records(qtbot: QtBot):
    window = QWidget()
    qtbot.addWidget(window)
    recorder, command = Recorder(window), QAction(window)
    command.setShortcut(QKeySequence("Ctrl+Alt+J"))
    window.addAction(command)
    run: list[bool] = []
    command.triggered.connect(lambda: run.append(True))
    window.show()
    window.activateWindow()
    recorder.setFocus()
    recorder.record()
    qtbot.keyClick(recorder, Qt.Key.Key_J, CTRL | ALT)
    assert recorder.keys == QKeySequence("Ctrl+Alt+J") and run == []


def test_what_the_system_answers_is_shown(recorder):
    recorder.say("Another program has these keys.")
    assert recorder.said.isVisible()
    recorder.record()
    assert not recorder.said.isVisible()


@pytest.mark.parametrize(
    "keys",
    ["K", "Shift+K", "Alt+Space", "Meta+Space", "Ctrl+Shift+Return", "Ctrl+C", "Ctrl+Shift+Z"],
)
def test_chords_that_are_not_free(keys: str):
    assert refusal(QKeySequence(keys))


@pytest.mark.parametrize("keys", ["", "Ctrl+Alt+K", "Meta+Alt+J", "F13", "Ctrl+Shift+Space"])
def test_chords_that_are(keys: str):
    assert refusal(QKeySequence(keys)) == ""
