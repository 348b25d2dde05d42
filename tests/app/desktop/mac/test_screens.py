"""Displays keep their names, and a place of the window server's is what Qt says it is."""

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect

from app.desktop.face import Screen
from app.desktop.mac import screens
from app.reading.geometry import point_box
from tests.fixtures.cocoa import Cocoa
from tests.fixtures.screen_capture import ScreenCapture, rectangle


class Display:
    """A QScreen."""

    def __init__(self, name: str, *area: int) -> None:
        self.name, self.area = lambda: name, QRect(*area)
        self.geometry = lambda: self.area


class Displays:
    """QGuiApplication's; the last one is the main one, the pointer stands on the first."""

    def __init__(self, patch: pytest.MonkeyPatch, *all_of_them: Display) -> None:
        self.all = list(all_of_them)
        asked: Any = SimpleNamespace(
            screens=lambda: self.all,
            primaryScreen=lambda: self.all[-1],
            screenAt=lambda place: self.all[0],
        )
        patch.setattr(screens, "QGuiApplication", asked)
        patch.setattr(screens, "QCursor", SimpleNamespace(pos=QPoint))


LEFT, MAIN = Display("Studio", -80, -20, 80, 40), Display("Built-in", 0, 0, 100, 50)


def test_the_main_one_comes_first_and_the_others_may_lie_left_of_it(
    monkeypatch: pytest.MonkeyPatch,
):
    Displays(monkeypatch, LEFT, MAIN)
    left = Screen("Studio", point_box(-80, -20, 0, 20))
    assert screens.screens() == (Screen("Built-in", point_box(0, 0, 100, 50), is_main=True), left)
    assert screens.screen_under_pointer() == left


def test_two_of_one_name_are_told_apart(monkeypatch: pytest.MonkeyPatch):
    Displays(monkeypatch, Display("Studio", 100, 0, 80, 40), LEFT, MAIN)
    names = [screen.name for screen in screens.screens()]
    assert names == ["Built-in", "Studio", "Studio (2)"]


def test_a_display_is_known_by_its_name_wherever_it_stands_now(monkeypatch: pytest.MonkeyPatch):
    displays = Displays(monkeypatch, LEFT, MAIN)
    _, before = screens.screens()
    displays.all[0] = Display("Studio", 100, 0, 80, 40)
    now = screens.where_now(before)
    assert now is not None and now.bounds == point_box(100, 0, 180, 40)
    displays.all.pop(0)
    assert screens.where_now(before) is None


def test_the_display_that_shows_most_of_a_place(cocoa: Cocoa):
    ScreenCapture(cocoa, displays={1: rectangle(0, 0, 100, 50), 2: rectangle(-80, -20, 80, 40)})
    assert screens.display_of(point_box(-30, 0, 10, 10)) == 2
    assert screens.display_of(point_box(-10, 0, 30, 10)) == 1
    assert screens.display_of(point_box(500, 500, 510, 510)) is None
