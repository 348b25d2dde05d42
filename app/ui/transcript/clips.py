"""A clip or a document of a question, as a card with its name and what was seen of it."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.chat.message import DocumentPart, VideoPart
from app.ui.icons import pixmap
from app.ui.theme import theme

_WIDEST = 430


class Clip(QFrame):
    """`opened`: by a click, Return or Space."""

    opened = Signal()

    def __init__(self, part: VideoPart | DocumentPart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = "film" if isinstance(part, VideoPart) else "document"
        self._sign, self._under = QLabel(), QLabel()
        name = QLabel(
            self.fontMetrics().elidedText(name_of(part), Qt.TextElideMode.ElideMiddle, 340)
        )
        name.setProperty("kind", "name")
        self.setToolTip(name_of(part))
        self.setAccessibleName(name_of(part))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._under.hide()
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(name)
        words.addWidget(self._under)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 8, 14, 8)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addLayout(words)
        self.setMaximumWidth(_WIDEST)
        theme().changed.connect(self._draw)
        self._draw()

    def say(self, text: str) -> None:
        """The line under the name."""
        self._under.setText(text)
        self._under.setVisible(bool(text))
        self.setAccessibleDescription(text)

    def _draw(self) -> None:
        sign = pixmap(self._icon, theme().look.soft, 20, self.devicePixelRatioF())
        self._sign.setPixmap(sign)
        self._sign.setFixedSize(QSize(22, 22))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)


def name_of(part: VideoPart | DocumentPart) -> str:
    if part.name or isinstance(part.source, bytes):
        return part.name
    return Path(part.source).name
