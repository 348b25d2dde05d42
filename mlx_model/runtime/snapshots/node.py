"""A place in the prefix tree, with the stretch of tokens that leads to it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlx_model.runtime.snapshots.arrays import Arrays, cut, size
from mlx_model.runtime.snapshots.record import Record


class Node:
    """What is known of one prefix: its own stretch, and what lies in memory and on disk of it.

    `tokens` are there exactly where a point in memory needs them: here or below (`held` > 0).
    A node without a point is a fork, or a stretch that points below still need.
    """

    def __init__(self, parent: Node | None, keys: np.ndarray, end: int) -> None:
        self.parent = parent
        self.children: dict[int, Node] = {}  # by the first key of their stretch
        self.keys = keys.copy()  # int64 (end - start,): a view would keep the whole prompt
        self.end = end  # tokens from the beginning of the conversation up to here
        self.tokens: Arrays | None = None  # keys and values of this stretch, along axis 2
        self.states: Arrays | None = None  # the point in memory
        self.held = 0  # points in memory, here and below
        self.used = 0  # when its point was last kept or found, by the store's clock
        self.record: Record | None = None  # the point on disk, whole
        self.writing = False  # the disk's writer has it

    @property
    def start(self) -> int:
        """Tokens before this stretch."""
        return self.end - len(self.keys)

    @property
    def findable(self) -> bool:
        """A conversation can come back here."""
        return self.states is not None or self.record is not None

    @property
    def empty(self) -> bool:
        """Nothing would be lost without it."""
        return not (self.children or self.findable or self.writing or self.parent is None)

    def up(self) -> Iterator[Node]:
        """This node and those above it, without the root."""
        node = self
        while node.parent is not None:
            yield node
            node = node.parent

    def path(self) -> list[Node]:
        """From below the root down to this node."""
        return list(self.up())[::-1]

    def prefix(self) -> np.ndarray:
        """All keys from the beginning up to here."""
        stretches = [node.keys for node in self.path()]
        return np.concatenate(stretches) if stretches else self.keys

    def split(self, at: int) -> Node:
        """Cut this node's stretch after its first `at` keys; the new node above it."""
        assert self.parent is not None and 0 < at < len(self.keys)
        upper = Node(self.parent, self.keys[:at], self.start + at)
        upper.held = self.held
        if self.tokens is not None:
            upper.tokens, self.tokens = cut(self.tokens, at)
        self.parent.children[int(self.keys[0])] = upper
        upper.children[int(self.keys[at])] = self
        self.parent, self.keys = upper, self.keys[at:].copy()
        return upper

    def cost(self) -> int:
        """Bytes that giving up this point frees: its states, and stretches it alone needs."""
        freed = size(self.states or ())
        for node in self.up():
            if node.held > 1:
                break
            freed += size(node.tokens or ())
        return freed
