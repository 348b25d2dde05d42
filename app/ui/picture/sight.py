"""Which part of a picture is seen, and how large."""

from PySide6.QtCore import QPointF, QRectF, QSizeF

from app.chat.message import Origin

LARGEST = 8.0  # pixels of the screen for one of the picture
SMALL = 480  # pixels of the longer side
MARGIN = 24.0  # around a picture that fits


class Sight:
    """A picture of `size` pixels in a view of `room` points, `ratio` pixels each."""

    def __init__(self) -> None:
        self.size, self.room = QSizeF(1, 1), QSizeF(1, 1)
        self.ratio = 1.0
        self.natural = 1.0  # points for a pixel beyond which fitting does not enlarge
        self.scale = 1.0  # points for a pixel
        self.corner = QPointF()
        self.fits = True

    @property
    def zoom(self) -> float:
        """Pixels of the screen for one of the picture."""
        return self.scale * self.ratio

    @property
    def area(self) -> QRectF:
        return QRectF(self.corner, self.size * self.scale)

    @property
    def middle(self) -> QPointF:
        return QPointF(self.room.width() / 2, self.room.height() / 2)

    def look_at(self, size: QSizeF, origin: Origin | None) -> None:
        """Another picture: at most at the size it had on the screen; a small one may grow twice."""
        self.size = size
        self.natural = 2.0 if max(size.width(), size.height()) < SMALL else 1.0
        if origin is not None:
            self.natural = origin.bounds[2] / max(origin.content[2], 1.0)
        self.fit()

    def fit(self) -> None:
        """All of it, and not larger than it is."""
        self.fits = True
        across = (self.room.width() - 2 * MARGIN) / self.size.width()
        down = (self.room.height() - 2 * MARGIN) / self.size.height()
        self._rescale(min(max(min(across, down), 0.01), self.natural), self.middle)

    def zoom_to(self, zoom: float, around: QPointF) -> None:
        """What lies at `around` stays there."""
        self.fits = False
        least = min(32 / max(self.size.width(), self.size.height()), 1.0)
        self._rescale(min(max(zoom, least), LARGEST) / self.ratio, around)

    def resize(self, room: QSizeF) -> None:
        self.room = room
        if self.fits:
            self.fit()
        else:
            self.pan(QPointF())

    def pan(self, by: QPointF) -> None:
        """A picture that fits stays in the middle, a larger one fills the view."""
        moved, whole = self.corner + by, self.size * self.scale
        self.corner = QPointF(
            self._on_pixel(_held(moved.x(), whole.width(), self.room.width())),
            self._on_pixel(_held(moved.y(), whole.height(), self.room.height())),
        )

    def _on_pixel(self, points: float) -> float:
        """Pixels of picture and screen meet, so that nothing need be blended."""
        return round(points * self.ratio) / self.ratio

    def _rescale(self, scale: float, around: QPointF) -> None:
        on_picture = (around - self.corner) / self.scale
        self.scale = scale
        self.corner = around - on_picture * scale
        self.pan(QPointF())


def _held(start: float, length: float, room: float) -> float:
    if length <= room:
        return (room - length) / 2
    return min(max(start, room - length), 0.0)
