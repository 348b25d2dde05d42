"""The controls of a settings page, painted alike on every platform: a tick, a choice, a number."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QCheckBox, QComboBox, QListView, QPlainTextEdit, QWidget

from app.ui.theme import theme, wear

BOX = 16
GAP = 8
PAUSE_MS = 400  # after the last key, before what was typed is taken
POPUP = """
QComboBox QAbstractItemView { border: 1px solid $line; border-radius: 0; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 8px; border-radius: 5px;
    color: $text; }
QComboBox QAbstractItemView::item:selected { color: $on_accent; background: $accent; }
"""


class Tick(QCheckBox):
    """A box with a check mark, and its words."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(BOX + GAP + words + 4, 28)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return self.sizeHint()

    def hitButton(self, _pos: object) -> bool:  # noqa: N802  # Qt's name
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(1, (self.height() - BOX) / 2, BOX, BOX).adjusted(0.5, 0.5, -0.5, -0.5)
        on = self.isChecked() and self.isEnabled()
        painter.setPen(QColor(look.accent if on or self.hasFocus() else look.faint))
        painter.setBrush(QColor(look.accent if on else look.page))
        painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            ring = QColor(look.accent)
            ring.setAlphaF(0.35)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ring, 2))
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 5, 5)
        if self.isChecked():
            sign = look.on_accent if self.isEnabled() else look.faint
            painter.setPen(QPen(QColor(sign), 1.8, c=Qt.PenCapStyle.RoundCap))
            x, y = box.x(), box.y()
            dots = ((3.8, 8.0), (6.6, 10.8), (11.4, 4.8))
            painter.drawPolyline(QPolygonF([QPointF(x + a, y + b) for a, b in dots]))
        painter.setPen(QColor(look.text if self.isEnabled() else look.faint))
        words = self.rect().adjusted(BOX + GAP + 1, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())


class Choice(QComboBox):
    """One of some values; `chosen` only when the user chose."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setView(QListView(self))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        wear(self, POPUP)
        theme().changed.connect(self.update)
        self.activated.connect(self._tell)

    def offer(self, values: Sequence[tuple[object, str]]) -> None:
        """The values to choose from, each with its words."""
        self.clear()
        for value, words in values:
            self.addItem(words, value)

    def choose(self, value: object) -> bool:
        """Show a value; False where it is not offered."""
        row = next((r for r in range(self.count()) if self.itemData(r) == value), -1)
        self.setCurrentIndex(row)
        return row >= 0

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        metrics = QFontMetrics(self.font())
        words = [metrics.horizontalAdvance(self.itemText(row)) for row in range(self.count())]
        return QSize(max(words, default=60) + 48, 28)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(90, 28)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """A page that is scrolled changes no setting."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(look.accent if self.hasFocus() else look.line))
        painter.setBrush(QColor(look.hover if self.underMouse() else look.card))
        painter.drawRoundedRect(body, 7, 7)
        painter.setPen(QColor(look.text if self.isEnabled() else look.faint))
        words = self.rect().adjusted(11, 0, -26, 0)
        room = QFontMetrics(self.font())
        text = room.elidedText(self.currentText(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(QPen(QColor(look.soft), 1.5, c=Qt.PenCapStyle.RoundCap))
        x, y = self.width() - 15.0, self.height() / 2
        for way in (-1, 1):
            dots = ((-3.5, 2.5), (0.0, 6.0), (3.5, 2.5))
            painter.drawPolyline(QPolygonF([QPointF(x + a, y + way * b) for a, b in dots]))

    def _tell(self, row: int) -> None:
        self.chosen.emit(self.itemData(row))


class Prompt(QPlainTextEdit):
    """A few lines of text. `settled` after a pause in the typing, or when the field is left."""

    settled = Signal(str)

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "field")
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(92)
        self._told = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.settle)
        self.textChanged.connect(self._pause.start)

    def show_text(self, text: str) -> None:
        """What is shown from elsewhere is not told again; what is being typed stays."""
        if text != self._told:
            self._told = text
            self.setPlainText(text)
            self._pause.stop()

    def settle(self) -> None:
        self._pause.stop()
        if self.toPlainText() != self._told:
            self._told = self.toPlainText()
            self.settled.emit(self._told)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusOutEvent(event)
        self.settle()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        super().hideEvent(event)
        self.settle()
