"""Where the quick question is typed."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from app.ui.theme import wear

SHEET = """
Field { border: 0; background: transparent; padding: 0; font-size: 19px; color: $text;
    selection-background-color: $accent_soft; selection-color: $text; }
"""


class Field(QLineEdit):
    """One line. What is pasted and is not words is told instead of lost."""

    pasted = Signal(object)  # QMimeData

    def __init__(self) -> None:
        super().__init__()
        wear(self, SHEET)
        self.setPlaceholderText(self.tr("Ask about what you see…"))
        self.setAccessibleName(self.tr("Quick question"))
        self.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)
        self.setAcceptDrops(False)  # the whole panel takes them

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        held = self._held() if event.matches(QKeySequence.StandardKey.Paste) else None
        if held is not None and (held.hasImage() or held.hasUrls()):
            self.pasted.emit(held)
        else:
            super().keyPressEvent(event)

    def _held(self) -> QMimeData | None:
        """PySide's stubs do not know that there may be nothing."""
        return QGuiApplication.clipboard().mimeData()
