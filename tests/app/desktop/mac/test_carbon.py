"""The C functions get what their headers say, and give back what is asked of them."""

from ctypes import CDLL, c_int32
from pathlib import Path

import pytest

from app.desktop.mac.carbon import EXISTS, NO_ERROR, Carbon
from tests.fixtures.carbon import built
from tests.fixtures.cocoa import Cocoa

CHORD = (0x31, 0x900)


@pytest.fixture
def library(tmp_path: Path) -> str:
    return built(tmp_path)


def test_a_press_comes_through_until_it_is_not_listened_to(library: str):
    carbon, pressed, shim = Carbon(library), list[str](), CDLL(library)
    status, installed = carbon.hear(lambda: pressed.append("pressed"))
    assert status == NO_ERROR
    assert shim.press() == NO_ERROR
    carbon.end_hearing(installed)
    assert pressed == ["pressed"] and shim.press() != NO_ERROR


def test_a_chord_is_taken_once_and_given_back(library: str):
    carbon, shim = Carbon(library), CDLL(library)
    shim.is_taken.restype = c_int32
    status, taken = carbon.register(*CHORD)
    assert status == NO_ERROR and shim.is_taken()
    assert carbon.register(*CHORD)[0] == EXISTS
    carbon.unregister(taken)
    assert not shim.is_taken()
    assert carbon.register(1, 1)[0] == -51


def test_the_shortcuts_of_the_system_that_are_switched_on(library: str, cocoa: Cocoa):
    shortcuts = [
        {
            "kHISymbolicHotKeyCode": 49,
            "kHISymbolicHotKeyModifiers": 0x20100,  # the fn key counts for itself
            "kHISymbolicHotKeyEnabled": True,
        },
        {
            "kHISymbolicHotKeyCode": 50,
            "kHISymbolicHotKeyModifiers": 0x100,
            "kHISymbolicHotKeyEnabled": False,
        },
    ]
    cocoa.give("objc", objc_object=lambda c_void_p: shortcuts if c_void_p.value else [])
    carbon = Carbon(library)
    assert carbon.of_system() == {(49, 0x100)}
    assert c_int32.in_dll(CDLL(library), "released").value == 1
