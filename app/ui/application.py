"""The QApplication of the window program: it hears what the system opens with it.

macOS tells the application itself of files and URLs. An event filter would hear that too, and with
it every event of every widget; this hears only the application's own.
"""

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """`url_opened`: a file, or a URL of a scheme of ours."""

    url_opened = Signal(QUrl)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self.url_opened.emit(event.url())
            return True
        return super().event(event)
