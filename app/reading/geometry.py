"""Coordinates, each with its type, and the only place that converts them.

A model speaks in thousandths of the crop it was sent (`Relative`), a file has pixels (`Pixels`), a
desktop has points (`Points`). The three are never one number apart by chance: scaled displays have
factors such as 1.714, displays left of the main one have negative origins, and a capture may carry
a black border around its content. So the factor is measured per capture and never a constant.

All three have their origin at the top left, x to the right and y down. A box ends where the next
one would start: its end lies outside.
"""

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

FULL = 1000.0  # the family's coordinates run from 0 to 1000 on both axes


@dataclass(frozen=True)
class Relative:
    """Thousandths of the width and the height of the crop that was sent."""

    x: float
    y: float


@dataclass(frozen=True)
class Pixels:
    """Pixels of the whole picture, as people see it: after EXIF rotation."""

    x: float
    y: float


@dataclass(frozen=True)
class Points:
    """Points of the desktop, from the top left corner of the main display."""

    x: float
    y: float


Place = TypeVar("Place", Relative, Pixels, Points)


@dataclass(frozen=True)
class Box(Generic[Place]):
    """A rectangle from its top left corner to its bottom right one."""

    start: Place
    end: Place

    @property
    def width(self) -> float:
        return self.end.x - self.start.x

    @property
    def height(self) -> float:
        return self.end.y - self.start.y

    @property
    def center(self) -> Place:
        kind = type(self.start)
        return kind((self.start.x + self.end.x) / 2, (self.start.y + self.end.y) / 2)

    def holds(self, place: Place) -> bool:
        """Whether a place lies inside."""
        inside_x = self.start.x <= place.x < self.end.x
        return inside_x and self.start.y <= place.y < self.end.y

    def shared(self, other: "Box[Place]") -> float:
        """The area that two boxes have in common."""
        width = min(self.end.x, other.end.x) - max(self.start.x, other.start.x)
        height = min(self.end.y, other.end.y) - max(self.start.y, other.start.y)
        return max(width, 0.0) * max(height, 0.0)


RelativeBox: TypeAlias = Box[Relative]
PixelBox: TypeAlias = Box[Pixels]
PointBox: TypeAlias = Box[Points]


def relative_box(x1: float, y1: float, x2: float, y2: float) -> RelativeBox:
    return Box(Relative(x1, y1), Relative(x2, y2))


def pixel_box(x1: float, y1: float, x2: float, y2: float) -> PixelBox:
    return Box(Pixels(x1, y1), Pixels(x2, y2))


def point_box(x1: float, y1: float, x2: float, y2: float) -> PointBox:
    return Box(Points(x1, y1), Points(x2, y2))


def clamped(place: Relative) -> Relative:
    """Brought back into 0 to 1000: models of the family are known to overshoot a little."""
    return Relative(min(max(place.x, 0.0), FULL), min(max(place.y, 0.0), FULL))


@dataclass(frozen=True)
class Crop:
    """The part of a picture that was sent. Any resize on the way to the model cancels out."""

    area: PixelBox

    def __post_init__(self) -> None:
        assert self.area.width > 0 and self.area.height > 0, "a crop has an area"

    @staticmethod
    def whole(size: tuple[int, int]) -> "Crop":
        """All of a picture of (width, height) pixels."""
        return Crop(pixel_box(0, 0, *size))

    def pixels(self, place: Relative) -> Pixels:
        return Pixels(
            self.area.start.x + place.x / FULL * self.area.width,
            self.area.start.y + place.y / FULL * self.area.height,
        )

    def relative(self, place: Pixels) -> Relative:
        return Relative(
            (place.x - self.area.start.x) / self.area.width * FULL,
            (place.y - self.area.start.y) / self.area.height * FULL,
        )

    def pixel_box(self, box: RelativeBox) -> PixelBox:
        return Box(self.pixels(box.start), self.pixels(box.end))

    def relative_box(self, box: PixelBox) -> RelativeBox:
        return Box(self.relative(box.start), self.relative(box.end))


@dataclass(frozen=True)
class Capture:
    """A picture of a stretch of the desktop: `content`, in its pixels, shows `bounds`."""

    content: PixelBox  # without the border that a capture may have
    bounds: PointBox

    def __post_init__(self) -> None:
        assert self.content.width > 0 and self.content.height > 0, "a capture shows something"
        assert self.bounds.width > 0 and self.bounds.height > 0, "a display has an area"

    def points(self, place: Pixels) -> Points:
        return Points(
            self.bounds.start.x
            + (place.x - self.content.start.x) * self.bounds.width / self.content.width,
            self.bounds.start.y
            + (place.y - self.content.start.y) * self.bounds.height / self.content.height,
        )

    def pixels(self, place: Points) -> Pixels:
        return Pixels(
            self.content.start.x
            + (place.x - self.bounds.start.x) * self.content.width / self.bounds.width,
            self.content.start.y
            + (place.y - self.bounds.start.y) * self.content.height / self.bounds.height,
        )

    def point_box(self, box: PixelBox) -> PointBox:
        return Box(self.points(box.start), self.points(box.end))


def whole_box(box: PixelBox, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """A box in whole pixels of a picture of `size`: inside it, and at least one pixel each way."""
    x1, x2 = _whole_span(box.start.x, box.end.x, size[0])
    y1, y2 = _whole_span(box.start.y, box.end.y, size[1])
    return x1, y1, x2, y2


def whole_point(place: Pixels, size: tuple[int, int]) -> tuple[int, int]:
    """The pixel of a picture of `size` that a place lies in."""
    x, y = int(place.x), int(place.y)
    return min(max(x, 0), size[0] - 1), min(max(y, 0), size[1] - 1)


def _whole_span(start: float, end: float, limit: int) -> tuple[int, int]:
    low = min(max(round(start), 0), limit - 1)
    return low, min(max(round(end), low + 1), limit)
