"""A capture shows what it says, in sRGB, at the factor it came with; otherwise it says why not."""

import os
from threading import current_thread, main_thread
from typing import Any

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.desktop.face import Screen, Window
from app.desktop.mac import screens, shooting
from app.desktop.mac.shooting import USER_DECLINED
from app.reading.geometry import Pixels, Points, point_box
from tests.fixtures.cocoa import Cocoa, Said
from tests.fixtures.screen_capture import P3, ScreenCapture, Waiting, rectangle, window_info

MAIN = Screen("main", point_box(0, 0, 100, 50), is_main=True)
LEFT = Screen("left", point_box(-80, -20, 0, 20))
NOTES = Window(7, "Plan", "Notes", point_box(10, 5, 70, 45))


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Screen]:
    """The displays as Qt knows them."""
    connected = [MAIN, LEFT]
    monkeypatch.setattr(screens, "screens", lambda: tuple(connected))
    return connected


@pytest.fixture
def mac(cocoa: Cocoa, connected: list[Screen]) -> ScreenCapture:
    return ScreenCapture(
        cocoa,
        [
            window_info(7, 300, "Plan", (10, 5, 60, 40)),
            window_info(8, os.getpid(), "Kestrel", (0, 0, 90, 40)),
        ],
    )


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


def test_the_factor_is_that_of_the_picture_that_came(mac: ScreenCapture, waiting: Waiting):
    mac.comes = 0.857  # not what was asked for
    waiting.shooting.screen(MAIN, waiting.results.append)
    captured = waiting.captured()
    assert captured.origin.content == (0, 0, 171, 86)
    assert captured.geometry.points(Pixels(171, 86)) == Points(100, 50)


def test_a_display_left_of_the_main_one(mac: ScreenCapture, waiting: Waiting):
    mac.displays[2] = rectangle(-80, -20, 80, 40)
    waiting.shooting.screen(LEFT, waiting.results.append)
    captured = waiting.captured()
    assert mac.filters[0][0] == 2 and captured.origin.bounds == (-80, -20, 80, 40)
    assert captured.geometry.points(Pixels(0, 0)).x == -80


def test_a_display_that_was_moved_is_taken_where_it_is_now(
    mac: ScreenCapture, waiting: Waiting, connected: list[Screen]
):
    """The other one has its old place, which must not be taken for it."""
    mac.displays = {1: rectangle(-100, 0, 100, 50), 2: rectangle(0, 0, 80, 40)}
    connected[:] = [
        Screen("left", point_box(0, 0, 80, 40), is_main=True),
        Screen("main", point_box(-100, 0, 0, 50)),
    ]
    waiting.shooting.screen(MAIN, waiting.results.append)
    assert waiting.captured().origin.bounds == (-100, 0, 100, 50)
    assert mac.filters[0][0] == 1


def test_a_display_of_which_qt_has_not_heard_the_latest_is_as_large_as_it_is(
    mac: ScreenCapture, waiting: Waiting
):
    mac.displays[1] = rectangle(0, 0, 120, 60)
    waiting.shooting.screen(MAIN, waiting.results.append)
    captured = waiting.captured()
    assert captured.origin.bounds == (0, 0, 120, 60) and captured.picture.width() == 240


def test_a_display_that_was_unplugged_is_not_taken(
    mac: ScreenCapture, waiting: Waiting, connected: list[Screen]
):
    connected.remove(MAIN)
    waiting.shooting.screen(MAIN, waiting.results.append)
    assert "no longer there" in waiting.refused() and mac.filters == []


def test_a_display_that_goes_while_it_is_asked_for_is_not_taken(
    mac: ScreenCapture, waiting: Waiting
):
    waiting.shooting.screen(LEFT, waiting.results.append)
    assert "no longer there" in waiting.refused() and mac.filters == []


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


def test_no_picture_and_no_error_is_said(mac: ScreenCapture, waiting: Waiting):
    mac.is_nil = True
    waiting.shooting.screen(MAIN, waiting.results.append)
    assert waiting.refused() == "macOS took no picture."


def test_what_breaks_on_a_thread_of_the_systems_is_said(
    mac: ScreenCapture, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
):
    def picture_of(image: Any) -> Any:
        assert current_thread() is not main_thread()
        raise MemoryError("no room")

    monkeypatch.setattr(shooting, "picture_of", picture_of)
    waiting.shooting.screen(MAIN, waiting.results.append)
    assert "no room" in waiting.refused()


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


def test_nobody_is_told_after_the_end(
    mac: ScreenCapture, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ScreenCapture, "_answer", lambda self, tell: None)
    waiting = Waiting(qtbot, patience_ms=30)
    waiting.shooting.screen(MAIN, waiting.results.append)
    waiting.shooting.close()
    qtbot.wait(80)
    assert waiting.results == []


def test_who_answers_twice_is_heard_once(mac: ScreenCapture, waiting: Waiting):
    mac.answers = 2
    waiting.shooting.screen(MAIN, waiting.hear)
    waiting.captured()
    assert waiting.threads == [main_thread()]
