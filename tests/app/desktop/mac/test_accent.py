"""The accent colour is told as it is and as it becomes."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.mac.accent import Accent
from app.desktop.mac.post import Post
from tests.fixtures.cocoa import Center, Cocoa, Said

CHANGED = "system colors"


class Color:
    """NSColor.controlAccentColor, of these shares."""

    def __init__(self, *shares: float) -> None:
        self.red, self.green, self.blue = shares or (0.0, 0.0, 0.0)
        self.exists = bool(shares)

    def colorUsingColorSpace_(self, space: str) -> "Color | None":
        assert space == "sRGB"
        return self if self.exists else None

    def redComponent(self) -> float:
        return self.red

    def greenComponent(self) -> float:
        return self.green

    def blueComponent(self) -> float:
        return self.blue


@pytest.fixture
def center() -> Center:
    return Center()


@pytest.fixture
def choose(cocoa: Cocoa, center: Center) -> Callable[[Any], None]:
    """What a user does in the settings."""
    cocoa.give("Foundation", NSNotificationCenter=Said(defaultCenter=center))

    def choose(color: Color) -> None:
        cocoa.give("AppKit", NSColor=Said(controlAccentColor=color))
        center.post(CHANGED)

    cocoa.give(
        "AppKit",
        NSColorSpace=Said(sRGBColorSpace="sRGB"),
        NSSystemColorsDidChangeNotification=CHANGED,
    )
    return choose


def test_it_is_told_at_once_and_at_each_change(
    choose: Callable[[Any], None], center: Center, qtbot: QtBot
):
    told: list[str] = []
    accent = Accent(Post())
    choose(Color(0.0, 0.478, 1.0))
    accent.watch(told.append)
    assert told == ["#007aff"]
    choose(Color(1.02, 0.5, -0.1))  # wider than sRGB
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1] == "#ff8000"
    choose(Color(1.02, 0.5, -0.1))
    qtbot.wait(20)
    assert len(told) == 2


def test_one_that_has_no_such_values_is_not_told(choose: Callable[[Any], None], qtbot: QtBot):
    told: list[str] = []
    choose(Color())
    Accent(Post()).watch(told.append)
    assert told == []


def test_closed_it_hears_no_more(choose: Callable[[Any], None], center: Center, qtbot: QtBot):
    told: list[str] = []
    accent = Accent(Post())
    choose(Color(0.0, 0.0, 0.0))
    accent.watch(told.append)
    accent.close()
    accent.close()
    choose(Color(1.0, 1.0, 1.0))
    qtbot.wait(20)
    assert told == ["#000000"] and center.blocks == {}
