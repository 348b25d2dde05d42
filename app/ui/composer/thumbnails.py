"""Small pictures of attachments, and PNGs of what was pasted as bare pixels, beside the window.

Qt decodes in a thread of its own and gives Python's lock back meanwhile.
"""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from app.chat.message import ImagePart
from app.ui.picture.decoding import is_too_large

COVERED = (132, 90)  # pixels: a chip's square on a screen of three pixels a point
BARE = (b"P6", b"II*\x00", b"MM\x00*")  # formats of intake.py that are large


class Thumbnails(QObject):
    """`made` carries a part and its QImage; `packed` a part and the same one as a PNG."""

    made = Signal(object, object)
    packed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._works: list[_Work] = []

    def make(self, part: ImagePart) -> None:
        """Begin; a picture that Qt cannot read has no thumbnail."""
        work = _Work(part)
        work.told.made.connect(self.made)
        work.told.packed.connect(self.packed)
        work.told.over.connect(self._forget)
        self._works.append(work)
        self._pool.start(work)

    def close(self) -> None:
        """Begin no more, and wait for the one under way."""
        self._pool.clear()
        self._pool.waitForDone()
        self._works.clear()

    def _forget(self, work: "_Work") -> None:
        if work in self._works:
            self._works.remove(work)


class _Told(QObject):
    """Signals cross threads; a runnable is no QObject."""

    made = Signal(object, object)
    packed = Signal(object, object)
    over = Signal(object)


class _Work(QRunnable):
    def __init__(self, part: ImagePart) -> None:
        super().__init__()
        self.told = _Told()
        self._part = part
        self.setAutoDelete(False)

    def run(self) -> None:
        thumbnail = small(self._part.source)
        if not thumbnail.isNull():
            self.told.made.emit(self._part, thumbnail)
        packed = as_png(self._part.source)
        if packed is not None:
            again = ImagePart(packed, self._part.name, self._part.origin)
            self.told.packed.emit(self._part, again)
        self.told.over.emit(self)


def small(source: Path | bytes) -> QImage:
    """The picture, just large enough for a chip; null where Qt cannot read it."""
    buffer = QBuffer()
    if isinstance(source, bytes):
        buffer.setData(QByteArray(source))
        reader = QImageReader(buffer)
    else:
        reader = QImageReader(str(source))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if is_too_large(reader):
        return QImage()
    size = reader.size()
    if size.isValid() and not size.isEmpty():
        scale = max(COVERED[0] / size.width(), COVERED[1] / size.height())
        if scale < 1:
            reader.setScaledSize(size * scale)
    return reader.read()


def as_png(source: Path | bytes) -> bytes | None:
    """Pasted pixels as a PNG; None where they are in a proper file already."""
    if isinstance(source, Path) or not source.startswith(BARE):
        return None
    picture = QImage.fromData(source)
    if picture.isNull():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    written = QImageWriter(buffer, QByteArray(b"png")).write(picture)
    return bytes(buffer.data().data()) if written else None
