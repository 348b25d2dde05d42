"""The whole window program with the real engine and kestrel-nano, as a person would use it."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.chat.conversation import Turn
from app.chat.events import End
from app.ui.program import Program
from app.ui.single import Knock

LONGEST_MS = 60_000


class Used:
    """A program and what its user does and sees."""

    def __init__(self, qtbot: QtBot, home: Path, *files: Path) -> None:
        self._qtbot = qtbot
        self.program = Program(home)
        self.ends: list[Turn] = []
        self.grown: list[str] = []
        self.program.talks.ended.connect(lambda chat, turn: self.ends.append(turn))
        self.program.talks.grew.connect(lambda turn, phase: self.grown.append(turn.text))
        self.program.talks.grew.connect(self._cut_now)
        self._cut: Callable[[], None] | None = None
        self.first_words = ""
        self.program.start(Knock(tuple(str(path) for path in files)))
        self._qtbot.waitExposed(self.program.window)

    @property
    def texts(self) -> list[str]:
        """Of the conversation that is shown."""
        return [shown.turn.text for shown in self.program.desk.path()]

    def until(self, true: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(true()), timeout=LONGEST_MS)

    def drop(self, *files: Path, on: QWidget | None = None) -> None:
        """Let files go in the middle of a window, the main one if no other is named."""
        window = on or self.program.window
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
        where, copy = window.rect().center(), Qt.DropAction.CopyAction
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(where, copy, mime, left, none)
        QApplication.sendEvent(window, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(window, QDropEvent(QPointF(where), copy, mime, left, none))

    def type(self, words: str) -> None:
        self._qtbot.keyClicks(self.program.window.composer.editor, words)

    def send(self) -> None:
        self._qtbot.keyClick(self.program.window.composer.editor, Qt.Key.Key_Return)

    def ask(self, words: str) -> Turn:
        """Type a question, send it, wait for the answer."""
        before = len(self.ends)
        self.type(words)
        self.until(lambda: self.program.window.composer.can_send)
        self.send()
        self.until(lambda: len(self.ends) > before)
        return self.ends[-1]

    def regenerate(self) -> None:
        before = len(self.ends)
        self.program.window.menus["regenerate"].trigger()
        self.until(lambda: len(self.ends) > before)

    def at_first_words(self, cut: Callable[[], None]) -> None:
        """Do it in the moment in which something of the next answer is seen."""
        self._cut = cut

    def _cut_now(self, turn: Turn, phase: object) -> None:
        if turn.text and self._cut is not None:
            cut, self._cut = self._cut, None
            self.first_words = turn.text
            cut()

    def kill_engine(self) -> None:
        """As the system does when the memory is full."""
        os.kill(self.program.supervisor.pid, signal.SIGKILL)

    def close(self) -> None:
        self.program.window.close()
        self.program.close()
        self.program.window.deleteLater()
        self.program.deleteLater()
        self._qtbot.wait(10)

    def click(self, at: QPoint) -> None:
        self._qtbot.mouseClick(self.program.window, Qt.MouseButton.LeftButton, pos=at)


class Use(Protocol):
    """Starts the program, with files on its command line."""

    def __call__(self, *files: Path) -> Used: ...


def end_of(turn: Turn) -> End:
    assert turn.reply is not None
    assert turn.reply.end is not None
    return turn.reply.end
