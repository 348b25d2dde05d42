"""A picture with numbered boxes drawn on it.

Lines are thin, in the house's blue on a white hairline, so that they show on light, dark and blue
alike. A number sits where there is the least to see: beside its box if that place is empty, within
it over bare background, and never over another number.

Small pictures are enlarged by a whole factor first, since a legible number would cover a tiny
button; `scale` says by how much.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from app.reading.geometry import PixelBox, whole_box

ACCENT = (10, 108, 255)  # 0A6CFF
WHITE = (255, 255, 255)
COMFORTABLE = 960  # pixels of the longer side from which nothing is enlarged
FINE = 4  # masks are drawn this much larger and shrunk: PIL draws curves without smoothing

Span = tuple[int, int, int, int]  # x1, y1, x2, y2 in whole pixels, end outside


@dataclass(frozen=True)
class Pen:
    """Sizes for one picture, in its pixels."""

    line: int
    radius: int
    letters: int
    gap: int

    @staticmethod
    def fit(size: tuple[int, int], factor: int) -> "Pen":
        """The same look on a screen of 1440 points at 1x and 2x; bolder where all is enlarged."""
        unit = max(max(size) / 1440, 1.0 if factor == 1 else 1.3)
        return Pen(round(1.6 * unit), round(5 * unit), round(11 * unit), round(2 * unit))


def scale(size: tuple[int, int]) -> int:
    """By how much a picture of this size is enlarged before it is drawn on."""
    return max(min(int(COMFORTABLE / max(size) + 0.5), 4), 1)


def draw_boxes(
    picture: Image.Image, boxes: Sequence[PixelBox], numbers: Sequence[int] | None = None
) -> Image.Image:
    """A copy of an RGB picture with each box outlined and numbered: from 1, or as told."""
    factor = scale(picture.size)
    size = (picture.width * factor, picture.height * factor)
    drawn = picture.resize(size, Image.Resampling.BICUBIC) if factor > 1 else picture.copy()
    pen = Pen.fit(size, factor)
    spans = [_enlarged(whole_box(box, picture.size), factor) for box in boxes]
    ink = _ink(drawn)
    for span in spans:
        _outline(drawn, span, pen)
    taken: list[Span] = []
    for number, span in zip(numbers or range(1, len(spans) + 1), spans, strict=True):
        place = _badge_place(str(number), span, pen, ink, spans, taken)
        taken.append(place)
        _badge(drawn, str(number), place, pen)
    return drawn


def _enlarged(span: Span, factor: int) -> Span:
    x1, y1, x2, y2 = span
    return x1 * factor, y1 * factor, x2 * factor, y2 * factor


def _ink(picture: Image.Image) -> Image.Image:
    """Where there is something to see: edges of light and dark, as brightness."""
    edges = ImageOps.grayscale(picture).filter(ImageFilter.FIND_EDGES)
    # The filter leaves the outermost pixels as they were, which is no edge.
    ImageDraw.Draw(edges).rectangle((0, 0, edges.width - 1, edges.height - 1), outline=0, width=1)
    return edges


def _outline(picture: Image.Image, span: Span, pen: Pen) -> None:
    x1, y1, x2, y2 = span
    halo = (x1 - pen.line - 1, y1 - pen.line - 1, x2 + pen.line + 1, y2 + pen.line + 1)
    frame = (x1 - pen.line, y1 - pen.line, x2 + pen.line, y2 + pen.line)
    _rounded(picture, halo, pen.radius + 1, pen.line + 2, WHITE, 150)
    _rounded(picture, frame, pen.radius, pen.line, ACCENT, 255)


def _rounded(
    picture: Image.Image, span: Span, radius: int, line: int, color: tuple[int, ...], alpha: int
) -> None:
    """An outline whose corners are smooth, drawn corner by corner and side by side."""
    x1, y1, x2, y2 = span
    radius = min(radius, (x2 - x1) // 2, (y2 - y1) // 2)
    corner = _corner(radius, line, alpha)
    flipped, upside = ImageOps.mirror(corner), ImageOps.flip(corner)
    for x, y, mask in (
        (x1, y1, corner),
        (x2 - radius, y1, flipped),
        (x1, y2 - radius, upside),
        (x2 - radius, y2 - radius, ImageOps.flip(flipped)),
    ):
        picture.paste(color, (x, y), mask)
    for side in (
        (x1 + radius, y1, x2 - radius, y1 + line),
        (x1 + radius, y2 - line, x2 - radius, y2),
        (x1, y1 + radius, x1 + line, y2 - radius),
        (x2 - line, y1 + radius, x2, y2 - radius),
    ):
        width, height = side[2] - side[0], side[3] - side[1]
        if width > 0 and height > 0:
            picture.paste(color, side[:2], Image.new("L", (width, height), alpha))


def _corner(radius: int, line: int, alpha: int) -> Image.Image:
    """The top left corner of a rounded outline, as a mask."""
    side = max(radius, 1)
    fine = Image.new("L", (2 * side * FINE, 2 * side * FINE), 0)
    ring = (0, 0, 2 * side * FINE - 1, 2 * side * FINE - 1)
    ImageDraw.Draw(fine).ellipse(ring, outline=alpha, width=line * FINE)
    small = fine.resize((2 * side, 2 * side), Image.Resampling.BOX)
    return small.crop((0, 0, radius, radius))


def _badge_size(number: str, pen: Pen) -> tuple[int, int]:
    height = round(pen.letters * 1.4)
    width = round(_font(pen).getlength(number) + pen.letters * 0.7)
    return max(width, height), height


def _font(pen: Pen) -> ImageFont.FreeTypeFont:
    """Pillow's own letters, so that no font need be installed."""
    font = ImageFont.load_default(pen.letters)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
    return font


