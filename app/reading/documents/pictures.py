"""Pictures of pages: a photograph, a scan, a TIFF of several pages. They have no text layer."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from app.reading.documents.unreadable import DocumentUnreadable, damaged
from app.reading.documents.values import DPI, PIXELS, Sheet
from app.reading.folders.names import shown_name

MEGAPIXELS = 100  # of one page, by its header, before anything is decoded
_PAGED = ("TIFF", "MPO")
_MOVING = ("GIF", "PNG", "WEBP", "AVIF")  # here a second frame is time
# PIL's decoders raise whatever their parsing stumbles over.
_DAMAGE = (
    *(OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, ArithmeticError),
    *(RuntimeError, struct.error, zlib.error, MemoryError),
)


class PicturePages:
    """An open file of one picture, or of several."""

    def __init__(self, name: str, file: Image.Image) -> None:
        self.name = name
        self._file = file
        paged = file.format in _PAGED
        self.count = int(getattr(file, "n_frames", 1)) if paged else 1

    def sheet(self, number: int, dpi: float = DPI, limit: int = PIXELS) -> Sheet:
        where = self.name if self.count == 1 else f"page {number} of {self.name}"
        with _mended(where):
            if self.count > 1:
                self._file.seek(number - 1)
            _check_size(self._file, where)
            upright = ImageOps.exif_transpose(self._file)
            return Sheet(number, _fitted(_on_white(upright), limit))


@contextmanager
def open_pictures(path: Path) -> Iterator[PicturePages]:
    """The pages of a picture file.

    Raises:
        DocumentUnreadable: it is damaged, or no picture that can be decoded.
    """
    name = shown_name(path.name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # `_check_size` speaks
        with _mended(name):
            file = Image.open(path)
        with file:
            with _mended(name):
                _check_still(file, name)
                pages = PicturePages(name, file)
            yield pages


@contextmanager
def _mended(where: str) -> Iterator[None]:
    try:
        yield
    except Image.DecompressionBombError as error:
        raise _too_large(where) from error
    except UnidentifiedImageError as error:
        raise damaged(where) from error
    except _DAMAGE as error:
        raise damaged(where, error) from error


def _check_still(picture: Image.Image, where: str) -> None:
    frames = int(getattr(picture, "n_frames", 1)) if picture.format in _MOVING else 1
    if frames > 1:
        told = f"{where} is animated, and of its {frames} frames a document would show one"
        raise DocumentUnreadable(f"{told}; kestrel watch sees them all")


def _check_size(picture: Image.Image, where: str) -> None:
    width, height = picture.size
    if width * height > MEGAPIXELS * 1_000_000:
        raise _too_large(where)


def _too_large(where: str) -> DocumentUnreadable:
    return DocumentUnreadable(f"{where} has more than {MEGAPIXELS} megapixels; make it smaller")


def _on_white(picture: Image.Image) -> Image.Image:
    """As people see it: transparency on paper, 16 bits of grey scaled rather than cut off."""
    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(paper, clear).convert("RGB")
    return picture.convert("RGB")


def _fitted(picture: Image.Image, limit: int) -> Image.Image:
    """No larger than `limit` pixels in all; smaller ones stay as they are."""
    width, height = picture.size
    factor = (limit / (width * height)) ** 0.5
    if factor >= 1:
        return picture
    size = max(int(width * factor), 1), max(int(height * factor), 1)
    return picture.resize(size, Image.Resampling.LANCZOS)
