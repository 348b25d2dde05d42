"""A picture file to pixels for the screen. Runs on any thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QFile, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QColorSpace, QImage, QImageIOHandler, QImageReader, QPainter

from app.reading.annotating import upright
from app.reading.undrawn import NotDrawn
from app.ui.picture.spoken import reason_words


@dataclass(frozen=True)
class Picture:
    """`image` may be smaller than the picture, whose own size in pixels is `size`, upright."""

    image: QImage
    size: QSize


class PictureUnreadable(Exception):
    """It cannot be shown. The message says why."""


def size_of(source: Path | bytes) -> tuple[int, int]:
    """Width and height in pixels, upright, as a rule from the file's head alone.

    Raises:
        PictureUnreadable: missing, damaged, too large or no picture.
    """
    with _opened(source) as reader:
        size = _upright_size(reader)
    if size is None:
        size = _by_pillow(source, QSize(1, 1)).size
    return size.width(), size.height()


def decode(source: Path | bytes, bound: QSize | None) -> Picture:
    """Read a picture, shrunk into `bound` (None: as it is), upright, in sRGB, on white.

    Raises:
        PictureUnreadable: missing, damaged, too large or no picture.
    """
    with _opened(source) as reader:
        return _read(reader, bound) or _by_pillow(source, bound)


@contextmanager
def _opened(source: Path | bytes) -> Iterator[QImageReader]:
    if isinstance(source, Path) and not source.exists():
        gone = QCoreApplication.translate("Picture", "the file is no longer there")
        raise PictureUnreadable(gone)
    content = QByteArray(source) if isinstance(source, bytes) else QByteArray()
    device: QIODevice = QBuffer(content) if isinstance(source, bytes) else QFile(str(source))
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(device)
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    try:
        yield reader
    finally:
        # What reads TIFF still seeks in the device when it ends, and it ends with the reader.
        reader.setDevice(None)  # type: ignore[arg-type]
        device.close()


def is_too_large(reader: QImageReader) -> bool:
    """Qt would refuse it, loudly. A JPEG is shrunk while it is read."""
    stored, limit = reader.size(), QImageReader.allocationLimit() << 20
    bits = QImage.toPixelFormat(reader.imageFormat()).bitsPerPixel() if stored.isValid() else 0
    needed = stored.width() * stored.height() * bits // 8
    return bool(limit) and needed > limit and reader.format() != b"jpeg"


def fitted(size: QSize, bound: QSize | None) -> QSize:
    """The size shrunk into a bound, never enlarged, at least one pixel each way."""
    if bound is None or (size.width() <= bound.width() and size.height() <= bound.height()):
        return size
    return size.scaled(bound, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def shrunk(image: QImage, size: QSize) -> QImage:
    """Each pixel made of all those that it stands for."""
    ignore, smooth = (
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return image.scaled(size, ignore, smooth)


def _upright_size(reader: QImageReader) -> QSize | None:
    stored = reader.size()
    if not stored.isValid():
        return None
    return stored.transposed() if _is_turned(reader) else stored


def _is_turned(reader: QImageReader) -> bool:
    return bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)


def _read(reader: QImageReader, bound: QSize | None) -> Picture | None:
    """By Qt, which shrinks while it reads; None where Qt cannot."""
    size = _upright_size(reader)
    if size is None or is_too_large(reader):
        return None
    wanted = fitted(size, bound)
    if wanted != size:
        reader.setScaledSize(wanted.transposed() if _is_turned(reader) else wanted)
    image = reader.read()
    return None if image.isNull() else Picture(_plain(image), size)


def _by_pillow(source: Path | bytes, bound: QSize | None) -> Picture:
    """What Qt knows no format for, or refuses for its size."""
    try:
        opened = upright(source)
    except NotDrawn as error:
        raise PictureUnreadable(reason_words(str(error))) from error
    size = QSize(*opened.size)
    wanted = fitted(size, bound)
    small = opened if wanted == size else opened.resize((wanted.width(), wanted.height()))
    rgb = QImage.Format.Format_RGB888
    image = QImage(small.tobytes(), small.width, small.height, small.width * 3, rgb).copy()
    return Picture(image, size)


def _plain(image: QImage) -> QImage:
    """Colour-true and opaque: the model sees transparent parts on white, so people do too."""
    if image.colorSpace().isValid() and image.colorSpace() != QColorSpace(
        QColorSpace.NamedColorSpace.SRgb
    ):
        image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    if not image.hasAlphaChannel():
        return image.convertToFormat(QImage.Format.Format_RGB32)
    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(QColor("white"))
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    return flat
