"""A picture that is too long or too fine to be seen at once, as overlapping tiles.

What lies in an overlap is told twice and merged; what a tile's edge cuts is whole in the next one,
as long as it is smaller than the overlap.
"""

import math
from collections.abc import Sequence

from app.reading.geometry import PixelBox, pixel_box
from app.reading.likeness import plain
from app.reading.order import in_reading_order
from app.reading.screens import Element

LONG = 2.0  # a side this many times the other one is seen in parts
SQUARE = 1.25  # so many times the shorter side is a tile of a long picture
LEAST = 640  # pixels of a tile along the longer side: a ribbon is not cut into crumbs
OVERLAP = 0.15  # of a tile's side
_EDGE = 2.0  # pixels from a tile's edge within which a box may be cut
_SAME = 0.5  # of the smaller box is in common: the same thing told twice


def tiles(size: tuple[int, int], window: tuple[int, int] | None = None) -> list[PixelBox]:
    """The areas that a picture of `size` is seen in, top to bottom, then left to right.

    `window` is the largest area that the model sees as it is, in pixels; None: the picture is cut
    only because it is long.
    """
    width, height = size
    if window is None:
        reach = max(round(min(size) * SQUARE), LEAST)
        window = (width if width <= height * LONG else reach, height)
        window = (window[0], height if height <= width * LONG else reach)
    across, down = _starts(width, window[0]), _starts(height, window[1])
    return [pixel_box(x1, y1, x2, y2) for y1, y2 in down for x1, x2 in across]


def merged(parts: Sequence[tuple[PixelBox, Sequence[Element]]]) -> list[Element]:
    """The elements of all tiles, in reading order; what two tiles tell stays once.

    Elements have boxes in pixels of the whole picture. Of two tellings the one stays that no edge
    cuts, and of two whole ones the first.
    """
    kept: list[tuple[Element, bool]] = []
    whole = [area for area, _ in parts]
    for area, elements in parts:
        for element in elements:
            is_cut = _is_cut(element.box, area, whole)
            twin = next((n for n, (other, _) in enumerate(kept) if _twins(element, other)), None)
            if twin is None:
                kept.append((element, is_cut))
            elif kept[twin][1] and not is_cut:
                kept[twin] = (element, is_cut)
    return in_reading_order([element for element, _ in kept])


def _starts(length: int, window: int) -> list[tuple[int, int]]:
    """Spans of `window`, evenly spread, each sharing at least the overlap with the next one."""
    if window >= length:
        return [(0, length)]
    step = max(window * (1 - OVERLAP), 1.0)
    count = math.ceil((length - window) / step) + 1
    starts = [round((length - window) * n / (count - 1)) for n in range(count)]
    return [(start, start + window) for start in starts]


def _is_cut(box: PixelBox, area: PixelBox, areas: Sequence[PixelBox]) -> bool:
    """Whether it ends at an edge of its tile that is not the picture's edge."""
    left = min(other.start.x for other in areas)
    top = min(other.start.y for other in areas)
    right = max(other.end.x for other in areas)
    bottom = max(other.end.y for other in areas)
    return (
        (area.start.x > left and box.start.x - area.start.x <= _EDGE)
        or (area.start.y > top and box.start.y - area.start.y <= _EDGE)
        or (area.end.x < right and area.end.x - box.end.x <= _EDGE)
        or (area.end.y < bottom and area.end.y - box.end.y <= _EDGE)
    )


def _twins(one: Element, other: Element) -> bool:
    """The same thing told twice: boxes over each other, and texts of which one holds the other."""
    smaller = min(one.box.width * one.box.height, other.box.width * other.box.height)
    if smaller <= 0 or one.box.shared(other.box) < _SAME * smaller:
        return False
    ours, theirs = plain(one.text), plain(other.text)
    return (ours in theirs or theirs in ours) and (one.role == other.role or ours == theirs)
