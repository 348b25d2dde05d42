"""All of the desktop's sides in one place; the program says what it has and hears what is asked."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.chat.conversation import Turn
from app.chat.message import Part
from app.client.client import Client
from app.desktop.face import Desktop
from app.ui.preferences import Preferences
from app.ui.surroundings.attention import Attention
from app.ui.surroundings.callers import Callers
from app.ui.surroundings.promises import Promises
from app.ui.surroundings.sparing import Sparing
from app.ui.talks import Talks
from app.ui.theme import theme
from app.ui.window.menus import Menus


class Surroundings(QObject):
    """`shown`: the program's icon was pressed while no window of it stood."""

    shown = Signal()

    def __init__(
        self, home: Path, desktop: Desktop, client: Client, talks: Talks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desktop, self._talks = desktop, talks
        self.callers = Callers(desktop, self)
        self.attention = Attention(desktop, self)
        self.sparing = Sparing(desktop, client, self)
        self.promises = Promises(desktop, home / "received", self)
        talks.ended.connect(self._answered)
        desktop.watch_accent(theme().set_accent)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._follow)

    def adopt(self, menus: Menus) -> None:
        """The system adds commands of its own to these two."""
        self._desktop.adopt_menus(menus.menus["window"], menus.menus["help"])

    def apply(self, preferences: Preferences) -> None:
        self.attention.is_wanted = preferences.notify

    def progress(self, share: float | None) -> None:
        """How far all downloads are."""
        self._desktop.set_progress(share)
        self.sparing.set_downloading(share is not None)

    def preview(self, part: Part) -> bool:
        """Whether the system shows it; it shows files only."""
        source = getattr(part, "source", None)
        return isinstance(source, Path) and self._desktop.preview([source]) is None

    def close(self) -> None:
        self.attention.close()
        self._desktop.stay_awake("")
        self._desktop.close()

    def _answered(self, chat: str, turn: Turn) -> None:
        self.attention.answered(turn, self._talks.is_without_trace(chat))

    def _follow(self, state: Qt.ApplicationState) -> None:
        """On a Mac a press on the Dock's icon activates a program that may have no window."""
        stands = any(widget.isVisible() for widget in QApplication.topLevelWidgets())
        if state == Qt.ApplicationState.ApplicationActive and not stands:
            self.shown.emit()
