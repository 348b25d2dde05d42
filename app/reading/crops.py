"""Parts of a picture, cut out for a closer look, and where they lie in it.

A model answers in thousandths of what it was sent: on a picture 5,000 pixels wide that is 5 pixels
a step, and a large picture is shrunk before it is seen. A crop of at most 1,000 pixels, seen as it
is, gives every pixel.
"""

import io
from dataclasses import dataclass

from PIL import Image

from app.chat.message import ImagePart
from app.reading.geometry import Crop, PixelBox, pixel_box, whole_box

FINEST = 1000  # pixels of a side of which one step of the answer is one pixel
SMALLEST = 32  # pixels of a side: one visual token of the family


@dataclass(frozen=True)
class Cropped:
    """A part of a picture as it is sent, and where it lies in the whole one."""

    part: ImagePart
    crop: Crop


def cut(picture: Image.Image, area: PixelBox, name: str = "crop") -> Cropped:
    """An area of a picture, in whole pixels inside of it, as a PNG."""
    box = whole_box(area, picture.size)
    return Cropped(ImagePart(png(picture.crop(box)), name), Crop(pixel_box(*box)))


def around(box: PixelBox, window: tuple[int, int], size: tuple[int, int]) -> PixelBox:
    """An area with a box in its middle, pushed inside a picture of `size`.

    It is as large as `window`, larger where the box is, and never larger than the picture. It
    begins at a whole visual token, so that what the whole picture shows in one stays in one.
    """
    x1, x2 = _span(box.start.x, box.end.x, window[0], size[0])
    y1, y2 = _span(box.start.y, box.end.y, window[1], size[1])
    return pixel_box(x1, y1, x2, y2)


def png(picture: Image.Image) -> bytes:
    """A picture as the bytes of a PNG file, written quickly rather than small."""
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


def _span(low: float, high: float, window: int, limit: int) -> tuple[float, float]:
    width = min(max(window, high - low, SMALLEST), limit)
    start = min(max((low + high - width) / 2, 0), limit - width) // SMALLEST * SMALLEST
    return start, min(start + max(width, high - start), limit)
