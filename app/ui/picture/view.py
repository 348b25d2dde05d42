"""One picture in a conversation, with numbered marks that answer to mouse and keyboard."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.chat.message import ImagePart
from app.reading.reply import Mark
from app.ui.picture.decoding import Picture, fitted
from app.ui.picture.gallery import Key, gallery
from app.ui.picture.painting import MarkLayer, draw_image, draw_place, rounded
from app.ui.picture.places import Placed, found_at, pen_for, place
from app.ui.picture.spoken import mark_words, picture_words
from app.ui.picture.taking import Taking
from app.ui.theme import theme

RADIUS = 10.0
SMALLEST = 44  # points; less could not be clicked
LIMIT = QSize(430, 420)
DRAG = 8.0  # points from which a press takes the picture elsewhere
UNKNOWN = QSize(430, 260)  # the place kept for a picture whose size is not known yet


class PictureView(QWidget):
    """Shrunk to its place, never enlarged. Marks are numbered from 1; 0 stands for none.

    Left and Right go through the marks, Space clicks the one pointed at, Return opens the picture.
    `size` in pixels, where it is known, keeps the layout from moving when the picture arrives.
    """

    hovered = Signal(int)
    clicked = Signal(int)
    opened = Signal()

    def __init__(
        self,
        part: ImagePart | None = None,
        *,
        limit: QSize = LIMIT,
        size: tuple[int, int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._part, self._size, self._limit = part, size, limit
        self._picture: Picture | None = None
        self._reason = ""  # why it cannot be shown
        self._key: Key | None = None
        self._marks: tuple[Mark, ...] = ()
        self._placed: tuple[Placed, ...] = ()
        self._layer = MarkLayer()
        self._here = 0
        self._pressed, self._start = -1, QPointF()
        self._is_reached = False  # by the keyboard: then the focus is shown
        self.taking = Taking(self)
        self.taking.open_wanted.connect(self.opened)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        gallery().arrived.connect(self._take)
        gallery().missed.connect(self._miss)
        theme().changed.connect(self.update)
        self._send()
        self._name()

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    @property
    def here(self) -> int:
        """The mark that is pointed at."""
        return self._here

    @property
    def is_ready(self) -> bool:
        """Whether the picture is shown, and not its place."""
        return self._picture is not None

    def show_picture(self, part: ImagePart, size: tuple[int, int] | None = None) -> None:
        """Another picture, without marks."""
        self._part, self._size = part, size
        self._picture, self._reason, self._key = None, "", None
        self._send()
        self.set_marks(())
        self.updateGeometry()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        self._marks = tuple(marks)
        self.taking.show_marks(self._marks)
        self._here = min(self._here, len(self._marks))
        self._lay_out()
        self._name()

    def highlight(self, number: int) -> None:
        """Show a mark as pointed at, without signalling it."""
        if number != self._here and 0 <= number <= len(self._marks):
            self._here = number
            self.setAccessibleDescription(mark_words(self._marks, number))
            self.update()

    def area(self) -> QRectF:
        """Where the picture is shown."""
        size = self._fitted(self.size())
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        return QRectF(left, top, size.width(), size.height())

    def badge(self, number: int) -> QRectF:
        """Where the number of a mark is shown."""
        return self._placed[number - 1].badge

    # Size

    def sizeHint(self) -> QSize:
        return self._fitted(self._limit).expandedTo(QSize(SMALLEST, SMALLEST))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._fitted(QSize(width, self._limit.height())).height(), SMALLEST)

    def _fitted(self, room: QSize) -> QSize:
        return fitted(self._natural(), room.boundedTo(self._limit))

    def _natural(self) -> QSize:
        """In points: those it took on the desktop, else one for each of its pixels."""
        if self._part is not None and self._part.origin is not None:
            _, _, width, height = self._part.origin.bounds
            return QSize(round(width), round(height)).expandedTo(QSize(1, 1))
        if self._picture is not None:
            return self._picture.size
        return QSize(*self._size) if self._size else UNKNOWN

    # The picture

    def _send(self) -> None:
        if self._part is None:
            return
        self._key = gallery().key(self._part.source, self._limit * self.devicePixelRatioF())
        if (known := gallery().look_up(self._key)) is not None:
            self._show(known)

    def _take(self, key: Key) -> None:
        if key == self._key and (known := gallery().look_up(key)) is not None:
            self._show(known)

    def _show(self, picture: Picture) -> None:
        self._picture, self._reason = picture, ""
        size = picture.size
        self.taking.show_picture(self._part, (size.width(), size.height()))
        self._lay_out()
        self.updateGeometry()

    def _miss(self, key: Key, reason: str) -> None:
        if key == self._key:
            self._reason = self.tr("This picture cannot be shown: {reason}").format(reason=reason)
            self._name()
            self.update()

    # Marks

    def _lay_out(self) -> None:
        self._placed = place(self._marks, self.area())
        self.update()

    def _point(self, number: int) -> None:
        if number != self._here:
            self.highlight(number)
            self.hovered.emit(number)

    def _name(self) -> None:
        name = self._part.name if self._part is not None else ""
        self.setAccessibleName(self._reason or picture_words(name, self._marks))

    # Events

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._send()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed == 0 and self._picture is not None:
            if (event.position() - self._start).manhattanLength() > DRAG:
                self._pressed = -1
                self.taking.drag(self._picture.image)
            return
        number = found_at(self._placed, event.position())
        self._point(number)
        over = number or self.area().contains(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(0)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._start = found_at(self._placed, event.position()), event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed < 0:
            return
        pressed, self._pressed = self._pressed, -1
        if found_at(self._placed, event.position()) != pressed:
            return
        if pressed:
            self.clicked.emit(pressed)
        elif self.area().contains(event.position()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._marks)
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key == Qt.Key.Key_Space and self._here:
            self.clicked.emit(self._here)
        elif key == Qt.Key.Key_Right and count:
            self._point(self._here % count + 1)
        elif key == Qt.Key.Key_Left and count:
            self._point((self._here or count + 1) - 1 or count)
        elif key == Qt.Key.Key_Escape and self._here:
            self._point(0)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._is_reached = event.reason() not in (
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        )
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._point(0)
        super().focusOutEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        number = found_at(self._placed, QPointF(event.pos())) if by_mouse else self._here
        self.taking.menu(number).popup(event.globalPos())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        look = theme().look
        outline = QRectF(self.rect()) if self._picture is None else self._outline()
        painter.setClipPath(rounded(outline, RADIUS))
        painter.fillRect(outline, QColor(look.bubble))
        if self._picture is not None:
            draw_image(painter, self._picture.image, self.area())
        else:
            draw_place(painter, self.rect(), self._reason)
        painter.setClipping(False)
        ring = self._is_reached and self.hasFocus()
        painter.setPen(QPen(QColor(look.accent if ring else look.line), 2 if ring else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = 1.0 if ring else 0.5
        line = rounded(outline.adjusted(inset, inset, -inset, -inset), RADIUS - inset)
        painter.drawPath(line)
        if self._picture is not None:
            pen = pen_for(self._marks, self.area())
            self._layer.draw(painter, self._placed, pen, self.area(), self._here)

    def _outline(self) -> QRectF:
        """Around the picture; around all of the widget where the picture is tiny."""
        area = self.area()
        is_tiny = min(area.width(), area.height()) < SMALLEST
        return QRectF(self.rect()) if is_tiny else area
