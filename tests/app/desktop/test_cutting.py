"""A cut shows what its origin says, whatever the scale and wherever the display stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage

from app.chat.message import Origin
from app.desktop.cutting import cut
from app.desktop.face import Captured
from app.reading.geometry import point_box

WIDTH, HEIGHT = 640.0, 400.0


def screen(ratio: float, left: float = 0.0, top: float = 0.0) -> Captured:
    wide, high = round(WIDTH * ratio), round(HEIGHT * ratio)
    picture = QImage(wide, high, QImage.Format.Format_RGB32)
    picture.fill(0)
    bounds = (left, top, WIDTH, HEIGHT)
    return Captured(picture, Origin(bounds, (0, 0, wide, high), display="D1"))


@pytest.mark.parametrize("ratio", [1.0, 1.714, 2.0])
@pytest.mark.parametrize("corner", [(0.0, 0.0), (-640.0, 0.0), (200.0, -400.0)])
def test_it_has_the_pixels_of_its_points(ratio: float, corner: tuple[float, float]):
    left, top = corner
    part = cut(screen(ratio, left, top), point_box(left + 100, top + 50, left + 300, top + 150))
    assert part is not None
    assert abs(part.picture.width() - 200 * ratio) <= 1
    assert abs(part.picture.height() - 100 * ratio) <= 1
    assert abs(part.origin.bounds[0] - (left + 100)) <= 0.5 / ratio
    assert abs(part.origin.bounds[1] - (top + 50)) <= 0.5 / ratio
    assert part.origin.display == "D1"


@given(
    st.sampled_from([1.0, 1.25, 1.714, 2.0, 3.0]),
    st.tuples(*[st.floats(-700, 700)] * 2),
    st.tuples(*[st.floats(1, 900)] * 2),
)
def test_it_stays_on_the_screen_and_tells_its_true_place(ratio, corner, size):
    captured = screen(ratio, -320, -200)
    (left, top), (width, height) = corner, size
    part = cut(captured, point_box(left, top, left + width, top + height))
    if part is None:
        return
    across, down = part.picture.width(), part.picture.height()
    x, y, wide, high = part.origin.bounds
    assert 1 <= across <= captured.picture.width() and 1 <= down <= captured.picture.height()
    assert x >= -320 - 1e-6 and y >= -200 - 1e-6
    assert wide * captured.picture.width() / WIDTH == pytest.approx(across)
    assert high * captured.picture.height() / HEIGHT == pytest.approx(down)


def test_outside_is_nothing():
    assert cut(screen(2.0), point_box(640, 0, 700, 50)) is None
    assert cut(screen(2.0), point_box(-50, 0, 0, 50)) is None


def test_a_black_border_is_not_part_of_it():
    picture = QImage(700, 460, QImage.Format.Format_RGB32)
    bordered = Captured(picture, Origin((0, 0, 640, 400), (30, 30, 640, 400)))
    part = cut(bordered, point_box(0, 0, 2000, 2000))
    assert part is not None
    assert (part.picture.width(), part.picture.height()) == (640, 400)
    assert part.origin.bounds == (0, 0, 640, 400)