def _badge_place(
    number: str, span: Span, pen: Pen, ink: Image.Image, spans: Sequence[Span], taken: list[Span]
) -> Span:
    """The place that hides the least; the first one wins among equals."""
    inside = (0, 0, *ink.size)
    places = [
        p for p in _places(_badge_size(number, pen), span, pen) if _shared(p, inside) == _area(p)
    ]
    places = places or [
        _pushed_inside(next(_places(_badge_size(number, pen), span, pen)), ink.size)
    ]
    others = [other for other in spans if other != span]

    def hidden(place: Span) -> float:
        edges = ink.crop(place).histogram()
        letters = sum(edges[48:]) / _area(place)
        numbers = sum(_shared(place, other) for other in taken) / _area(place)
        boxes = sum(_shared(place, other) for other in others) / _area(place)
        return 5 * letters + 20 * numbers + boxes / 2

    return min(places, key=hidden)


def _places(size: tuple[int, int], span: Span, pen: Pen) -> Iterator[Span]:
    """Where a number may sit, best first: at either end, above, below, then along the outline."""
    width, height = size
    x1, y1, x2, y2 = span
    middle = (y1 + y2 - height) // 2
    left, right = x1 - width - pen.line - 1, x2 + pen.line + 1
    above, below = y1 - height - pen.line - 1, y2 + pen.line + 1
    corners = [
        (left, middle),
        (right, middle),
        (x2 - width - pen.gap, middle),
        (x1, above),
        (x2 - width, above),
        (x1, below),
        (x2 - width, below),
        (x1 + pen.gap, middle),
    ]
    for step in range(9):
        x = x1 - width // 2 + (x2 - x1) * step // 8
        corners += [(x, y1 - height * 2 // 3), (x, y2 - height // 3)]
    for x, y in corners:
        yield x, y, x + width, y + height


def _pushed_inside(place: Span, size: tuple[int, int]) -> Span:
    x1, y1, x2, y2 = place
    width, height = x2 - x1, y2 - y1
    x, y = max(min(x1, size[0] - width), 0), max(min(y1, size[1] - height), 0)
    return x, y, x + width, y + height


def _area(span: Span) -> int:
    return (span[2] - span[0]) * (span[3] - span[1])


def _shared(a: Span, b: Span) -> int:
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(width, 0) * max(height, 0)


def _badge(picture: Image.Image, number: str, place: Span, pen: Pen) -> None:
    x1, y1, x2, y2 = place
    picture.paste(WHITE, (x1 - 1, y1 - 1), _pill(x2 - x1 + 2, y2 - y1 + 2))
    picture.paste(ACCENT, (x1, y1), _pill(x2 - x1, y2 - y1))
    middle = ((x1 + x2) / 2, (y1 + y2) / 2)
    ImageDraw.Draw(picture).text(
        middle, number, WHITE, _font(pen), anchor="mm", stroke_width=pen.letters / 40
    )


def _pill(width: int, height: int) -> Image.Image:
    """A filled shape with round ends, as a mask."""
    fine = Image.new("L", (width * FINE, height * FINE), 0)
    whole = (0, 0, width * FINE - 1, height * FINE - 1)
    ImageDraw.Draw(fine).rounded_rectangle(whole, height * FINE // 2, fill=255)
    return fine.resize((width, height), Image.Resampling.BOX)
