"""A slider with two handles: the stretch of a clip that is shown."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.composer.costs import duration
from app.ui.theme import theme

SIZE = 16  # points of a handle
STEP = 0.1  # seconds; also the shortest stretch
LEAPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}


class StretchSlider(QWidget):
    """`moved` carries start and end in seconds."""

    moved = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._length, self._start, self._end = 1.0, 0.0, 1.0
        self._first = Handle(self)
        self._last = Handle(self)
        self._first.dragged.connect(self._drag_first)
        self._last.dragged.connect(self._drag_last)
        self._first.stepped.connect(self._step_first)
        self._last.stepped.connect(self._step_last)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(SIZE + 2)
        theme().changed.connect(self.update)
        self._place()

    @property
    def handles(self) -> tuple["Handle", "Handle"]:
        return self._first, self._last

    @property
    def length(self) -> float:
        return self._length

    def set_stretch(self, start: float, end: float | None, length: float) -> None:
        """Show a stretch of a clip so long; `moved` stays silent."""
        self._length = max(length, STEP)
        self._end = min(self._length if end is None else end, self._length)
        self._start = min(max(start, 0.0), max(self._end - STEP, 0.0))
        self._place()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(300, SIZE + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        for left, right, color in (
            (0.0, self._length, look.line),
            (self._start, self._end, look.accent if self.isEnabled() else look.faint),
        ):
            painter.setBrush(QColor(color))
            x = 0.0 if left == 0 else self._x(left)
            end = float(self.width()) if right == self._length else self._x(right)
            painter.drawRoundedRect(QRectF(x, middle - 2, end - x, 4), 2, 2)

    def _x(self, seconds: float) -> float:
        return SIZE / 2 + seconds / self._length * (self.width() - SIZE)

    def _seconds(self, x: float) -> float:
        share = (x - SIZE / 2) / max(self.width() - SIZE, 1)
        return min(max(share, 0.0), 1.0) * self._length

    def _drag_first(self, x: float) -> None:
        self._move(self._seconds(x), self._end)

    def _drag_last(self, x: float) -> None:
        self._move(self._start, self._seconds(x))

    def _step_first(self, seconds: float) -> None:
        self._move(self._start + seconds, self._end)

    def _step_last(self, seconds: float) -> None:
        self._move(self._start, self._end + seconds)

    def _move(self, start: float, end: float) -> None:
        """To tenths of a second, one handle never beyond the other."""
        if start != self._start:
            start = min(max(round(start, 1), 0.0), max(round(self._end - STEP, 1), 0.0))
        if end != self._end:
            end = self._length if end > self._length - STEP / 2 else round(end, 1)
            end = max(end, min(round(self._start + STEP, 1), self._length))
        if (start, end) != (self._start, self._end):
            self._start, self._end = start, end
            self._place()
            self.moved.emit(start, end)

    def _place(self) -> None:
        for handle, seconds, name in (
            (self._first, self._start, self.tr("Start")),
            (self._last, self._end, self.tr("End")),
        ):
            handle.move(round(self._x(seconds) - SIZE / 2), (self.height() - SIZE) // 2)
            handle.setAccessibleName(f"{name}, {duration(seconds)}")
            handle.setToolTip(handle.accessibleName())
        self.update()


class Handle(QWidget):
    """One end, which has the keyboard for itself."""

    dragged = Signal(float)  # to this place of the slider, in points
    stepped = Signal(float)  # by so many seconds

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(SIZE, SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.accent if self.hasFocus() else look.faint), 1))
        painter.setBrush(QColor(look.knob))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        if event.buttons() & Qt.MouseButton.LeftButton:
            place: QPointF = self.mapToParent(event.position())
            self.dragged.emit(place.x())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        leap = LEAPS.get(Qt.Key(event.key()))
        if leap is None:
            super().keyPressEvent(event)
            return
        large = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        self.stepped.emit(leap * (1.0 if large else STEP))
