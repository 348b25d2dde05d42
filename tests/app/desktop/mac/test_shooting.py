"""A capture shows what it says, in sRGB, at the factor it came with; otherwise it says why not."""

import os
from typing import Any

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.desktop.face import Cannot, Captured, CaptureResult, Screen, Window
from app.desktop.mac.picker import Picker
from app.desktop.mac.post import Post
from app.desktop.mac.shooting import USER_DECLINED, Shooting
from app.reading.geometry import Pixels, point_box
from tests.fixtures.cocoa import Cocoa, Said
from tests.fixtures.screen_capture import P3, ScreenCapture, rectangle, window_info

MAIN = Screen("main", point_box(0, 0, 100, 50), is_main=True)
NOTES = Window(7, "Plan", "Notes", point_box(10, 5, 70, 45))


@pytest.fixture
def mac(cocoa: Cocoa) -> ScreenCapture:
    cocoa.give("Foundation", NSBundle=Said(mainBundle=Said(bundleIdentifier="app.kestrel")))
    return ScreenCapture(
        cocoa,
        [
            window_info(7, 300, "Plan", (10, 5, 60, 40)),
            window_info(8, os.getpid(), "Kestrel", (0, 0, 90, 40)),
        ],
    )


class Waiting:
    """Captures, and waits for what is told of them."""

    def __init__(self, qtbot: QtBot, patience_ms: int = 5000) -> None:
        self.qtbot, self.results = qtbot, list[CaptureResult]()
        self.post = Post()
        self.shooting = Shooting(self.post, patience_ms)

    def result(self) -> CaptureResult:
        self.qtbot.waitUntil(lambda: bool(self.results))
        self.qtbot.wait(30)
        (one,) = self.results
        return one

    def captured(self) -> Captured:
        result = self.result()
        assert isinstance(result, Captured), result
        return result

    def refused(self) -> str:
        result = self.result()
        assert isinstance(result, Cannot)
        return str(result)


@pytest.fixture
def waiting(qtbot: QtBot) -> Waiting:
    return Waiting(qtbot)


@pytest.mark.parametrize("scale", [1.0, 1.714, 2.0])
def test_a_display_without_our_own_windows(mac: ScreenCapture, waiting: Waiting, scale: float):
    mac.scale = scale
    waiting.shooting.screen(MAIN, waiting.results.append)
    captured = waiting.captured()
    assert mac.filters == [(1, [os.getpid()], [])]
    assert captured.picture.width() == round(100 * scale)
    assert captured.picture.pixelColor(3, 3) == QColor("#00ff00")
    assert captured.origin.bounds == (0, 0, 100, 50) and captured.origin.display == "main"
    middle = Pixels(captured.picture.width() / 2, captured.picture.height() / 2)
    assert captured.geometry.points(middle).x == pytest.approx(50)


def test_a_display_left_of_the_main_one(mac: ScreenCapture, waiting: Waiting):
    mac.displays[2] = rectangle(-80, -20, 80, 40)
    left = Screen("left", point_box(-80, -20, 0, 20))
    waiting.shooting.screen(left, waiting.results.append)
    captured = waiting.captured()
    assert mac.filters[0][0] == 2 and captured.origin.bounds == (-80, -20, 80, 40)
    assert captured.geometry.points(Pixels(0, 0)).x == -80


def test_a_region_is_cut_out_of_the_display_that_shows_it(mac: ScreenCapture, waiting: Waiting):
    waiting.shooting.region(point_box(20, 10, 40, 30), [MAIN], waiting.results.append)
    captured = waiting.captured()
    assert (captured.picture.width(), captured.picture.height()) == (40, 40)
    assert captured.origin.bounds == (20, 10, 20, 20)


def test_a_window_is_where_it_is_now(mac: ScreenCapture, waiting: Waiting):
    mac.infos[0]["bounds"]["X"] = 30
    waiting.shooting.window(NOTES, waiting.results.append)
    captured = waiting.captured()
    assert mac.filters == [("window", 7)]
    assert captured.origin.bounds == (30, 5, 60, 40) and captured.origin.title == "Plan"
    wanted = mac.configuration.made[0]
    assert wanted.last("setShowsCursor_") is False
    assert wanted.last("setColorSpaceName_") == "sRGB"
    assert wanted.last("setIgnoreShadowsSingleWindow_") is True


