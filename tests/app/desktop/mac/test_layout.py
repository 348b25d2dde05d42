"""A letter is found where the keyboard has it, also where its layout has no Latin letters."""

from ctypes import CDLL, c_int32
from pathlib import Path

import pytest

from app.desktop.mac.layout import KeyboardLayout
from tests.fixtures.carbon import built


@pytest.fixture
def library(tmp_path: Path) -> str:
    return built(tmp_path)


def test_letters_lie_where_the_layout_has_them(library: str):
    french = KeyboardLayout(library)
    assert french.code("a", shifted=False) == 0x0C
    assert french.code("q", shifted=False) == 0
    assert french.code("w", shifted=False) is None


def test_what_is_typed_with_shift_needs_it_in_the_chord(library: str):
    french = KeyboardLayout(library)
    assert french.code("1", shifted=False) is None
    assert french.code("1", shifted=True) == 0x12


def test_without_latin_letters_the_layout_of_shortcuts_has_them(library: str):
    CDLL(library).use_russian(1)
    russian = KeyboardLayout(library)
    assert russian.code("ф", shifted=False) == 0
    assert russian.code("a", shifted=False) == 0x0C


def test_each_layout_is_given_back(library: str):
    KeyboardLayout(library).code("w", shifted=False)
    assert c_int32.in_dll(CDLL(library), "released").value == 2
