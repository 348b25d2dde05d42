"""What the platform says of a place, against what was seen there."""

from dataclasses import replace

import pytest

from app.reading.geometry import pixel_box
from app.reading.witness import Witnessed, witnessed
from tests.fixtures.sighted_ask import element

SAVE = element("Save", 20, 20)


def verdict(seen, *tree: Witnessed) -> str:
    return witnessed([seen], tree)[0].verdict


def test_the_same_text_at_the_same_place_confirms():
    assert verdict(SAVE, Witnessed("AXButton", ("Save", ""), SAVE.box)) == "confirmed"
    assert verdict(SAVE, Witnessed("AXButton", ("Save, Command-S",), SAVE.box)) == "confirmed"


def test_a_label_within_a_larger_node_confirms():
    row = Witnessed("AXRow", ("Save",), pixel_box(0, 10, 400, 60))
    assert verdict(SAVE, row) == "confirmed"


def test_another_text_at_the_same_place_contradicts():
    assert verdict(SAVE, Witnessed("AXButton", ("Delete",), SAVE.box)) == "contradicted"


def test_what_the_platform_does_not_name_is_not_contradicted():
    elsewhere = Witnessed("AXButton", ("Delete",), pixel_box(200, 200, 280, 224))
    assert verdict(SAVE) == verdict(SAVE, elsewhere) == "unconfirmed"
    group = Witnessed("AXGroup", ("",), SAVE.box)
    assert verdict(SAVE, group) == "unconfirmed"
    window = Witnessed("AXWindow", ("Untitled",), pixel_box(0, 0, 800, 600))
    assert verdict(SAVE, window) == "unconfirmed", "a window is at the place of all its elements"


@pytest.mark.parametrize(
    ("state", "value", "expected"),
    [
        ("checked", "1", "confirmed"),
        ("checked", "0", "contradicted"),
        ("", "1", "contradicted"),
        ("", "0", "confirmed"),
        ("unchecked", "0", "confirmed"),
    ],
)
def test_a_tick_has_to_agree_as_well(state: str, value: str, expected: str):
    box = replace(SAVE, role="checkbox", state=state)
    assert verdict(box, Witnessed("AXCheckBox", ("Save", value), SAVE.box)) == expected
