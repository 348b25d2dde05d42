"""What is given up first: the point that saves least for the bytes it holds.

A point saves the tokens since the nearest point above it that would remain: those would have to be
seen again. It saves them the less likely the longer it has not been used. One in the middle of a
conversation frees its states alone, for its keys and values stay for the points below; it counts
as less recently used from the start, since a conversation mostly goes on from its end.
"""

from collections.abc import Iterable

from mlx_model.runtime.snapshots.node import Node

FRESH = 4  # uses of any point after which one is worth a quarter
PASSED = 16  # by how many uses a point that others were kept behind is taken to be older
REREAD = 1 / 8  # what a point in memory is worth that could be read from disk again


def least_valuable(nodes: Iterable[Node], now: int) -> Node | None:
    """The point in memory to give up next, None if there is none."""
    points = [node for node in nodes if node.states is not None]
    return min(points, key=lambda node: value(node, now), default=None)


def value(node: Node, now: int) -> float:
    """Tokens saved for each byte held, weighted by how recently the point was used."""
    saved = node.end - _nearest_above(node)
    if node.record is not None:
        saved *= REREAD
    return saved / (1 + (now - node.used) / FRESH) ** 2 / max(1, node.cost())


def _nearest_above(node: Node) -> int:
    """How long the nearest other point's prefix is, 0 if there is none."""
    above = (other.end for other in node.up() if other is not node and other.findable)
    return next(above, 0)
