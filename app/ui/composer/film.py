"""A row of frames with their times; only those in view are decoded and painted."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.client.fetch import Frame
from app.ui.composer.costs import duration
from app.ui.theme import SMALL, sized, theme, wear

HEIGHT = 84  # points of a frame
GAP = 6
CAPTION = 20
RADIUS = 5


class Film(QScrollArea):
    """Scrolls sideways; Left and Right go from frame to frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = Row()
        self.setWidget(self._row)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(HEIGHT + CAPTION + 12)
        self.setAccessibleName(self.tr("Frames"))
        wear(self, "Film, Row { background: transparent; }")

    @property
    def row(self) -> "Row":
        return self._row

    def show_frames(self, frames: Sequence[Frame], size: tuple[int, int]) -> None:
        self._row.show_frames(frames, size)
        self.setAccessibleName(
            self.tr("{count} frames: {times}").format(
                count=len(frames), times=", ".join(duration(frame.time) for frame in frames[:100])
            )
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() + step * (self._row.frame_width + GAP))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """A wheel that only turns up and down scrolls sideways here."""
        way = event.angleDelta()
        turned = way.y() if abs(way.y()) > abs(way.x()) else way.x()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - turned)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusInEvent(event)
        self._row.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusOutEvent(event)
        self._row.update()


class Row(QWidget):
    """The frames themselves."""

    def __init__(self) -> None:
        super().__init__()
        self._frames: tuple[Frame, ...] = ()
        self._decoded: dict[int, QImage] = {}
        self.frame_width = HEIGHT
        theme().changed.connect(self.update)

    @property
    def decoded(self) -> int:
        """How many have been painted so far."""
        return len(self._decoded)

    def show_frames(self, frames: Sequence[Frame], size: tuple[int, int]) -> None:
        self._frames, self._decoded = tuple(frames), {}
        self.frame_width = min(max(round(HEIGHT * size[0] / max(size[1], 1)), 36), 3 * HEIGHT)
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        count = len(self._frames)
        return QSize(max(count * (self.frame_width + GAP) - GAP, 1), HEIGHT + CAPTION)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(sized(SMALL))
        step = self.frame_width + GAP
        first = max(event.rect().left() // step, 0)
        last = min(event.rect().right() // step + 1, len(self._frames))
        for number in range(first, last):
            self._paint(painter, number, number * step)

    def _paint(self, painter: QPainter, number: int, x: int) -> None:
        look = theme().look
        place = QRectF(x, 0, self.frame_width, HEIGHT)
        shape = QPainterPath()
        shape.addRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.save()
        painter.setClipPath(shape)
        painter.drawImage(place, self._image(number))
        painter.restore()
        painter.setPen(QPen(QColor(look.line), 1))
        painter.drawPath(shape)
        painter.setPen(QColor(look.soft))
        under = QRectF(x, HEIGHT, self.frame_width, CAPTION)
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, self._time(number))

    def _image(self, number: int) -> QImage:
        if number not in self._decoded:
            self._decoded[number] = QImage.fromData(self._frames[number].jpeg)
        return self._decoded[number]

    def _time(self, number: int) -> str:
        """With tenths where the frames stand close."""
        time = self._frames[number].time
        near = len(self._frames) > 1 and self._frames[1].time - self._frames[0].time < 1
        return f"{duration(int(time))}.{int(time * 10) % 10}" if near else duration(time)
