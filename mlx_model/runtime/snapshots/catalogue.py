"""Which files of the folder are which points of the tree.

Only headers and keys are read here. A file's keys count if their hash, with those of the files
before it, is its name; so a point that can be found is one whose keys are certain. Its values are
checked when they are read.
"""

import logging

import numpy as np

from mlx_model.runtime.snapshots.folder import Folder
from mlx_model.runtime.snapshots.format import (
    Damaged,
    Header,
    Label,
    name_of,
    owner_of,
    read_header,
    read_keys,
)
from mlx_model.runtime.snapshots.node import Node
from mlx_model.runtime.snapshots.record import Record
from mlx_model.runtime.snapshots.tree import Tree

log = logging.getLogger(__name__)


class Catalogue:
    """The files of one checkpoint, as records in the tree."""

    def __init__(self, folder: Folder, tree: Tree, fingerprint: str) -> None:
        self.folder = folder
        self.fingerprint = fingerprint
        self._tree = tree
        self.nodes: dict[str, Node] = {}  # by the name of their record

    def refresh(self) -> None:
        """See what was written and removed, by any process.

        Raises:
            OSError: the folder cannot be read.
        """
        new, gone = self.folder.look()
        for name in gone:
            self.remove(name)
        headers = [(header, keys) for name in new for header, keys in self._open(name)]
        for header, keys in sorted(headers, key=lambda pair: pair[0].label.start):
            self._place(header, keys)

    def add(self, node: Node, label: Label, nbytes: int) -> None:
        """Record a file that was written for this node."""
        node.record = Record(label.name, label.start, label.end)
        self.nodes[label.name] = node
        self.folder.note(label, nbytes)

    def discard(self, name: str, reason: object) -> list[Node]:
        """Remove a file that is no good and all that need it; the nodes that lost their record."""
        log.warning("the snapshot %s was discarded: %s", self.folder.place(name), reason)
        return self.remove(name)

    def remove(self, name: str) -> list[Node]:
        """Remove a file and all that need it; the nodes that lost their record."""
        lost = self._strike(name) if name in self.nodes else []
        self.folder.remove(name)
        return lost

    def make_room(self, nbytes: int, budget: int, spare: set[str]) -> bool:
        """Remove the longest unused files until so many bytes fit; False if they cannot."""
        if self.folder.size(spare) + nbytes > budget:
            return False
        self.folder.read_times()
        while self.folder.nbytes + nbytes > budget:
            name = self.folder.oldest(spare)
            if name is None:
                return False
            log.debug("removing the snapshot %s to make room", name)
            self.remove(name)
        return True

    def clear(self) -> None:
        """Remove all files of this checkpoint."""
        self.folder.look()
        for name in [name for name in self.folder.entries if self._ours(name)]:
            self.folder.remove(name)
        self.nodes.clear()

    def _ours(self, name: str) -> bool:
        return name.startswith(owner_of(self.fingerprint) + "-")

    def _open(self, name: str) -> list[tuple[Header, np.ndarray]]:
        """A new file's header and keys; nothing if it is no good or another checkpoint's."""
        try:
            with self.folder.place(name).open("rb") as file:
                header = read_header(file)
                if header.label.name != name:
                    raise Damaged("it lies under another's name")
                self.folder.note(header.label, header.nbytes)
                if not self._ours(name):
                    return []
                if header.label.fingerprint != self.fingerprint:
                    raise Damaged("it is of another checkpoint")
                return [(header, read_keys(file, header))]
        except FileNotFoundError:
            self.folder.entries.pop(name, None)  # another process removed it meanwhile
        except (Damaged, OSError) as error:
            self.discard(name, error)
        return []

    def _place(self, header: Header, keys: np.ndarray) -> None:
        label = header.label
        above = self.nodes.get(label.parent)
        if label.parent and above is None:
            if self.folder.place(label.parent).exists():
                self.folder.look_again(label.name)  # both were written while we looked
            else:
                self.discard(label.name, "the snapshot before it is missing")
            return
        prefix = np.concatenate([above.prefix(), keys]) if above else keys
        start = above.end if above else 0
        named = name_of(self.fingerprint, prefix) == label.name
        if not named or (start, start + len(keys)) != (label.start, label.end) or not len(keys):
            self.discard(label.name, "its keys are not those it was named for")
            return
        node = self._tree.grow(prefix)
        if node.record is None:
            self.add(node, label, header.nbytes)

    def _strike(self, name: str) -> list[Node]:
        """Forget a record, and those that need it with their files."""
        struck = self.nodes.pop(name)
        struck.record = None
        lost = [struck]
        for other in [other for other, node in self.nodes.items() if _needs(node, struck)]:
            if other in self.nodes:
                lost += self._strike(other)
                self.folder.remove(other)
        self._tree.prune(struck)
        return lost


def _needs(node: Node, other: Node) -> bool:
    """The record of `node` begins where `other` ends."""
    begins = node.record is not None and node.record.start == other.end
    return begins and other in node.up()
