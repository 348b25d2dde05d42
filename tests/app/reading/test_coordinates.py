"""Marks as JSON in three kinds of coordinates, also of scaled displays left of the main one."""

import json

import pytest

from app.chat.message import Origin
from app.reading.coordinates import NoScreen, all_coordinates, capture_of, coordinates
from app.reading.geometry import Relative, relative_box
from app.reading.reply import Mark

SIZE = (2880, 1800)
SAVE = Mark("Save", "button", "", relative_box(100, 200, 300, 400), None)
DOT = Mark("", "", "", None, Relative(500, 500))


def test_thousandths_are_in_the_familys_words():
    told = json.loads(coordinates(SAVE, SIZE, kind="relative"))
    assert told == {"label": "Save", "role": "button", "bbox_2d": [100, 200, 300, 400]}
    assert json.loads(coordinates(DOT, SIZE, kind="relative")) == {
        "label": "",
        "point_2d": [500, 500],
    }


def test_pixels_are_whole():
    told = json.loads(coordinates(SAVE, SIZE))
    assert told["box"] == [288, 360, 864, 720] and told["point"] == [576, 540]
    assert told["unit"] == "pixels"


@pytest.mark.parametrize(
    ("origin", "point"),
    [
        (Origin((0, 0, 1440, 900), (0, 0, 2880, 1800)), [720, 450]),
        (Origin((-1680, 100, 1680, 1050), (0, 0, 2880, 1800)), [-840, 625]),
        (Origin((10, 20, 1400, 860), (40, 40, 2800, 1720)), [710, 450]),
    ],
    ids=["ratio 2", "ratio 1.714 at the left", "with a border"],
)
def test_points_of_the_screen_need_a_capture(origin: Origin, point: list[float]):
    told = json.loads(coordinates(DOT, SIZE, capture_of(origin), "screen"))
    assert told["point"] == point and told["unit"] == "points"
    with pytest.raises(NoScreen):
        coordinates(DOT, SIZE, None, "screen")


def test_all_marks_are_one_list():
    assert [told["label"] for told in json.loads(all_coordinates([SAVE, DOT], SIZE))] == [
        "Save",
        "",
    ]
    assert all_coordinates([], SIZE) == "[]"
