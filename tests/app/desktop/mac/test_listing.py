"""The windows of other programs as the window server lists them."""

import os

import pytest

from app.desktop.face import Window
from app.desktop.mac import listing
from app.reading.geometry import point_box
from tests.fixtures.cocoa import Cocoa
from tests.fixtures.screen_capture import ScreenCapture, window_info

PLACE = (10, 20, 100, 60)


@pytest.fixture
def mac(cocoa: Cocoa) -> ScreenCapture:
    return ScreenCapture(cocoa)


def test_the_frontmost_comes_first_wherever_it_is(mac: ScreenCapture):
    mac.infos = [
        window_info(7, 300, "Plan", (-80.5, -20, 60, 40)),
        window_info(5, 301, "", PLACE),
    ]
    assert listing.windows().listed == (
        Window(7, "Plan", "App 300", point_box(-80.5, -20, -20.5, 20)),
        Window(5, "", "App 301", point_box(10, 20, 110, 80)),
    )


@pytest.mark.parametrize(
    "other",
    [
        window_info(1, os.getpid(), "ours", PLACE),
        window_info(2, 300, "the Dock", PLACE, layer=20),
        window_info(3, 300, "the desktop", PLACE, layer=-2147483623),
        window_info(4, 300, "an edge", (0, 0, 1, 100)),
        window_info(5, 300, "a veil", PLACE, alpha=0.0),
    ],
    ids=lambda info: info["name"] if isinstance(info, dict) else None,
)
def test_what_is_no_window_of_another_program_is_left_out(mac: ScreenCapture, other: dict):
    mac.infos = [other, window_info(7, 300, "Plan", PLACE)]
    assert [window.id for window in listing.windows().listed] == [7]


def test_it_is_told_whose_windows_they_are(mac: ScreenCapture):
    """For accessibility, which knows programs and no window numbers."""
    mac.infos = [window_info(7, 300, "Plan", PLACE)]
    (found,) = listing.listed()
    assert (found.window.id, found.process) == (7, 300)


def test_a_program_without_a_name_is_listed_all_the_same(mac: ScreenCapture):
    info = window_info(7, 300, "Plan", PLACE)
    del info["owner"]
    mac.infos = [info]
    assert listing.windows().listed[0].app == ""


def test_a_window_server_that_tells_nothing_has_no_windows(mac: ScreenCapture, cocoa: Cocoa):
    cocoa.give("Quartz", CGWindowListCopyWindowInfo=lambda options, window: None)
    assert listing.windows().listed == () and listing.windows().lacking is None
