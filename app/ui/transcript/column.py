"""Heights of the rows of a long column, and where each row lies.

A Fenwick tree: one height changes, and a place is found, in the logarithm of the number of rows.
"""

from collections.abc import Iterable


class Column:
    """Rows below each other, in whole points."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = list(heights)
        self._tree = [0, *self._heights]
        for place in range(1, len(self._tree)):
            above = place + (place & -place)
            if above < len(self._tree):
                self._tree[above] += self._tree[place]

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        return self.top(len(self._heights))

    def height(self, row: int) -> int:
        return self._heights[row]

    def top(self, row: int) -> int:
        """Where a row begins: the heights of all above it."""
        total = 0
        while row > 0:
            total += self._tree[row]
            row -= row & -row
        return total

    def bottom(self, row: int) -> int:
        return self.top(row) + self._heights[row]

    def change(self, row: int, height: int) -> int:
        """Give a row another height; by how much it grew."""
        more = height - self._heights[row]
        self._heights[row] = height
        place = row + 1
        while more and place < len(self._tree):
            self._tree[place] += more
            place += place & -place
        return more

    def at(self, y: int) -> int:
        """The row at a height; the first above the column, the last below it."""
        place, step = 0, 1 << len(self._heights).bit_length()
        while step:
            further = place + step
            if further < len(self._tree) and self._tree[further] <= y:
                place, y = further, y - self._tree[further]
            step >>= 1
        return min(place, len(self._heights) - 1)

    def within(self, start: int, end: int) -> range:
        """The rows of which something lies from `start` up to `end`."""
        if not self._heights or end <= 0 or start >= self.total:
            return range(0)
        return range(self.at(max(start, 0)), self.at(end - 1) + 1)
