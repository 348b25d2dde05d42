"""Drawn boxes: where lines and numbers come to lie, and what they leave alone."""

import pytest
from PIL import Image, ImageChops, ImageDraw

from app.reading.boxes import ACCENT, draw_boxes, scale
from app.reading.geometry import PixelBox, pixel_box

GRAY = (200, 200, 200)


def blank(width: int, height: int) -> Image.Image:
    return Image.new("RGB", (width, height), GRAY)


def colors(picture: Image.Image) -> set[object]:
    return {color for _, color in picture.getcolors(1 << 24) or []}


def accent_area(drawn: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Pixels of the pure accent colour within a box."""
    pixels = drawn.crop(box)
    return sum(count for count, color in pixels.getcolors(1 << 24) or [] if color == ACCENT)


def test_the_outline_lies_just_around_the_box():
    drawn = draw_boxes(blank(1440, 900), [pixel_box(400, 300, 600, 400)])
    assert drawn.size == (1440, 900)
    for x, y in ((500, 299), (500, 400), (399, 350), (600, 350)):
        assert drawn.getpixel((x, y)) == ACCENT
    inside = drawn.crop((404, 304, 596, 396))
    assert colors(inside) == {GRAY}, "the box itself is left alone"


def test_corners_are_round_and_smooth():
    drawn = draw_boxes(blank(1440, 900), [pixel_box(400, 300, 600, 400)])
    corner = drawn.crop((397, 297, 404, 304))
    assert drawn.getpixel((398, 298)) != ACCENT
    assert len(colors(corner)) > 4, "shades between the line and the ground"


def test_without_boxes_nothing_changes():
    picture = blank(1440, 900)
    assert ImageChops.difference(draw_boxes(picture, []), picture).getbbox() is None


def test_the_original_is_not_drawn_on():
    picture = blank(1440, 900)
    draw_boxes(picture, [pixel_box(1, 1, 50, 50)])
    assert colors(picture) == {GRAY}


def test_small_pictures_are_enlarged_and_boxes_with_them():
    assert [scale(size) for size in ((256, 128), (384, 256), (1440, 900), (5120, 2880))] == [
        4,
        3,
        1,
        1,
    ]
    drawn = draw_boxes(blank(320, 192), [pixel_box(100, 50, 200, 100)])
    assert drawn.size == (960, 576)
    assert drawn.getpixel((450, 149)) == ACCENT and drawn.getpixel((450, 300)) == ACCENT


def test_lines_grow_with_the_picture():
    box = pixel_box(400, 300, 600, 400)
    once = draw_boxes(blank(1440, 900), [box])
    twice = draw_boxes(blank(2880, 1800), [pixel_box(800, 600, 1200, 800)])
    assert once.getpixel((500, 297)) != ACCENT
    assert all(twice.getpixel((1000, 600 - n)) == ACCENT for n in (1, 2, 3))


def test_the_number_avoids_letters():
    """Text on the left of the box, so the number goes to its right; and the other way round."""
    for text_x, free in ((330, (605, 330, 640, 370)), (620, (360, 330, 397, 370))):
        picture = blank(1440, 900)
        ImageDraw.Draw(picture).text((text_x, 335), "Wwww", fill=(0, 0, 0), font_size=24)
        drawn = draw_boxes(picture, [pixel_box(400, 300, 600, 400)])
        assert accent_area(drawn, free) > 50
        letters = (text_x, 330, text_x + 60, 365)
        before, after = picture.crop(letters), drawn.crop(letters)
        assert ImageChops.difference(before, after).convert("L").point(bool).histogram()[1] < 40


def test_numbers_do_not_cover_each_other():
    boxes = [pixel_box(700, 400, 740, 420) for _ in range(5)]
    apart = draw_boxes(blank(1440, 900), boxes)
    one = draw_boxes(blank(1440, 900), boxes[:1])
    whole = (0, 0, 1440, 900)
    assert accent_area(apart, whole) > 2 * accent_area(one, whole)


@pytest.mark.parametrize(
    "box",
    [
        pixel_box(0, 0, 300, 200),
        pixel_box(-50, -50, 1000, 1000),
        pixel_box(299, 199, 300, 200),
        pixel_box(0, 0, 1, 1),
        pixel_box(0, 90, 300, 91),
    ],
    ids=["whole", "beyond", "last pixel", "first pixel", "hairline"],
)
def test_boxes_at_the_edge_still_have_a_number(box: PixelBox):
    drawn = draw_boxes(blank(300, 200), [box])
    assert accent_area(drawn, (0, 0, *drawn.size)) > 60


def test_a_picture_smaller_than_a_number():
    assert draw_boxes(blank(3, 2), [pixel_box(0, 0, 3, 2)]).size == (12, 8)
