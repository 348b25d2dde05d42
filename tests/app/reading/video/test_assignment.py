from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.video.assignment import cheapest_pairs

matrices = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(-50, 50), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def least_total(costs: list[list[int]]) -> int:
    """By trying them all."""
    if len(costs) > len(costs[0]):
        costs = [list(column) for column in zip(*costs, strict=True)]
    ways = permutations(range(len(costs[0])), len(costs))
    return min(sum(row[c] for row, c in zip(costs, way, strict=True)) for way in ways)


@settings(deadline=None)
@given(matrices)
def test_no_pairing_is_cheaper(costs: list[list[int]]):
    pairs = cheapest_pairs(costs)
    assert len(pairs) == min(len(costs), len(costs[0]))
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert sum(costs[row][column] for row, column in pairs) == least_total(costs)


def test_nothing_to_pair():
    assert cheapest_pairs([]) == cheapest_pairs([[]]) == []
