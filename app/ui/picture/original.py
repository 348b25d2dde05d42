"""A picture in its own resolution, and shrunk with care to the size it is looked at."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from app.ui.picture.decoding import Picture, decode, shrunk
from app.ui.picture.job import Job

SETTLE_MS = 90  # after the last change of size; until then a rough one does
PIXELS_FROM = 4.0  # a zoom from which one wants to see the pixels


class Original(QObject):
    """Signals `arrived` or `missed` (why); `changed` when it should be drawn again."""

    arrived = Signal()
    missed = Signal(str)
    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._shrunk = QImage()
        self._opening: Job | None = None
        self._shrinking: Job | None = None
        self._wanted, self._ratio = QSize(), 1.0  # of the shrunk one, in pixels
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._shrink)

    @property
    def size(self) -> QSize | None:
        """In pixels; None until it has arrived."""
        return self._picture.size if self._picture is not None else None

    def open(self, source: Path | bytes) -> None:
        """Another one; what was asked for before is not told any more."""
        self._picture, self._shrunk = None, QImage()
        self._opening = Job(partial(decode, source, None))
        self._opening.over.connect(self._take)
        self._opening.begin()

    def close(self) -> None:
        """None any more."""
        self._picture, self._shrunk, self._opening, self._shrinking = None, QImage(), None, None

    def look_at(self, size: QSize, ratio: float) -> None:
        """It will be drawn at this size in pixels, of which a point has `ratio`."""
        if size != self._wanted or ratio != self._ratio:
            self._wanted, self._ratio = size, ratio
            self._shrunk, self._shrinking = QImage(), None
            self._settle.start()

    def draw(self, painter: QPainter, area: QRectF, zoom: float) -> None:
        if self._picture is None:
            return
        if self._shrunk.isNull():
            hint = QPainter.RenderHint.SmoothPixmapTransform
            painter.setRenderHint(hint, zoom < PIXELS_FROM)
            painter.drawImage(area, self._picture.image)
        else:
            painter.drawImage(QPointF(area.topLeft()), self._shrunk)

    def _take(self, job: Job) -> None:
        if job is not self._opening:
            return
        self._opening = None
        if isinstance(job.value, Picture):
            self._picture = job.value
            self._wanted = QSize()
            self.arrived.emit()
        else:
            self.missed.emit(str(job.error))

    def _shrink(self) -> None:
        """Off the window's thread: a large screen takes longer than a frame."""
        size, wanted = self.size, self._wanted
        if self._picture is None or size is None or wanted.isEmpty():
            return
        if wanted.width() < size.width():
            self._shrinking = Job(partial(shrunk, self._picture.image, wanted))
            self._shrinking.over.connect(self._take_shrunk)
            self._shrinking.begin()

    def _take_shrunk(self, job: Job) -> None:
        if job is self._shrinking and isinstance(job.value, QImage):
            self._shrunk = job.value
            self._shrunk.setDevicePixelRatio(self._ratio)
            self.changed.emit()
