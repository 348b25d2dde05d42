"""The main window in its states."""

import os
import signal
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.chat.conversation import Draft
from app.client.states import Ready, Restarting
from app.places import RESOURCES
from app.ui.composer.intake import parts_of
from app.ui.program import Program
from app.ui.transcript.actions import WordButton
from app.ui.transcript.thoughts import Thoughts
from app.ui.window.main import SIZE, SMALLEST
from app.ui.window.samples import QUESTIONS, Sample
from tools.screens import drawings
from tools.screens.chats import Made
from tools.screens.stage import Stage


class MainWindow:
    """Each method leads the window into a state and has it taken."""

    def __init__(self, stage: Stage, program: Program, made: Made, files: Path) -> None:
        self._stage, self._program, self._made, self._files = stage, program, made, files
        self._window = program.window

    def take_all(self) -> None:
        self._window.activateWindow()
        self._stored()
        self._answers()
        self._transcript()
        self._composer()
        self._sidebar()
        self._sizes()
        self._restarting()

    def open(self, chat: str) -> None:
        self._program.desk.open(chat)
        self._stage.run(0.3)

    def ask_sample(self, number: int) -> None:
        """One of the welcome's samples, answered by nano."""
        name, question = QUESTIONS[number]
        self.open("")
        sample = Sample(RESOURCES / "samples" / f"{name}.png", question)
        self._window.welcome.tried.emit(sample)
        self._stage.until(lambda: self._program.talks.is_busy)
        self._stage.until(lambda: not self._program.talks.is_busy)
        self._stage.run(0.3)

    def _stored(self) -> None:
        stage, window, made = self._stage, self._window, self._made
        self.open("")
        stage.shoot("welcome", "A new chat.", window)
        self.open(made.chime)
        stage.shoot("answer", "An answer that points, its thoughts folded.", window)
        self.open(made.parser)
        window.transcript.verticalScrollBar().setValue(0)
        stage.shoot("markdown", "A long answer: code, a table, lists.", window)
        window.transcript.verticalScrollBar().setValue(10**6)
        stage.shoot("formula", "The same further down: a formula and tasks.", window)
        self.open(made.clip)
        stage.shoot("clip", "An answer about a clip, its times are links.", window)
        self.open(made.stopped)
        stage.shoot("stopped", "An answer that was stopped.", window)
        self.open(made.failed)
        stage.shoot("failed", "An answer that failed, with the reason and a retry.", window)
        self.open(made.chinese)
        stage.shoot("chinese", "Chinese.", window)

    def _answers(self) -> None:
        self.ask_sample(0)
        self._stage.shoot("nano", "What the bundled model points at.", self._window)
        self.ask_sample(1)
        self._stage.shoot("elements", "The elements of a screen, listed by nano.", self._window)

    def _transcript(self) -> None:
        stage, window, made = self._stage, self._window, self._made
        self.open(made.chime)
        fold = next(one for one in window.findChildren(Thoughts) if one.isVisible())
        head = fold.findChildren(WordButton)[0]
        head.click()
        stage.shoot("thoughts", "The thoughts of an answer, unfolded.", window)
        head.click()
        self.open(made.menu)
        stage.shoot("versions", "An answer with two versions.", window)
        window.transcript.edit(self._program.desk.path()[0].turn.id)
        stage.shoot("edit", "A question is edited in its place.", window)
        self._press(Qt.Key.Key_Escape)

    def _composer(self) -> None:
        stage, window = self._stage, self._window
        files = [
            drawings.sound_panel(self._files / "Sound.png"),
            drawings.clip(self._files / "morning.mp4"),
            drawings.notes(self._files / "release-notes.md"),
            drawings.unreadable(self._files / "IMG_2041.heic"),
        ]
        self.open(self._made.invoice)
        self._program.desk.attach(parts_of(files))
        window.composer.editor.insertPlainText("What of this is new since Monday?")
        stage.run(2.0)
        stage.shoot("attachments", "Attachments with what they cost, one refused.", window)
        window.composer.opened.emit(window.composer.draft().parts[1])
        stage.run(2.5)
        stage.shoot("frames", "The frames of a clip that will be seen.", window)
        self._press(Qt.Key.Key_Escape)
        window.composer.set_draft(Draft())
        self._drag(files[0])

    def _drag(self, file: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file))])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(400, 300), copy, mime, left, none)
        QApplication.sendEvent(self._window, enter)
        self._stage.shoot("drop", "A file is dragged over the window.", self._window)
        QApplication.sendEvent(self._window, QDragLeaveEvent())

    def _sidebar(self) -> None:
        stage, sidebar = self._stage, self._window.sidebar
        self.open(self._made.parser)
        sidebar.search()
        QTest.keyClicks(_typed_into(), "the s")
        stage.run(0.8)
        stage.shoot("search", "A search with its hits.", self._window)
        self._press(Qt.Key.Key_Escape)
        self._window.composer.setFocus()
        self.open(self._made.chime)
        sidebar.trash(self._made.stopped)
        stage.shoot("undo", "A deleted chat can be brought back.", self._window)
        self._program.desk.open("", traceless=True)
        stage.shoot("traceless", "A chat that leaves no trace.", self._window)

    def _press(self, key: Qt.Key) -> None:
        QTest.keyClick(_typed_into(), key)

    def _sizes(self) -> None:
        stage, window = self._stage, self._window
        window.resize(*SMALLEST)
        self.open("")
        stage.shoot("smallest-welcome", "A new chat in the smallest window.", window)
        self.open(self._made.chime)
        stage.shoot("smallest", "The smallest window.", window)
        window.resize(1800, 900)
        self.open("")
        stage.shoot("wide", "A wide window.", window)
        window.resize(*SIZE)

    def _restarting(self) -> None:
        """A real death of the engine."""
        stage, program = self._stage, self._program
        self.open(self._made.invoice)
        states: list[object] = []
        program.client.changed.connect(states.append)
        for _ in range(3):  # the third wait is a second long
            stage.until(lambda: isinstance(program.client.state, Ready))
            states.clear()
            os.kill(program.supervisor.pid, signal.SIGKILL)
            stage.until(lambda: any(isinstance(state, Restarting) for state in states))
        stage.shoot("restarting", "The engine died and is being started.", program.window, settle=0)


def _typed_into() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None, "nothing has the keyboard"
    return focus
