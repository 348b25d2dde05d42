"""Heights and places of rows, against plain sums."""

from hypothesis import given
from hypothesis import strategies as st

from app.ui.transcript.column import Column

heights = st.lists(st.integers(0, 500), min_size=1, max_size=60)


@given(heights, st.data())
def test_tops_are_sums_also_after_changes(rows: list[int], data):
    column = Column(rows)
    for _ in range(data.draw(st.integers(0, 8))):
        row = data.draw(st.integers(0, len(rows) - 1))
        height = data.draw(st.integers(0, 900))
        assert column.change(row, height) == height - rows[row]
        rows[row] = height
    assert [column.top(row) for row in range(len(rows) + 1)] == [
        sum(rows[:row]) for row in range(len(rows) + 1)
    ]
    assert column.total == sum(rows)


@given(st.lists(st.integers(1, 500), min_size=1, max_size=60), st.data())
def test_a_place_lies_in_its_row(rows: list[int], data):
    column = Column(rows)
    y = data.draw(st.integers(0, sum(rows) - 1))
    row = column.at(y)
    assert column.top(row) <= y < column.bottom(row)


@given(st.lists(st.integers(1, 500), min_size=1, max_size=60), st.integers(-900, 9000), st.data())
def test_rows_within_are_those_that_reach_into_it(rows: list[int], start: int, data):
    column, end = Column(rows), start + data.draw(st.integers(1, 2000))
    reaching = [
        row for row in range(len(rows)) if column.top(row) < end and column.bottom(row) > start
    ]
    assert list(column.within(start, end)) == reaching


def test_above_and_below_the_column():
    column = Column([10, 20])
    assert (column.at(-5), column.at(99)) == (0, 1)
    assert not Column().within(0, 100)
