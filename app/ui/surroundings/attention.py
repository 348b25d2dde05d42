"""Telling a user who looks elsewhere that something is done: a number on the icon, a notification.

Notifications are sent only to those who chose them, since the first one makes the system ask.
"""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from app.chat.conversation import Turn
from app.desktop.face import Desktop

LONGEST = 120  # letters of an answer in a notification


class Attention(QObject):
    """`is_wanted`: the user chose notifications."""

    def __init__(self, desktop: Desktop, parent: QObject) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._count = 0
        self.is_wanted = False
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._follow)

    def answered(self, turn: Turn, traceless: bool) -> None:
        """An answer has come to its end. What leaves no trace says nothing of itself."""
        end = turn.reply.end if turn.reply is not None else None
        if end is None or end.reason == "cancelled":
            return
        title = self.tr("An answer failed") if end.reason == "failed" else self.tr("Answered")
        words = "" if traceless else " ".join((end.error or turn.text).split())
        self._tell(title, words)

    def got(self, model: str) -> None:
        """A download is whole."""
        self._tell(self.tr("Downloaded"), self.tr("{model} is ready.").format(model=model))

    def close(self) -> None:
        self._count = 0
        self._desktop.set_badge(0)

    def _tell(self, title: str, words: str) -> None:
        if QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive:
            return
        self._count += 1
        self._desktop.set_badge(self._count)
        if self.is_wanted:
            short = words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
            self._desktop.notify(title, short)

    def _follow(self, state: Qt.ApplicationState) -> None:
        """Whoever comes back sees for themselves."""
        if state == Qt.ApplicationState.ApplicationActive and self._count:
            self._count = 0
            self._desktop.set_badge(0)
