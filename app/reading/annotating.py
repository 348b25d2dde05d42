"""A picture file with its marks drawn on it, in the picture's own resolution.

The file is opened as the model sees it: upright, and transparent parts on white.
"""

import io
import warnings
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from app.reading.boxes import draw_boxes
from app.reading.geometry import Crop, PixelBox, Pixels, pixel_box
from app.reading.reply import Mark
from app.reading.undrawn import NotDrawn

NO_PICTURE = "it is no picture that can be opened here"
TOO_LARGE = "it has more than 178 megapixels"
NO_FORMAT = "its name must end in .png, .jpg or .webp"
ITSELF = "it is the picture itself; choose another name"
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_DOT = 90  # a point's box is this part of the longer side
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, LookupError, ArithmeticError, RuntimeError)


def upright(source: Path | bytes) -> Image.Image:
    """An RGB picture as people see it.

    Raises:
        NotDrawn: the file is missing, damaged, too large or no picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(source) if isinstance(source, bytes) else source)
            turned = ImageOps.exif_transpose(opened)
        if not turned.has_transparency_data:
            return turned.convert("RGB")
        clear = turned.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(ground, clear).convert("RGB")
    except UnidentifiedImageError as error:
        raise NotDrawn(NO_PICTURE) from error
    except Image.DecompressionBombError as error:
        raise NotDrawn(TOO_LARGE) from error
    except _DAMAGE as error:
        raise NotDrawn(getattr(error, "strerror", None) or str(error)) from error


def annotate(source: Path | bytes, marks: Sequence[Mark], target: Path) -> None:
    """Write a copy with numbered boxes, whole or not at all. The ending names the format.

    Raises:
        NotDrawn: it cannot be opened or written, or would overwrite the picture itself.
    """
    if target.suffix.lower() not in FORMATS:
        raise NotDrawn(NO_FORMAT)
    if isinstance(source, Path) and target.exists() and target.samefile(source):
        raise NotDrawn(ITSELF)
    picture = upright(source)
    drawn = draw_boxes(picture, [drawn_box(mark, picture.size) for mark in marks])
    partial = target.with_name(f".{target.name}.partial")
    try:
        drawn.save(partial, FORMATS[target.suffix.lower()])
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise NotDrawn(error.strerror or str(error)) from error


def drawn_box(mark: Mark, size: tuple[int, int]) -> PixelBox:
    """Its box, or a small one around its point."""
    crop = Crop.whole(size)
    if mark.box:
        return crop.pixel_box(mark.box)
    assert mark.point is not None, "a mark has a box or a point"
    middle: Pixels = crop.pixels(mark.point)
    reach = max(max(size) / _DOT, 4)
    return pixel_box(middle.x - reach, middle.y - reach, middle.x + reach, middle.y + reach)
