"""What lies over the window while something is dragged above it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.theme import sized, theme


class Curtain(QWidget):
    """Says what letting go does: as a rule it attaches. The mouse does not see it."""

    def __init__(self, parent: QWidget, words: str = "") -> None:
        super().__init__(parent)
        self._words = words
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def draw(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page = QColor(look.page)
        page.setAlphaF(0.93)
        painter.fillRect(self.rect(), page)
        painter.setPen(QPen(QColor(look.accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 14, 14)
        painter.setPen(QColor(look.text))
        painter.setFont(sized(18, weight=QFont.Weight.DemiBold))
        words = self._words or self.tr("Drop to attach")
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
