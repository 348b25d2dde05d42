"""Coordinates: hand-worked cases, and laws that hold for every crop, scale and origin."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.reading.geometry import (
    Box,
    Capture,
    Crop,
    Pixels,
    Points,
    Relative,
    clamped,
    pixel_box,
    point_box,
    relative_box,
    whole_box,
    whole_point,
)

SCALES = some.sampled_from([1.0, 1.25, 1.5, 1.714, 2.0, 3.0])
coordinates = some.floats(-20_000, 20_000)
thousandths = some.floats(0, 1000)
sides = some.floats(1, 10_000)
sizes = some.tuples(some.integers(1, 8000), some.integers(1, 8000))


@some.composite
def crops(draw: some.DrawFn) -> Crop:
    x, y = draw(some.floats(0, 5000)), draw(some.floats(0, 5000))
    return Crop(pixel_box(x, y, x + draw(sides), y + draw(sides)))


@some.composite
def captures(draw: some.DrawFn) -> Capture:
    """A display anywhere on the desktop, at any scale, captured with or without a border."""
    x, y, scale = draw(coordinates), draw(coordinates), draw(SCALES)
    width, height = draw(some.integers(1, 4000)), draw(some.integers(1, 4000))
    left, top = draw(some.integers(0, 100)), draw(some.integers(0, 100))
    content = pixel_box(left, top, left + width * scale, top + height * scale)
    return Capture(content, point_box(x, y, x + width, y + height))


def near(a: Pixels | Points | Relative, b: Pixels | Points | Relative) -> bool:
    assert type(a) is type(b)
    return a.x == pytest.approx(b.x, abs=1e-4) and a.y == pytest.approx(b.y, abs=1e-4)


def test_a_thousandth_is_of_the_crop_and_not_of_the_picture():
    crop = Crop(pixel_box(100, 50, 300, 150))
    assert crop.pixels(Relative(500, 250)) == Pixels(200, 75)
    assert crop.relative(Pixels(300, 150)) == Relative(1000, 1000)
    assert crop.pixel_box(relative_box(0, 0, 1000, 1000)) == crop.area


def test_a_scaled_display_left_of_the_main_one():
    """1680 x 1050 points shown by 2880 x 1800 pixels: 1.714, and negative points."""
    capture = Capture(pixel_box(0, 0, 2880, 1800), point_box(-1680, -30, 0, 1020))
    assert near(capture.points(Pixels(0, 0)), Points(-1680, -30))
    assert near(capture.points(Pixels(1440, 900)), Points(-840, 495))
    assert near(capture.points(Pixels(2880, 1800)), Points(0, 1020))


def test_a_border_around_the_content_is_taken_off():
    capture = Capture(pixel_box(48, 0, 1048, 500), point_box(0, 0, 500, 250))
    assert near(capture.points(Pixels(48, 0)), Points(0, 0))
    assert near(capture.points(Pixels(1048, 500)), Points(500, 250))


@given(crops(), thousandths, thousandths)
def test_relative_to_pixels_and_back(crop: Crop, x: float, y: float):
    place = Relative(x, y)
    assert near(crop.relative(crop.pixels(place)), place)


@given(captures(), thousandths, thousandths)
def test_pixels_to_points_and_back(capture: Capture, x: float, y: float):
    place = Crop(capture.content).pixels(Relative(x, y))
    assert near(capture.pixels(capture.points(place)), place)


@given(captures(), thousandths, thousandths)
def test_what_is_in_the_picture_is_on_the_display(capture: Capture, x: float, y: float):
    place = capture.points(Crop(capture.content).pixels(Relative(x, y)))
    assert capture.bounds.start.x - 1e-6 <= place.x <= capture.bounds.end.x + 1e-6
    assert capture.bounds.start.y - 1e-6 <= place.y <= capture.bounds.end.y + 1e-6


@given(captures(), crops(), thousandths, thousandths, sides, sides)
def test_boxes_keep_their_sides_in_order(
    capture: Capture, crop: Crop, x: float, y: float, width: float, height: float
):
    box = Box(Relative(x, y), Relative(x + width, y + height))
    there = capture.point_box(crop.pixel_box(box))
    assert there.width > 0 and there.height > 0
    assert near(there.center, capture.points(crop.pixels(box.center)))


@given(crops(), thousandths, thousandths)
def test_a_resize_on_the_way_cancels_out(crop: Crop, x: float, y: float):
    """The model sees the crop at another size; thousandths do not know of it."""
    seen = Crop(pixel_box(0, 0, crop.area.width * 0.37, crop.area.height * 1.9))
    place = Relative(x, y)
    assert near(crop.pixels(seen.relative(seen.pixels(place))), crop.pixels(place))


@given(sizes, some.tuples(coordinates, coordinates, coordinates, coordinates))
def test_whole_boxes_lie_in_the_picture(
    size: tuple[int, int], corners: tuple[float, float, float, float]
):
    x1, y1, x2, y2 = whole_box(pixel_box(*corners), size)
    assert 0 <= x1 < x2 <= size[0] and 0 <= y1 < y2 <= size[1]
    x, y = whole_point(Pixels(corners[0], corners[1]), size)
    assert 0 <= x < size[0] and 0 <= y < size[1]


@given(some.floats(-1e6, 1e6), some.floats(-1e6, 1e6))
def test_clamping_stays_within_the_crop(x: float, y: float):
    place = clamped(Relative(x, y))
    assert 0 <= place.x <= 1000 and 0 <= place.y <= 1000
    if 0 <= x <= 1000 and 0 <= y <= 1000:
        assert place == Relative(x, y)


def test_the_end_of_a_box_is_outside():
    box = pixel_box(10, 10, 20, 20)
    assert box.holds(Pixels(10, 10)) and not box.holds(Pixels(20, 15))
    assert box.shared(pixel_box(15, 15, 30, 30)) == 25
    assert box.shared(pixel_box(20, 10, 30, 20)) == 0
