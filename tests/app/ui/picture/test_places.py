"""Where marks are drawn, and which of them lies at a point."""

from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QPointF, QRectF

from app.reading.geometry import Relative, relative_box
from app.reading.reply import Mark
from app.ui.picture.places import found_at, place

AREA = QRectF(10, 20, 400, 300)
numbers = some.integers(0, 990)
marks = some.one_of(
    some.builds(
        lambda x, y, w, h: Mark("", "", "", relative_box(x, y, x + w, y + h), None),
        numbers,
        numbers,
        some.integers(1, 10),
        some.integers(1, 10),
    ),
    some.builds(lambda x, y: Mark("", "", "", None, Relative(x, y)), numbers, numbers),
)


@given(some.lists(marks, max_size=12))
def test_nothing_leaves_the_picture(listed: list[Mark]):
    placed = place(listed, AREA)
    assert [mark.number for mark in placed] == list(range(1, len(listed) + 1))
    for mark in placed:
        assert AREA.contains(mark.badge)
        assert mark.frame is None or AREA.contains(mark.frame)


def test_a_box_lies_where_it_was_told():
    (mark,) = place([Mark("", "", "", relative_box(250, 500, 500, 1000), None)], AREA)
    assert mark.frame == QRectF(109, 169, 102, 150)


def test_the_smallest_mark_under_the_pointer_is_meant():
    window = Mark("", "", "", relative_box(0, 0, 1000, 1000), None)
    button = Mark("", "", "", relative_box(400, 400, 600, 600), None)
    for listed, number in (((window, button), 2), ((button, window), 1)):
        placed = place(listed, AREA)
        assert found_at(placed, QPointF(210, 180)) == number
        assert found_at(placed, placed[number - 1].badge.center()) == number
    assert found_at(placed, QPointF(5, 5)) == 0


def test_numbers_of_neighbours_do_not_cover_each_other():
    row = [Mark("", "", "", relative_box(n * 100, 400, n * 100 + 90, 480), None) for n in range(9)]
    badges = [mark.badge for mark in place(row, AREA)]
    assert not any(a.intersects(b) for a in badges for b in badges if a is not b)


def test_a_dot_is_not_hidden_by_its_number():
    for x, y in ((500, 500), (5, 5), (995, 5), (995, 995)):
        (mark,) = place([Mark("", "", "", None, Relative(x, y))], AREA)
        assert mark.dot is not None and not mark.badge.contains(mark.dot)
