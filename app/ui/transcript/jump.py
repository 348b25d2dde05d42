"""The round button that leads to the end of the conversation."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.icons import pixmap
from app.ui.theme import theme

_SIZE, _SHADOW = 32, 4


class Jump(QAbstractButton):
    """Shown while the end is out of view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jump")
        self.setToolTip(self.tr("To the end"))
        self.setAccessibleName(self.tr("To the end"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.resize(self.sizeHint())
        theme().changed.connect(self.update)
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(_SIZE + 2 * _SHADOW, _SIZE + 2 * _SHADOW)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        disc = QRectF(_SHADOW, _SHADOW, _SIZE, _SIZE)
        for spread in range(_SHADOW, 0, -1):
            painter.setBrush(QColor(0, 0, 0, 10))
            painter.drawEllipse(disc.adjusted(-spread, -spread + 1, spread, spread + 1))
        line = look.accent if self.hasFocus() else look.line
        painter.setPen(QPen(QColor(line), 1))
        painter.setBrush(QColor(look.hover if self.underMouse() else look.card))
        painter.drawEllipse(disc.adjusted(0.5, 0.5, -0.5, -0.5))
        arrow = pixmap("down", look.text, 16, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(disc.center().x() - 8, disc.center().y() - 8), arrow)

    def enterEvent(self, event: object) -> None:
        self.update()

    def leaveEvent(self, event: object) -> None:
        self.update()
