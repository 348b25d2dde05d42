"""What covers a display while a part of it is chosen."""

from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from app.ui.capture.still import Still, draw_still, draw_words

MARGIN = 12


class Overlay(QWidget):
    """Esc or a right click cancels. What is chosen, and how, the kinds of overlay know."""

    cancelled = Signal()

    def __init__(self, still: Still) -> None:
        super().__init__(None)
        self.still = still
        self.setWindowFlags(
            Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.Tool
        )
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def cover(self) -> None:
        """Stand over its display; the one under the pointer should be the last to."""
        screen = self._screen()
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.show()
        self.raise_()
        self.activateWindow()
        self.setFocus()

    def hint(self) -> str:
        """How to go on, in one line."""
        raise NotImplementedError

    def clear_area(self) -> QRectF | None:
        """What is not dimmed."""
        raise NotImplementedError

    def draw_over(self, painter: QPainter) -> None:
        """Draw what is chosen."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        draw_still(painter, self.still, self.clear_area())
        self.draw_over(painter)
        if self.clear_area() is None and self.hint():
            whole = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
            width = self.fontMetrics().horizontalAdvance(self.hint())
            draw_words(painter, self.hint(), QPointF((self.width() - width) / 2, 28), whole)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()

    def _screen(self) -> QScreen:
        name = self.still.screen.name
        found = next((s for s in QGuiApplication.screens() if s.name() == name), None)
        return cast(QScreen, found or QGuiApplication.primaryScreen())
