"""Shares, their intervals, and which said element is which true one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bench.reading.material import Truth
from app.bench.reading.scores import (
    NO_LIST,
    Listed,
    Share,
    f1_interval,
    holds,
    matched,
    overlap,
)
from app.reading.geometry import PixelBox, Pixels, pixel_box
from app.reading.screens import Element


def said(text: str, *box: float) -> Element:
    return Element("button", text, "", pixel_box(*box))


def true(text: str, *box: float) -> Truth:
    return Truth("button", text, "", pixel_box(*box))


@pytest.mark.parametrize(
    ("right", "asked", "low", "high"),  # Newcombe 1998, table I, method 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson(right: int, asked: int, low: float, high: float):
    assert Share(right, asked).interval == pytest.approx((low, high), abs=1e-4)


@given(st.integers(0, 200), st.integers(0, 200))
def test_an_interval_holds_its_share(right: int, more: int):
    share = Share(right, right + more)
    low, high = share.interval
    assert 0 <= low <= high <= 1
    assert share.value is None or low - 1e-9 <= share.value <= high + 1e-9


def test_edges_count_as_inside():
    box = pixel_box(10, 20, 30, 40)
    for point in (Pixels(10, 20), Pixels(30, 40), Pixels(20, 30)):
        assert holds(box, point)
    assert not holds(box, Pixels(30.01, 40)) and not holds(box, Pixels(10, 19.9))


def test_text_and_place_have_to_agree():
    there = [true("Save", 0, 0, 100, 20), true("Open", 0, 40, 100, 60)]
    assert matched([said("Save", 0, 0, 100, 21)], there) == [0]
    assert matched([said("Save", 0, 40, 100, 60)], there) == [None]
    assert matched([said("Save", 60, 0, 160, 20)], there) == [None], "IoU is a quarter"
    assert matched([said(" Save  ", 0, 0, 100, 20)], there) == [0], "blanks are no letters"
    assert matched([said("save", 0, 0, 100, 20)], there) == [None]


def test_an_icon_is_told_by_its_place():
    assert matched([said("magnifier", 0, 0, 20, 20)], [true("", 0, 0, 20, 20)]) == [0]


def test_each_is_taken_once_and_the_closest_first():
    there = [true("Save", 0, 0, 100, 20)]
    twice = [said("Save", 0, 0, 100, 30), said("Save", 0, 0, 100, 20)]
    assert matched(twice, there) == [None, 0]


boxes = st.builds(
    lambda x, y, w, h: pixel_box(x, y, x + w, y + h),
    *(st.integers(0, 20), st.integers(0, 20), st.integers(1, 20), st.integers(1, 20)),
)


@given(st.lists(boxes, max_size=8), st.lists(boxes, max_size=8))
def test_matching_is_one_to_one(ours: list[PixelBox], theirs: list[PixelBox]):
    found = matched(
        [Element("", "a", "", box) for box in ours], [Truth("", "a", "", box) for box in theirs]
    )
    taken = [place for place in found if place is not None]
    assert len(found) == len(ours) and len(taken) == len(set(taken))
    for box, place in zip(ours, found, strict=True):
        if place is not None:
            assert overlap(box, theirs[place]) >= 0.5
        else:  # whatever is left over is not the same as anything left over
            left = [other for n, other in enumerate(theirs) if n not in taken]
            assert all(overlap(box, other) < 0.5 for other in left)


def test_f1():
    assert Listed(10, 8, 6).f1 == pytest.approx(12 / 18)
    assert NO_LIST.f1 is None and Listed(0, 5, 0).f1 == 0
    assert Listed(10, 8, 6).precision == Share(6, 10) and Listed(10, 8, 6).recall == Share(6, 8)


def test_the_interval_of_f1_is_of_whole_screens():
    alike, apart = [Listed(10, 10, 5)] * 20, [Listed(10, 10, 10), Listed(10, 10, 0)] * 10
    assert f1_interval(alike) == (0.5, 0.5)
    low, high = f1_interval(apart)
    assert 0.25 <= low <= 0.35 and 0.65 <= high <= 0.75
    assert f1_interval(apart) == (low, high), "the same every time"
    assert f1_interval([]) == (0.0, 1.0)
