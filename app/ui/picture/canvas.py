"""A picture to look at closely: zoom around the pointer, drag to pan, marks over it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.chat.message import ImagePart
from app.reading.reply import Mark
from app.ui.picture.original import Original
from app.ui.picture.painting import MarkLayer
from app.ui.picture.places import Placed, found_at, pen_for, place
from app.ui.picture.sight import Sight
from app.ui.picture.spoken import mark_words, picture_words
from app.ui.picture.taking import Taking
from app.ui.theme import sized, theme

STEP = 1.25
DRAG = 4.0  # points from which a press is a drag
ARROWS = {  # points that a key pans
    Qt.Key.Key_Left.value: QPointF(60, 0),
    Qt.Key.Key_Right.value: QPointF(-60, 0),
    Qt.Key.Key_Up.value: QPointF(0, 60),
    Qt.Key.Key_Down.value: QPointF(0, -60),
}


class Canvas(QWidget):
    """`zoomed` tells pixels of the screen for one of the picture; 0 is no mark."""

    hovered = Signal(int)
    clicked = Signal(int)
    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part: ImagePart | None = None
        self._said = ""  # instead of the picture
        self._marks: tuple[Mark, ...] = ()
        self._placed: tuple[Placed, ...] = ()  # on a picture whose corner is at 0, 0
        self._layer = MarkLayer()
        self._here = 0
        self._sight = Sight()
        self._press: QPointF | None = None
        self._is_dragged = False
        self.taking = Taking(self)
        self._original = Original(self)
        self._original.arrived.connect(self._look)
        self._original.missed.connect(self._miss)
        self._original.changed.connect(self.update)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme().changed.connect(self.update)

    @property
    def zoom(self) -> float:
        return self._sight.zoom

    @property
    def here(self) -> int:
        return self._here

    @property
    def pixels(self) -> QSize | None:
        """Of the picture, as soon as it is there."""
        return self._original.size

    @property
    def is_ready(self) -> bool:
        return self._original.size is not None

    def show_picture(self, part: ImagePart, marks: Sequence[Mark] = ()) -> None:
        """It is fitted in as soon as it is decoded; one that is there already stays as it is."""
        if part == self._part and self.is_ready:
            self.set_marks(marks)
            return
        self._part, self._said = part, self.tr("Opening…")
        self._original.open(part.source)
        self.set_marks(marks)
        self.update()

    def say(self, words: str) -> None:
        """Words in place of a picture."""
        self._part, self._said = None, words
        self._original.close()
        self.set_marks(())
        self.setAccessibleName(words or picture_words("", ()))
        self.update()

    def _look(self) -> None:
        """The picture has arrived."""
        size = self._original.size
        assert size is not None and self._part is not None, "it has arrived"
        self._said = ""
        self.taking.show_picture(self._part, (size.width(), size.height()))
        self._sight.look_at(QSizeF(size), self._part.origin)
        self._rescaled()

    def _miss(self, reason: str) -> None:
        self._said = self.tr("This picture cannot be shown: {reason}").format(reason=reason)
        self.setAccessibleName(self._said)
        self.update()

    # Zoom

    def fit(self) -> None:
        """All of it, and not larger than it is."""
        self._sight.fit()
        self._rescaled()

    def actual(self) -> None:
        """Each pixel of the picture is one of the screen."""
        self.zoom_to(1.0)

    def zoom_to(self, zoom: float, around: QPointF | None = None) -> None:
        self._sight.zoom_to(zoom, around or self._sight.middle)
        self._rescaled()

    def zoom_in(self) -> None:
        self.zoom_to(self.zoom * STEP)

    def zoom_out(self) -> None:
        self.zoom_to(self.zoom / STEP)

    def _rescaled(self) -> None:
        if not self.is_ready:
            return
        area, ratio = QRectF(QPointF(), self._sight.area.size()), self.devicePixelRatioF()
        self._placed = place(self._marks, area)
        self._original.look_at((area.size() * ratio).toSize(), ratio)
        self.update()
        self.zoomed.emit(self.zoom)

    def _pan(self, by: QPointF) -> None:
        self._sight.pan(by)
        self.update()

    # Marks

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Others on the same picture."""
        self._marks, self._placed, self._here = tuple(marks), (), 0
        self.taking.show_marks(self._marks)
        name = self._part.name if self._part is not None else ""
        self.setAccessibleName(picture_words(name, self._marks))
        self._rescaled()

    def highlight(self, number: int) -> None:
        """Show a mark as pointed at, without signalling it."""
        if number != self._here and 0 <= number <= len(self._marks):
            self._here = number
            self.setAccessibleDescription(mark_words(self._marks, number))
            self.update()

    def reveal(self, number: int) -> None:
        """Bring a mark into view."""
        if not number or not self._placed:
            return
        target = self._placed[number - 1].target.translated(self._sight.corner)
        if not QRectF(self.rect()).contains(target):
            self._pan(self._sight.middle - target.center())

    def _point(self, number: int) -> None:
        if number != self._here:
            self.highlight(number)
            self.hovered.emit(number)

    def _found(self, point: QPointF) -> int:
        return found_at(self._placed, point - self._sight.corner)

    # Events

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._sight.ratio = self.devicePixelRatioF()
            self._rescaled()
        if isinstance(event, QNativeGestureEvent) and self._gesture(event):
            return True
        return super().event(event)

    def _gesture(self, event: QNativeGestureEvent) -> bool:
        """Two fingers on a trackpad."""
        if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_to(self.zoom * (1 + event.value()), event.position())
        elif event.gestureType() == Qt.NativeGestureType.SmartZoomNativeGesture:
            self._toggle(event.position())
        else:
            return False
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_to(self.zoom * 1.0022 ** event.angleDelta().y(), event.position())
        else:
            pixels = event.pixelDelta()
            self._pan(QPointF(event.angleDelta()) / 2 if pixels.isNull() else QPointF(pixels))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sight.ratio = self.devicePixelRatioF()
        self._sight.resize(QSizeF(self.size()))
        self._rescaled()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._is_dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            number = self._found(event.position())
            self._point(number)
            shape = Qt.CursorShape.PointingHandCursor if number else Qt.CursorShape.OpenHandCursor
            self.setCursor(shape)
            return
        moved = event.position() - self._press
        if self._is_dragged or moved.manhattanLength() > DRAG:
            self._is_dragged = True
            self._press = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._pan(moved)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        self._press = None
        number = self._found(event.position())
        if number and not self._is_dragged:
            self.clicked.emit(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._toggle(event.position())

    def _toggle(self, around: QPointF) -> None:
        if self._sight.fits:
            self.zoom_to(max(1.0, self.zoom * 2), around)
        else:
            self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        self._point(0)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = ARROWS.get(event.key())
        if by is None:
            super().keyPressEvent(event)
        else:
            self._pan(by)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        number = self._found(QPointF(event.pos()))
        self.taking.menu(number, opens=False).popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = theme().look
        painter.fillRect(self.rect(), QColor(look.side))
        if not self.is_ready:
            painter.setPen(QColor(look.soft))
            painter.setFont(sized(13))
            wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
            painter.drawText(QRectF(self.rect()).adjusted(24, 24, -24, -24), int(wrap), self._said)
            return
        self._paint_picture(painter)

    def _paint_picture(self, painter: QPainter) -> None:
        area = QRectF(QPointF(), self._sight.area.size())
        painter.translate(self._sight.corner)
        self._original.draw(painter, area, self.zoom)
        painter.setPen(QColor(theme().look.line))
        painter.drawRect(area)
        self._layer.draw(painter, self._placed, pen_for(self._marks, area), area, self._here)
