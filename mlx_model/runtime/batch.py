"""Several conversations in one step of the network.

Rows of a batch have seen texts of different lengths. Nothing is padded: the recurrent states of
the rows are stacked, for they have one size, and attention lets each row look at its own keys and
values. All other layers, which hold nearly all weights, see the rows side by side, so that the
weights are read once for all of them.

Shapes: B rows; otherwise as in `cache.py`.
"""

from collections.abc import Sequence

import mlx.core as mx

from mlx_model.net.decoder import LayerCache
from mlx_model.runtime.cache import Cache, DeltaState, KeyValues, QuantizedKeyValues


class RowsOfKeyValues:
    """An attention layer's caches of several rows."""

    def __init__(self, rows: Sequence[KeyValues | QuantizedKeyValues]) -> None:
        self._rows = rows

    def attend(
        self, queries: mx.array, keys: mx.array, values: mx.array, *, scale: float
    ) -> mx.array:
        """Row by row: keys and values (B, K, 1, Dh) go to their own, queries look at their own."""
        found = [
            row.attend(queries[i : i + 1], keys[i : i + 1], values[i : i + 1], scale=scale)
            for i, row in enumerate(self._rows)
        ]
        return mx.concatenate(found, axis=0)


class RowsOfDeltaState:
    """A DeltaNet layer's states of several rows, stacked until `unstack`."""

    def __init__(self, rows: Sequence[DeltaState]) -> None:
        self._rows = rows
        self.conv: mx.array | None = mx.concatenate([_there(row.conv) for row in rows])
        self.state: mx.array | None = mx.concatenate([_there(row.state) for row in rows])
        self.trail: list[tuple[mx.array, mx.array]] | None = None

    def unstack(self) -> None:
        """Give each row its own again."""
        for i, row in enumerate(self._rows):
            # contiguous: a view would keep the other rows' states alive
            row.conv = mx.contiguous(_there(self.conv)[i : i + 1])
            row.state = mx.contiguous(_there(self.state)[i : i + 1])


class Batch:
    """The caches of several contexts as one. While it lasts, the contexts' own are not current."""

    def __init__(self, caches: Sequence[Cache]) -> None:
        self.caches = tuple(caches)
        self.layers: list[LayerCache] = []
        self._deltas: list[RowsOfDeltaState] = []
        for rows in zip(*caches, strict=True):
            if isinstance(rows[0], DeltaState):
                stacked = RowsOfDeltaState([row for row in rows if isinstance(row, DeltaState)])
                self._deltas.append(stacked)
                self.layers.append(stacked)
            else:
                own = [row for row in rows if not isinstance(row, DeltaState)]
                self.layers.append(RowsOfKeyValues(own))

    def holds(self, caches: Sequence[Cache]) -> bool:
        """Whether it is the batch of just these."""
        return len(caches) == len(self.caches) and all(map(_same, caches, self.caches))

    def unstack(self) -> None:
        """Make the contexts' own caches current again."""
        for delta in self._deltas:
            delta.unstack()


def _same(a: Cache, b: Cache) -> bool:
    return a is b


def _there(array: mx.array | None) -> mx.array:
    assert array is not None, "a row must have seen its prompt before it joins a batch"
    return array
