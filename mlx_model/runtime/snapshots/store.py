"""Places of conversations to come back to, within budgets of memory and disk.

The caller says where a conversation can come back to (after system and tools, at each turn, at an
answer's end, every so many tokens of a long prompt) and later asks for the longest of them that
begins a new prompt. All calls come from the thread that owns MLX.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import mlx.core as mx
import numpy as np

from mlx_model.runtime.snapshots.arrays import Arrays, join, own, size
from mlx_model.runtime.snapshots.disk import Disk, open_disk
from mlx_model.runtime.snapshots.node import Node
from mlx_model.runtime.snapshots.point import Found, Point
from mlx_model.runtime.snapshots.tree import Tree
from mlx_model.runtime.snapshots.value import PASSED, least_valuable

EVERY = 2048  # about where the keys and values of a stretch weigh as much as a point's states

Stretch = Callable[[int, int], Sequence[mx.array]]

log = logging.getLogger(__name__)


class Snapshots:
    """Points by prefix, least valuable given up first.

    `fingerprint` names the checkpoint and all else that the arrays depend on: points are found by
    stores of the same fingerprint only. `folder` and `disk_budget` (bytes, of all files there) let
    points outlive the process. Besides the budget, bytes on their way to the disk are held: one
    point, or some 64 MiB when memory is given back in haste.
    """

    def __init__(
        self,
        budget: int,
        *,
        fingerprint: str,
        folder: Path | None = None,
        disk_budget: int = 0,
        every: int = EVERY,
    ) -> None:
        self.every = every  # tokens between the points that the caller makes of a long prompt
        self._budget = budget  # bytes
        self._tree = Tree()
        self._disk: Disk | None = None
        if folder is not None and disk_budget > 0:
            self._disk = open_disk(folder, disk_budget, fingerprint, self._tree)
        self._clock = PASSED  # counts uses

    @property
    def nbytes(self) -> int:
        """Bytes of memory held in arrays, never above the budget between calls."""
        return self._tree.nbytes

    @property
    def disk_nbytes(self) -> int:
        """Bytes of files in the folder."""
        return self._disk.nbytes if self._disk else 0

    def known(self, keys: np.ndarray, *, below: int) -> int:
        """How long the point is that `find` would look for; touches nothing."""
        path = self._findable(keys, below)
        return path[-1].end if path else 0

    def find(self, keys: np.ndarray, *, below: int) -> Found | None:
        """The longest point of at most `below` tokens that begins `keys` (L,), now used."""
        self._clock += 1
        if self._disk:
            self._disk.refresh()
        while path := self._findable(keys, below):
            found = self._take(path) if path[-1].states is not None else self._read(path)
            if found is not None:
                return found
        return None

    def keep(
        self, keys: np.ndarray, points: Sequence[Point], stretch: Stretch, *, on_disk: bool
    ) -> None:
        """Keep points of the conversation `keys` (L,).

        `stretch(a, b)` gives keys and values of the tokens a..b, evaluated, b - a entries along
        axis 2 of each array. It is called for what the tree lacks only.
        """
        keys = np.asarray(keys, dtype=np.int64)
        self._clock += 1
        last = max((point.length for point in points), default=0)
        for point in sorted(points, key=lambda point: point.length):
            assert 0 < point.length <= len(keys)
            node = self._tree.grow(keys[: point.length])
            node.used = max(node.used, self._clock - (PASSED if point.length < last else 0))
            if on_disk and self._disk:
                self._disk.want(node)  # first: making room may give up this very point
            try:
                self._hold(node, point.states, stretch)
            finally:
                self._tree.prune(node)

    def idle(self) -> bool:
        """Do one small piece of background work; False if there is none."""
        return self._disk.step() if self._disk else False

    def reclaim(self, nbytes: int) -> int:
        """Free so many bytes of memory now, least valuable first; what was freed."""
        return self._shrink(self.nbytes - nbytes)

    def clear(self) -> None:
        """Forget everything, in memory and on disk; other checkpoints' files stay.

        Waits for the file that is being written, a few seconds at most.
        """
        if self._disk:
            self._disk.clear()
        self._tree.clear()

    def close(self) -> None:
        """Write what waits for the disk, within a bound, and give back the memory."""
        if self._disk:
            self._disk.close()
        self._disk = None
        self._tree.clear()

    def _findable(self, keys: np.ndarray, below: int) -> list[Node]:
        path = self._tree.match(np.asarray(keys, dtype=np.int64))
        while path and not (path[-1].findable and path[-1].end <= below):
            path.pop()
        return path

    def _take(self, path: list[Node]) -> Found:
        """A point in memory."""
        node = path[-1]
        node.used = self._clock
        if self._disk:
            self._disk.touch(node)
        tokens = join([above.tokens or () for above in path])
        return Found(node.end, own(node.states or ()), tokens, on_disk=False)

    def _read(self, path: list[Node]) -> Found | None:
        """A point on disk, from now on in memory too; None if its files are no good."""
        node = path[-1]
        assert self._disk is not None
        read = self._disk.read(node)
        if read is None:
            return None
        self._disk.touch(node)
        node.used = self._clock
        states, stretches = read
        tokens = join([stretches.get(above, above.tokens or ()) for above in path])
        found = Found(node.end, own(states), tokens, on_disk=True)
        self._admit(node, states, stretches)
        return found

    def _hold(self, node: Node, states: Sequence[mx.array], stretch: Stretch) -> None:
        """Put a point into memory unless it is there, and make room for it."""
        if node.states is not None:
            return
        news = {
            above: own(stretch(above.start, above.end))
            for above in node.path()
            if above.tokens is None
        }
        for above, arrays in news.items():
            lengths = {array.shape[2] for array in arrays}
            assert lengths <= {len(above.keys)}, f"{lengths} entries for {len(above.keys)} tokens"
        self._admit(node, own(states), news)

    def _admit(self, node: Node, states: Arrays, stretches: dict[Node, Arrays]) -> None:
        path = [stretches.get(above, above.tokens or ()) for above in node.path()]
        needed = size(states) + sum(size(arrays) for arrays in path)
        if needed > self._budget:  # all others would go, and then this one too
            log.debug("a point of %d bytes does not fit into %d", needed, self._budget)
            return
        self._tree.hold(node, states, stretches)
        self._shrink(self._budget)

    def _shrink(self, target: int) -> int:
        """Give up points until `target` bytes are left; the bytes freed."""
        before = self.nbytes
        while self.nbytes > max(0, target):
            node = least_valuable(self._tree.nodes(), self._clock)
            assert node is not None, "bytes are held that no point needs"
            if self._disk:
                self._disk.leaving(node)
            self._tree.release(node)
        return before - self.nbytes
