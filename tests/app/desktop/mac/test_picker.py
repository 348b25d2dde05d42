"""The user's choice in the system's picker is taken without any permission, and told once."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.face import Cannot
from app.desktop.mac.picker import Picker
from tests.fixtures.cocoa import Cocoa, Said
from tests.fixtures.screen_capture import ScreenCapture, Waiting, rectangle, window_info


@pytest.fixture
def mac(cocoa: Cocoa) -> ScreenCapture:
    """Nothing is allowed: another program's window has no name."""
    cocoa.give("objc", protocolNamed=lambda name: f"protocol {name}")
    cocoa.give("Foundation", NSBundle=Said(mainBundle=Said(bundleIdentifier="app.kestrel")))
    return ScreenCapture(cocoa, [window_info(7, 300, None, (10, 5, 60, 40))])


@pytest.fixture
def waiting(qtbot: QtBot) -> Waiting:
    return Waiting(qtbot)


@pytest.fixture
def picker(mac: ScreenCapture, waiting: Waiting) -> Picker:
    picker = Picker(waiting.post, waiting.shooting)
    picker.pick(waiting.results.append)
    assert mac.picker.count("present") == 1 and mac.picker.last("setActive_") is True
    return picker


def observer(mac: ScreenCapture) -> Any:
    return mac.picker.last("addObserver_")


def chosen(**told: Any) -> Said:
    """A filter; what it tells beyond its rectangle is known since macOS 15.2."""
    return Said(
        contentRect=rectangle(5, 6, 20, 10),
        pointPixelScale=2.0,
        respondsToSelector_=lambda name: name in told,
        **told,
    )


def pick(mac: ScreenCapture, of: Said) -> None:
    observer(mac).contentSharingPicker_didUpdateWithFilter_forStream_(mac.picker, of, None)


def test_what_was_picked_is_taken_without_any_permission(
    mac: ScreenCapture, waiting: Waiting, picker: Picker
):
    pick(mac, chosen())
    captured = waiting.captured()
    assert captured.origin.bounds == (5, 6, 20, 10) and captured.picture.width() == 40
    assert mac.picker.last("setActive_") is False
    assert mac.picker.last("removeObserver_") is observer(mac)


def test_a_picked_window_is_where_it_stands(mac: ScreenCapture, waiting: Waiting, picker: Picker):
    window = Said(frame=rectangle(-300, 40, 20, 10), title="Plan")
    pick(mac, chosen(style=1, includedWindows=[window], includedDisplays=[]))
    origin = waiting.captured().origin
    assert origin.bounds == (-300, 40, 20, 10) and origin.title == "Plan"


def test_a_picked_display_is_where_it_stands(mac: ScreenCapture, waiting: Waiting, picker: Picker):
    """Its windows are told as well, and are not what was picked."""
    display, window = Said(frame=rectangle(-80, -20, 20, 10)), Said(title="Plan")
    pick(mac, chosen(style=2, includedWindows=[window], includedDisplays=[display]))
    origin = waiting.captured().origin
    assert origin.bounds == (-80, -20, 20, 10) and origin.title == ""


def test_a_filter_that_names_nothing_has_its_rectangle(
    mac: ScreenCapture, waiting: Waiting, picker: Picker
):
    pick(mac, chosen(style=1, includedWindows=[], includedDisplays=[]))
    assert waiting.captured().origin.bounds == (5, 6, 20, 10)


def test_the_observer_is_what_the_picker_asks_for(mac: ScreenCapture, picker: Picker):
    assert observer(mac).protocols == ("protocol SCContentSharingPickerObserver",)


def test_the_picker_stays_active_until_the_picture_is_there(
    mac: ScreenCapture, waiting: Waiting, picker: Picker, monkeypatch: pytest.MonkeyPatch
):
    held: list[Any] = []
    monkeypatch.setattr(ScreenCapture, "_answer", lambda self, tell: held.append(tell))
    pick(mac, chosen())
    waiting.qtbot.waitUntil(lambda: bool(held))
    assert mac.picker.last("setActive_") is True and mac.picker.count("removeObserver_") == 1
    held[0]()
    waiting.captured()
    assert mac.picker.last("setActive_") is False


def test_two_choices_in_one_picker_are_one(mac: ScreenCapture, waiting: Waiting, picker: Picker):
    pick(mac, chosen())
    pick(mac, chosen())
    waiting.captured()


def test_a_picture_that_cannot_be_taken_of_it_says_why(
    mac: ScreenCapture, waiting: Waiting, picker: Picker
):
    mac.error = Said(code=-3815, localizedDescription="the window was closed")
    pick(mac, chosen())
    assert "the window was closed" in waiting.refused()
    assert mac.picker.last("setActive_") is False


def test_a_picker_that_was_left_says_nothing(mac: ScreenCapture, waiting: Waiting, picker: Picker):
    observer(mac).contentSharingPicker_didCancelForStream_(mac.picker, None)
    assert waiting.result() == Cannot("") and mac.picker.last("setActive_") is False
    assert mac.picker.last("removeObserver_") is observer(mac)


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


def test_the_picture_of_the_first_leaves_the_second_choice_open(
    mac: ScreenCapture, waiting: Waiting, picker: Picker, monkeypatch: pytest.MonkeyPatch
):
    held: list[Any] = []
    monkeypatch.setattr(ScreenCapture, "_answer", lambda self, tell: held.append(tell))
    pick(mac, chosen())
    waiting.qtbot.waitUntil(lambda: bool(held))
    picker.pick(lambda result: None)
    held[0]()
    waiting.captured()
    assert mac.picker.last("setActive_") is True
