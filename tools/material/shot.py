"""A rendered screen with its truth, as plain values."""

from dataclasses import dataclass

from PIL import Image

PixelBox = tuple[int, int, int, int]  # x1, y1, x2, y2


@dataclass(frozen=True)
class Thing:
    """One element as it was drawn. `name` is what people call one that shows no text."""

    role: str
    text: str
    state: str  # "checked", "disabled" or ""
    box: PixelBox
    name: str = ""

    @property
    def words(self) -> str:
        """What one would look for."""
        return self.text or self.name


@dataclass(frozen=True)
class Shot:
    """A screen; things in reading order, boxes in pixels of the image.

    The same `key` is the same screen at another scale or in another theme: it is asked the same.
    """

    key: str
    name: str
    source: str  # such as "qt 2x dark"
    image: Image.Image
    things: tuple[Thing, ...]


def in_order(things: list[Thing]) -> tuple[Thing, ...]:
    """Top to bottom, then left to right."""
    return tuple(sorted(things, key=lambda thing: (thing.box[1], thing.box[0])))
