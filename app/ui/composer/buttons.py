"""The controls beside the field: attach, capture, think, and the round one that sends or stops."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget

from app.ui.icons import icon, pixmap
from app.ui.theme import theme

DIAMETER = 28
RING = 2  # points around it that show the focus


class Quiet(QToolButton):
    """An icon, words, or both, in the second colour; its icon follows the look."""

    def __init__(self, name: str = "", words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = name
        self.setText(words)
        self.setIconSize(QSize(16, 16))
        if name and words:
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(DIAMETER + 2 * RING)
        theme().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        if self._icon:
            self.setIcon(icon(self._icon))


class SendButton(QAbstractButton):
    """A disc with an arrow; with a square while an answer is being written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._busy = False
        self.setFixedSize(DIAMETER + 2 * RING, DIAMETER + 2 * RING)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme().changed.connect(self.update)
        self._name()

    @property
    def is_busy(self) -> bool:
        return self._busy

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._name()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(RING, RING, DIAMETER, DIAMETER)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._fill())
        painter.drawEllipse(disc)
        sign = look.on_accent if self.isEnabled() else look.faint
        drawn = pixmap("stop" if self._busy else "send", sign, 16, self.devicePixelRatioF(), 2.0)
        painter.drawPixmap(RING + (DIAMETER - 16) // 2, RING + (DIAMETER - 16) // 2, drawn)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.accent), 1.5))
            painter.drawEllipse(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name()

    def _fill(self) -> QColor:
        look = theme().look
        if not self.isEnabled():
            return QColor(look.line)
        color = QColor(look.accent)
        if self.isDown():
            return color.darker(118)
        return color.lighter(108) if self.underMouse() else color

    def _name(self) -> None:
        name = self.tr("Stop") if self._busy else self.tr("Send")
        self.setAccessibleName(name)
        self.setToolTip(name)


class RemoveButton(QAbstractButton):
    """A small disc with a cross."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(16, 16)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the chip has it, and Backspace
        self.setAccessibleName(self.tr("Remove"))
        self.setToolTip(self.tr("Remove"))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.text if self.underMouse() else look.soft))
        painter.drawEllipse(QRectF(self.rect()))
        drawn = pixmap("close", look.card, 10, self.devicePixelRatioF(), 2.2)
        painter.drawPixmap(3, 3, drawn)
