"""What the menu's commands do. Those of other windows are the program's (app/ui/program.py)."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QTextEdit

from app.chat.conversation import ChatCard
from app.ui.composer.intake import parts_of
from app.ui.desk import Desk
from app.ui.talks import Talks
from app.ui.window.main import MainWindow


class Commands(QObject):
    """Joins the menus to the window, its talks and whatever holds the keyboard."""

    def __init__(self, window: MainWindow, talks: Talks, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._talks, self._desk = window, talks, desk
        self._chats: list[str] = []
        for name, call in {
            "new": self._begin,
            "traceless": lambda: self._begin(traceless=True),
            "attach": self.attach_files,
            "close": window.close,
            "undo": lambda: self._edit("undo"),
            "redo": lambda: self._edit("redo"),
            "cut": lambda: self._edit("cut"),
            "copy": lambda: self._edit("copy"),
            "paste": self._paste,
            "select_all": lambda: self._edit("selectAll"),
            "search": window.sidebar.search,
            "write": window.composer.setFocus,
            "sidebar": self.toggle_sidebar,
            "full_screen": self._full_screen,
            "stop": talks.stop,
            "regenerate": self._regenerate,
            "copy_answer": self._copy_answer,
            "think": window.composer.think.click,
            "rename": lambda: window.sidebar.rename(talks.chat),
            "pin": self._pin,
            "delete": self._delete,
            "next": lambda: self._step(1),
            "previous": lambda: self._step(-1),
            "minimise": window.showMinimized,
            "zoom": self._zoom,
            "front": window.raise_,
        }.items():
            window.menus[name].triggered.connect(call)
        window.menus["sidebar"].setChecked(True)
        window.bar.sidebar_wanted.connect(self.toggle_sidebar)
        window.composer.attach_wanted.connect(self.attach_files)
        talks.listed.connect(self._list)
        talks.opened.connect(self._enable)
        talks.busy.connect(self._enable)
        talks.shown.connect(self._enable)

    def attach_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Attach files"))
        if names:
            self._desk.attach(parts_of([Path(name) for name in names]))

    def toggle_sidebar(self) -> None:
        there = self._window.sidebar.isHidden()
        self._window.sidebar.setVisible(there)
        self._window.menus["sidebar"].setChecked(there)

    def _begin(self, *, traceless: bool = False) -> None:
        """A new chat, and the keyboard where its question is written."""
        self._desk.open("", traceless=traceless)
        self._window.composer.setFocus()

    def _list(self, cards: Sequence[ChatCard], folders: object) -> None:
        self._chats = [card.id for card in cards]

    def _step(self, by: int) -> None:
        """The chat below or above in the list."""
        if self._chats:
            here = self._chats.index(self._talks.chat) if self._talks.chat in self._chats else -by
            self._desk.open(self._chats[(here + by) % len(self._chats)])

    def _enable(self) -> None:
        menus, talks = self._window.menus, self._talks
        there, busy = bool(talks.chat), talks.is_busy
        menus["stop"].setEnabled(busy)
        menus["regenerate"].setEnabled(there and not busy)
        for name in ("rename", "pin", "delete", "export", "copy_answer"):
            menus[name].setEnabled(there and not (talks.is_traceless and name == "export"))

    def _edit(self, command: str) -> None:
        """Whatever holds the keyboard knows how."""
        focused = QApplication.focusWidget()
        call = getattr(focused, command, None)
        if call is not None:
            call()

    def _paste(self) -> None:
        """Where nothing can be written, into the composer."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QLineEdit | QPlainTextEdit | QTextEdit) and not focused.isReadOnly():
            focused.paste()
        else:
            self._window.composer.setFocus()
            self._window.composer.editor.paste()

    def _full_screen(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _zoom(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowMaximized)

    def _regenerate(self) -> None:
        turn = next((s.turn for s in reversed(self._desk.path()) if s.turn.reply), None)
        if turn is not None:
            self._talks.regenerate(turn.id)

    def _copy_answer(self) -> None:
        turn = next((s.turn for s in reversed(self._desk.path()) if s.turn.reply), None)
        if turn is not None:
            QApplication.clipboard().setText(turn.text)

    def _pin(self) -> None:
        card = self._talks.card
        if card is not None:
            self._talks.pin(card.id, not card.pinned)

    def _delete(self) -> None:
        if self._talks.chat:
            self._window.sidebar.trash(self._talks.chat)
