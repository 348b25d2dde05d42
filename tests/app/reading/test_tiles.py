"""Tiles: all of the picture, overlapping; and what two of them tell, once."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.reading.geometry import pixel_box
from app.reading.order import in_reading_order
from app.reading.tiles import OVERLAP, merged, tiles
from tests.fixtures.sighted_ask import element

side = st.integers(1, 6000)


@given(side, side, st.integers(64, 2000), st.integers(64, 2000))
def test_tiles_cover_the_picture_and_are_no_larger_than_the_window(width, height, wide, high):
    areas = tiles((width, height), (wide, high))
    for limit, window, spans in (
        (width, wide, sorted({(a.start.x, a.end.x) for a in areas})),
        (height, high, sorted({(a.start.y, a.end.y) for a in areas})),
    ):
        assert spans[0][0] == 0 and spans[-1][1] == limit
        assert all(end - start <= window for start, end in spans)
        shared = [before[1] - after[0] for before, after in zip(spans, spans[1:], strict=False)]
        assert all(overlap >= window * OVERLAP - 1 for overlap in shared)


@given(side, side)
def test_only_long_pictures_are_cut_by_themselves(width, height):
    count = len(tiles((width, height)))
    assert (count > 1) == (max(width, height) > 2 * min(width, height) and count > 1)
    if max(width, height) <= 2 * min(width, height):
        assert count == 1


def test_an_element_cut_by_an_edge_gives_way_to_the_whole_one():
    upper, lower = pixel_box(0, 0, 100, 100), pixel_box(0, 80, 100, 180)
    cut_off = replace(element("Save as", 10, 90, 60, 10), text="Save")
    whole = element("Save as", 10, 90, 60, 20)
    for parts in ([(upper, [cut_off]), (lower, [whole])], [(lower, [whole]), (upper, [cut_off])]):
        assert merged(parts) == [whole]


def test_two_things_of_one_name_stay_two():
    upper, lower = pixel_box(0, 0, 100, 100), pixel_box(0, 80, 100, 180)
    rows = [element("Edit", 10, 20), element("Edit", 10, 130)]
    assert merged([(upper, rows[:1]), (lower, rows[1:])]) == rows


def test_a_field_and_its_label_over_each_other_stay_two():
    whole = pixel_box(0, 0, 100, 100)
    field = replace(element("", 10, 20), role="field")
    label = replace(element("Name", 12, 22, 30, 16), role="label")
    assert len(merged([(whole, [field, label])])) == 2


def test_reading_order_goes_by_lines():
    a, b = element("a", 10, 12), element("b", 120, 10)
    c, d = element("c", 10, 52), element("d", 120, 50)
    panel = element("panel", 220, 0, 100, 100)
    assert [e.text for e in in_reading_order([d, panel, b, c, a])] in (
        ["a", "b", "panel", "c", "d"],
        ["a", "b", "c", "d", "panel"],
    )
