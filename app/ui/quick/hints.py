"""The row of keys at the foot of the panel; each is a button as well."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme import sized, theme

TYPE, HEIGHT, PAD, GAP = 11, 18, 5, 5
SIGNS = {"Return": "⏎", "Esc": "esc"}


class Hint(QAbstractButton):
    """A key in its frame and what it does."""

    def __init__(self, keys: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        self._keys = SIGNS.get(keys, native)
        self.setText(words)
        self.setAccessibleName(f"{words} ({native})")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        metrics = QFontMetricsF(sized(TYPE))
        words = metrics.horizontalAdvance(self.text())
        return QSize(round(self._frame_width() + GAP + words + 2), HEIGHT + 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look, painter = theme().look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized(TYPE))
        frame = QRectF(0.5, 1.5, self._frame_width(), HEIGHT - 1)
        painter.setPen(QPen(QColor(look.accent if self.hasFocus() else look.line), 1))
        painter.drawRoundedRect(frame, 4, 4)
        painter.setPen(QColor(look.text if self.underMouse() else look.faint))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, self._keys)
        words = QRectF(self.rect()).adjusted(frame.right() + GAP, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def _frame_width(self) -> float:
        return QFontMetricsF(sized(TYPE)).horizontalAdvance(self._keys) + 2 * PAD
