"""Choosing a rectangle of a display, by the mouse or by the keyboard alone."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from app.ui.capture.overlay import MARGIN, Overlay
from app.ui.capture.still import Still, draw_frame, draw_words

SMALLEST = 4  # points; less is a click that slipped
STEPS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}
STRIDE = 10  # with Control (Command on a Mac)


class RegionOverlay(Overlay):
    """A drag takes what it spans when the button is let go; held with Alt, it stays.

    What stays, or what Space begins, arrows move, Shift and arrows resize, Return takes.
    """

    chosen = Signal(object)  # PointBox

    def __init__(self, still: Still) -> None:
        super().__init__(still)
        self._area: QRectF | None = None
        self._from: QPointF | None = None  # where the drag began
        self.setAccessibleName(self.tr("Choose a region of the screen"))

    @property
    def area(self) -> QRectF | None:
        """What is chosen, in points of the display."""
        return self._area

    def hint(self) -> str:
        return self.tr("Drag over what you mean, Space for the keyboard, Esc cancels")

    def clear_area(self) -> QRectF | None:
        return self._area

    def draw_over(self, painter: QPainter) -> None:
        if self._area is None:
            return
        draw_frame(painter, self._area)
        whole = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        draw_words(painter, self.size_in_words(), self._area.bottomLeft() + QPointF(0, 8), whole)

    def size_in_words(self) -> str:
        assert self._area is not None
        wide, high = self.still.pixels(self._area)
        words = self.tr("{width} × {height} points · {wide} × {high} pixels").format(
            width=round(self._area.width()), height=round(self._area.height()), wide=wide, high=high
        )
        if self._from is None:
            words += self.tr(" · Return takes it, arrows move it, Shift resizes")
        return words

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self._from, self._area = event.position(), None
            self.update()
        elif event.button() == Qt.MouseButton.RightButton:
            self.cancelled.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        if self._from is not None:
            self._area = self._inside(QRectF(self._from, event.position()).normalized())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        if event.button() != Qt.MouseButton.LeftButton or self._from is None:
            return
        self._from = None
        if self._area is not None and not self._is_enough(self._area):
            self._area = None
        if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._take()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        step = STEPS.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif step is not None or event.key() == Qt.Key.Key_Space:
            self._move(step or QPointF(), event.modifiers())
        else:
            super().keyPressEvent(event)

    def _move(self, step: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self._area is None:
            size = self.still.size
            middle = QSizeF(size.width() / 2, size.height() / 2)
            self._area = QRectF(QPointF(size.width() / 4, size.height() / 4), middle)
        elif self._from is None:
            step *= STRIDE if modifiers & Qt.KeyboardModifier.ControlModifier else 1
            if modifiers & Qt.KeyboardModifier.ShiftModifier:
                self._resize(step)
            else:
                self._shift(step)
        self.update()

    def _resize(self, step: QPointF) -> None:
        assert self._area is not None
        wanted = self._inside(self._area.adjusted(0, 0, step.x(), step.y()))
        if self._is_enough(wanted):
            self._area = wanted

    def _shift(self, step: QPointF) -> None:
        """It keeps its size at the edges."""
        assert self._area is not None
        size, area = self.still.size, self._area
        x = min(max(area.x() + step.x(), 0.0), size.width() - area.width())
        y = min(max(area.y() + step.y(), 0.0), size.height() - area.height())
        area.moveTo(x, y)

    def _take(self) -> None:
        if self._area is not None:
            self.chosen.emit(self.still.points(self._area))

    def _inside(self, area: QRectF) -> QRectF:
        return area.intersected(QRectF(QPointF(), self.still.size))

    def _is_enough(self, area: QRectF) -> bool:
        return area.width() >= SMALLEST and area.height() >= SMALLEST