def test_colours_of_another_space_become_srgb(mac: ScreenCapture, waiting: Waiting):
    mac.space = P3
    waiting.shooting.screen(MAIN, waiting.results.append)
    assert waiting.captured().picture.pixelColor(0, 0) == QColor(0, 239, 0)


def test_a_picture_of_the_wallpaper_alone_is_none(mac: ScreenCapture, waiting: Waiting):
    """The permission is missing, the picture came all the same: the titles tell."""
    del mac.infos[0]["name"]
    waiting.shooting.screen(MAIN, waiting.results.append)
    assert "wallpaper only" in waiting.refused() and "Permissions" in str(waiting.results[0])


def test_what_is_gone_is_said(mac: ScreenCapture, waiting: Waiting):
    waiting.shooting.window(Window(99, "", "", point_box(0, 0, 9, 9)), waiting.results.append)
    assert "no longer there" in waiting.refused()


@pytest.mark.parametrize(
    ("code", "words"),
    [(USER_DECLINED, "Allow screen recording"), (-3815, "no displays")],
)
def test_an_error_becomes_a_reason(mac: ScreenCapture, waiting: Waiting, code: int, words: str):
    mac.error = Said(code=code, localizedDescription="no displays")
    waiting.shooting.screen(MAIN, waiting.results.append)
    assert words in waiting.refused()


def test_a_service_that_hangs_is_not_waited_for_and_comes_too_late(
    mac: ScreenCapture, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    held: list[Any] = []
    monkeypatch.setattr(ScreenCapture, "_answer", lambda self, tell: held.append(tell))
    waiting = Waiting(qtbot, patience_ms=30)
    waiting.shooting.screen(MAIN, waiting.results.append)
    assert "did not answer" in waiting.refused()
    held[0]()
    qtbot.wait(20)
    assert len(waiting.results) == 1 and len(held) == 1, "no picture is taken for nobody"


def test_who_answers_twice_is_heard_once(mac: ScreenCapture, waiting: Waiting):
    mac.answers = 2
    waiting.shooting.screen(MAIN, waiting.results.append)
    waiting.captured()


@pytest.fixture
def picker(mac: ScreenCapture, waiting: Waiting) -> Picker:
    picker = Picker(waiting.post, waiting.shooting)
    picker.pick(waiting.results.append)
    assert mac.picker.count("present") == 1 and mac.picker.last("setActive_") is True
    return picker


def observer(mac: ScreenCapture) -> Any:
    return mac.picker.last("addObserver_")


def test_what_was_picked_is_taken_without_any_permission(
    mac: ScreenCapture, waiting: Waiting, picker: Picker
):
    del mac.infos[0]["name"]  # nothing is allowed
    chosen = Said(contentRect=rectangle(5, 6, 20, 10), pointPixelScale=2.0)
    observer(mac).contentSharingPicker_didUpdateWithFilter_forStream_(mac.picker, chosen, None)
    captured = waiting.captured()
    assert captured.origin.bounds == (5, 6, 20, 10) and captured.picture.width() == 40
    assert mac.picker.last("setActive_") is False
    assert mac.picker.last("removeObserver_") is observer(mac)


def test_a_picker_that_was_left_says_nothing(mac: ScreenCapture, waiting: Waiting, picker: Picker):
    observer(mac).contentSharingPicker_didCancelForStream_(mac.picker, None)
    assert waiting.result() == Cannot("") and mac.picker.last("setActive_") is False


def test_a_picker_that_cannot_be_shown_says_why(
    mac: ScreenCapture, waiting: Waiting, picker: Picker
):
    error = Said(localizedDescription="busy")
    observer(mac).contentSharingPickerStartDidFailWithError_(error)
    assert "picker" in waiting.refused() and "busy" in str(waiting.results[0])


def test_a_second_choice_ends_the_first(mac: ScreenCapture, waiting: Waiting, picker: Picker):
    picker.pick(lambda result: None)
    assert waiting.result() == Cannot("")
    picker.close()
    assert mac.picker.last("setActive_") is False
