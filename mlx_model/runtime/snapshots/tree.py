"""A prefix tree of conversations: branches share the stretches that they have in common.

Keys are int64: token ids, and negative numbers for visual tokens. Compared by numpy, stretch by
stretch, so that a prompt of 100,000 keys is looked up in well under a millisecond.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from mlx_model.runtime.snapshots.arrays import Arrays, size
from mlx_model.runtime.snapshots.node import Node


class Tree:
    """The nodes, and the bytes that they hold in memory."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all nodes."""
        self.root = Node(None, np.empty(0, np.int64), 0)
        self.nbytes = 0

    def match(self, keys: np.ndarray) -> list[Node]:
        """The nodes whose whole prefix begins `keys`, from the top down, without the root."""
        node, path = self.root, []
        while node.end < len(keys):
            child = node.children.get(int(keys[node.end]))
            if child is None or not np.array_equal(child.keys, keys[node.end : child.end]):
                break
            path.append(child)
            node = child
        return path

    def grow(self, keys: np.ndarray) -> Node:
        """The node at the end of `keys`, made where there is none. It may be empty: see `prune`."""
        path = self.match(keys)
        node = path[-1] if path else self.root
        if node.end == len(keys):
            return node
        rest = keys[node.end :]
        if child := node.children.get(int(rest[0])):
            node = child.split(common_prefix(child.keys, rest))
        if node.end < len(keys):
            leaf = Node(node, keys[node.end :], len(keys))
            node.children[int(keys[node.end])] = leaf
            node = leaf
        return node

    def hold(self, node: Node, states: Arrays, stretches: Mapping[Node, Arrays]) -> None:
        """Put a point into memory, with the stretches on its path that are not there yet."""
        assert node.states is None
        node.states = states
        self.nbytes += size(states)
        for above in node.up():
            above.held += 1
            if above.tokens is None:
                above.tokens = stretches[above]
                self.nbytes += size(above.tokens)

    def release(self, node: Node) -> int:
        """Give up a point in memory and the stretches that no other needs; the bytes freed."""
        assert node.states is not None
        before = self.nbytes
        self.nbytes -= size(node.states)
        node.states = None
        for above in node.up():
            above.held -= 1
            if above.held == 0:
                self.nbytes -= size(above.tokens or ())
                above.tokens = None
        self.prune(node)
        return before - self.nbytes

    def prune(self, node: Node) -> None:
        """Remove this node and those above it as far as they are empty."""
        while node.empty:
            parent = node.parent
            assert parent is not None
            if parent.children.get(int(node.keys[0])) is not node:
                return  # removed before; another may stand there now
            del parent.children[int(node.keys[0])]
            node = parent

    def nodes(self) -> Iterator[Node]:
        """All nodes but the root, parents first."""
        todo = list(self.root.children.values())
        while todo:
            node = todo.pop()
            todo.extend(node.children.values())
            yield node


def common_prefix(a: np.ndarray, b: np.ndarray) -> int:
    """How many first entries are equal."""
    n = min(len(a), len(b))
    differ = a[:n] != b[:n]
    return int(differ.argmax()) if differ.any() else n
