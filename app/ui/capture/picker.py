"""Choosing a window by pointing at it, or by going through them with Tab."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter

from app.desktop.face import Window
from app.reading.geometry import Points
from app.ui.capture.overlay import MARGIN, Overlay
from app.ui.capture.still import Still, draw_frame, draw_words
from app.ui.theme import theme

FORWARD = (Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Right)
BACKWARD = (Qt.Key.Key_Backtab, Qt.Key.Key_Up, Qt.Key.Key_Left)
TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class WindowOverlay(Overlay):
    """The window under the pointer is clear and framed; a click takes it."""

    chosen = Signal(object)  # Window

    def __init__(self, still: Still, windows: Sequence[Window]) -> None:
        """`windows`, the frontmost first; those of other displays are left to their overlays."""
        super().__init__(still)
        self._windows = [w for w in windows if w.bounds.shared(still.screen.bounds) > 0]
        self._pointed: Window | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Choose a window"))

    @property
    def pointed(self) -> Window | None:
        return self._pointed

    def hint(self) -> str:
        if not self._windows:
            return self.tr("There is no window here, Esc cancels")
        return self.tr("Click a window, Tab goes through them, Esc cancels")

    def clear_area(self) -> QRectF | None:
        return self.still.area(self._pointed.bounds) if self._pointed else None

    def draw_over(self, painter: QPainter) -> None:
        if self._pointed is None:
            return
        area = self.still.area(self._pointed.bounds)
        tint = QColor(theme().look.accent)
        tint.setAlphaF(0.12)
        painter.fillRect(area, tint)
        draw_frame(painter, area)
        whole = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        words = self._pointed.label or self.tr("A window without a name")
        draw_words(painter, words, area.topLeft() + QPointF(10, 10), whole)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        self._point(self._under(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        if event.button() == Qt.MouseButton.RightButton:
            self.cancelled.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        self._point(self._under(event.position()))
        if event.button() == Qt.MouseButton.LeftButton:
            self._take()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() in TAKE:
            self._take()
        elif event.key() in FORWARD:
            self._step(1)
        elif event.key() in BACKWARD:
            self._step(-1)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, N802  # Qt's name
        """Tab comes as a key."""
        return False

    def _under(self, place: QPointF) -> Window | None:
        start = self.still.screen.bounds.start
        at = Points(start.x + place.x(), start.y + place.y())
        return next((window for window in self._windows if window.bounds.holds(at)), None)

    def _step(self, by: int) -> None:
        if self._windows:
            here = self._windows.index(self._pointed) if self._pointed else (-1 if by > 0 else 0)
            self._point(self._windows[(here + by) % len(self._windows)])

    def _point(self, window: Window | None) -> None:
        if window is not self._pointed:
            self._pointed = window
            self.setAccessibleDescription(window.label if window else "")
            self.update()

    def _take(self) -> None:
        if self._pointed is not None:
            self.chosen.emit(self._pointed)
