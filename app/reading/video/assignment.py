"""Who goes with whom: the cheapest pairing of rows with columns.

The Hungarian method with potentials, O(n^2 m): rows are added one at a time, each along the
shortest augmenting path (Kuhn 1955; Jonker and Volgenant 1987).
"""

import math
from collections.abc import Sequence


def cheapest_pairs(costs: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs (row, column) of the least total cost, as many as there are of the fewer.

    `costs` has one row of equally many finite numbers for each row.
    """
    if not costs or not costs[0]:
        return []
    if len(costs) > len(costs[0]):
        turned = [list(column) for column in zip(*costs, strict=True)]
        return sorted((row, column) for column, row in cheapest_pairs(turned))
    n, m = len(costs), len(costs[0])
    row_price, column_price = [0.0] * (n + 1), [0.0] * (m + 1)
    owner = [0] * (m + 1)  # of each column, a row counted from 1; column 0 is where a path starts
    for row in range(1, n + 1):
        owner[0] = row
        _add_row(costs, row_price, column_price, owner)
    return sorted((owner[column] - 1, column - 1) for column in range(1, m + 1) if owner[column])


def _add_row(
    costs: Sequence[Sequence[float]],
    row_price: list[float],
    column_price: list[float],
    owner: list[int],
) -> None:
    """Find the shortest path from the new row to a free column, and turn it over."""
    m = len(owner) - 1
    least, before, done = [math.inf] * (m + 1), [0] * (m + 1), [False] * (m + 1)
    at = 0
    while owner[at]:
        done[at] = True
        for column in range(1, m + 1):
            if not done[column]:
                row = owner[at]
                cost = costs[row - 1][column - 1] - row_price[row] - column_price[column]
                if cost < least[column]:
                    least[column], before[column] = cost, at
        nearest = min((c for c in range(1, m + 1) if not done[c]), key=least.__getitem__)
        step = least[nearest]
        for column in range(m + 1):
            if done[column]:
                row_price[owner[column]] += step
                column_price[column] -= step
            else:
                least[column] -= step
        at = nearest
    while at:
        owner[at], at = owner[before[at]], before[at]
