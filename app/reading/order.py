"""The order in which people read what stands on a screen: line by line, each from left to right."""

from collections.abc import Sequence
from typing import TypeVar

from app.reading.geometry import PixelBox
from app.reading.screens import Element

_ON_LINE = 0.5  # of the lower of two boxes is shared in height: they stand on one line
Placed = TypeVar("Placed", bound=Element)


def in_reading_order(elements: Sequence[Placed]) -> list[Placed]:
    """Top to bottom in lines, and from left to right within a line."""
    lines: list[list[Placed]] = []
    for element in sorted(elements, key=lambda e: (e.box.center.y, e.box.start.x)):
        line = next((line for line in lines if _stand_level(line[0].box, element.box)), None)
        if line is None:
            lines.append([element])
        else:
            line.append(element)
    return [element for line in lines for element in sorted(line, key=lambda e: e.box.start.x)]


def _stand_level(one: PixelBox, other: PixelBox) -> bool:
    shared = min(one.end.y, other.end.y) - max(one.start.y, other.start.y)
    lower, higher = sorted((one.height, other.height))
    # A panel beside its rows shares its height with all of them and stands on no line of theirs.
    return shared >= _ON_LINE * lower and higher <= 3 * lower
