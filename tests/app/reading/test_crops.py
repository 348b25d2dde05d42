"""Parts of a picture: inside it, of the wanted size, with their place known."""

import io

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.reading.crops import SMALLEST, around, cut
from app.reading.geometry import Relative, pixel_box

side = st.integers(1, 3000)


@given(st.data(), side, side, st.integers(1, 1500), st.integers(1, 1500))
def test_an_area_holds_its_box_and_lies_in_the_picture(data, width, height, wide, high):
    x1 = data.draw(st.integers(0, width - 1))
    y1 = data.draw(st.integers(0, height - 1))
    x2 = data.draw(st.integers(x1 + 1, width))
    y2 = data.draw(st.integers(y1 + 1, height))
    area = around(pixel_box(x1, y1, x2, y2), (wide, high), (width, height))
    assert 0 <= area.start.x <= x1 and x2 <= area.end.x <= width
    assert 0 <= area.start.y <= y1 and y2 <= area.end.y <= height
    assert area.start.x % SMALLEST == area.start.y % SMALLEST == 0
    for length, wanted, span, limit in (
        (area.width, wide, x2 - x1, width),
        (area.height, high, y2 - y1, height),
    ):
        least = min(max(wanted, span, SMALLEST), limit)
        assert least <= length < least + SMALLEST


def test_a_crop_shows_its_area_and_knows_its_place():
    picture = Image.new("RGB", (400, 300))
    picture.putpixel((210, 120), (255, 0, 0))
    cropped = cut(picture, pixel_box(200, 100, 300, 200), "button")
    assert isinstance(cropped.part.source, bytes) and cropped.part.name == "button"
    seen = Image.open(io.BytesIO(cropped.part.source))
    assert seen.size == (100, 100) and seen.getpixel((10, 20)) == (255, 0, 0)
    place = cropped.crop.pixels(Relative(100, 200))
    assert (place.x, place.y) == (210, 120)
