"""Each pixel of a CGImage is at its place in Qt's picture, opaque, with its colours in order."""

from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from app.desktop.mac.pictures import picture_of
from tests.fixtures.cocoa import Cocoa

Pixel = tuple[int, int, int, int]  # red, green, blue, alpha; premultiplied
SKIPS, KEEPS, LITTLE = 6, 2, 8192


@dataclass(frozen=True)
class Picture:
    """A CGImage whose pixels are known; how its own rows are padded is nobody's concern."""

    width: int
    height: int

    def pixel(self, x: int, y: int) -> Pixel:
        return (0, 0, 0, 0) if (x, y) == (0, 0) else (10 * x, 20 * y, 250, 255)


@dataclass(frozen=True)
class Context:
    """A CGBitmapContext of 32 bits: what it draws covers what is there as far as it is opaque."""

    memory: Any
    row: int
    keeps_alpha: bool

    def draw(self, image: Picture) -> None:
        for y in range(image.height):
            for x in range(image.width):
                red, green, blue, alpha = image.pixel(x, y)
                start, rest = y * self.row + 4 * x, 255 - alpha
                under = self.memory[start : start + 4]
                drawn = [
                    value + under[place] * rest // 255
                    for place, value in enumerate((blue, green, red, alpha))
                ]
                if not self.keeps_alpha:
                    drawn[3] = 0  # it is skipped: anything may be there
                self.memory[start : start + 4] = bytes(drawn)


@pytest.fixture
def contexts(cocoa: Cocoa) -> list[tuple[Any, ...]]:
    asked: list[tuple[Any, ...]] = []

    def create(memory: Any, *given: Any) -> Context:
        asked.append(given)
        return Context(memory, given[3], given[5] == KEEPS | LITTLE)

    cocoa.give(
        "Quartz",
        CGImageGetWidth=lambda image: image.width,
        CGImageGetHeight=lambda image: image.height,
        CGColorSpaceCreateWithName=lambda name: f"space {name}",
        CGBitmapContextCreate=create,
        CGRectMake=lambda *sides: sides,
        CGContextDrawImage=lambda context, area, image: context.draw(image),
        CGContextFlush=lambda context: None,
        kCGColorSpaceSRGB="sRGB",
        kCGImageAlphaPremultipliedFirst=KEEPS,
        kCGImageAlphaNoneSkipFirst=SKIPS,
        kCGBitmapByteOrder32Little=LITTLE,
    )
    return asked


def test_each_pixel_is_where_it_was(contexts: list[tuple[Any, ...]]):
    picture = picture_of(Picture(7, 5))
    assert (picture.width(), picture.height()) == (7, 5)
    assert picture.pixelColor(3, 2) == QColor(30, 40, 250)
    assert picture.pixelColor(6, 4) == QColor(60, 80, 250)
    assert contexts == [(7, 5, 8, 28, "space sRGB", KEEPS | LITTLE)]


def test_a_round_corner_is_white_and_all_of_it_opaque(contexts: list[tuple[Any, ...]]):
    """Qt copies the fourth byte unseen where it takes a picture for opaque."""
    picture = picture_of(Picture(4, 3))
    assert picture.pixelColor(0, 0) == QColor("white")
    assert picture.format() == QImage.Format.Format_RGB32
    assert set(bytes(picture.constBits())[3::4]) == {255}


@pytest.mark.parametrize("size", [(0, 5), (5, 0)])
def test_nothing_is_no_picture(contexts: list[tuple[Any, ...]], size: tuple[int, int]):
    assert picture_of(Picture(*size)).isNull() and contexts == []


def test_what_cannot_be_drawn_is_no_picture(contexts: list[tuple[Any, ...]], cocoa: Cocoa):
    cocoa.give("Quartz", CGBitmapContextCreate=lambda *given: None)
    assert picture_of(Picture(2, 2)).isNull()
