"""Points on disk: what waits to be written, what is read back, what goes when room is short."""

import logging
import time
from pathlib import Path

from mlx_model.runtime.snapshots.arrays import Arrays, join, to_blobs
from mlx_model.runtime.snapshots.catalogue import Catalogue
from mlx_model.runtime.snapshots.folder import Folder
from mlx_model.runtime.snapshots.format import Draft, Label, name_of
from mlx_model.runtime.snapshots.node import Node
from mlx_model.runtime.snapshots.restore import Broken, restore
from mlx_model.runtime.snapshots.tree import Tree
from mlx_model.runtime.snapshots.writer import Writer, Written

REST = 300.0  # seconds without writing after the disk refused
PATIENCE = 0.01  # seconds that a piece of idle work waits for the writer
CLOSING = 5.0  # seconds for what waits to be written when the engine ends
WAITING = 64 << 20  # bytes that may wait for the writer when memory must be given back

log = logging.getLogger(__name__)


class Disk:
    """A folder's share of the tree. Only the thread of the tree calls it."""

    def __init__(self, path: Path, budget: int, fingerprint: str, tree: Tree) -> None:
        """Open the folder and find the points in it.

        Raises:
            OSError: the folder cannot be made private or read.
        """
        self._budget = budget
        self._tree = tree
        self._catalogue = Catalogue(Folder(path), tree, fingerprint)
        self._writer = Writer(path)
        self._wanted: dict[Node, None] = {}  # a set that keeps its order: parents first
        self._flights: dict[str, tuple[Node, Label] | None] = {}  # None: no longer wanted
        self._sizes: dict[str, int] = {}  # of the files in flight
        self._rest_until = 0.0
        self._catalogue.refresh()

    @property
    def nbytes(self) -> int:
        """Bytes of the files in the folder."""
        return self._catalogue.folder.nbytes

    def want(self, node: Node) -> None:
        """Let the point at this node be written when there is time."""
        if node.record is None and not node.writing:
            self._wanted[node] = None

    def refresh(self) -> None:
        """See what the writer and other processes did."""
        self._collect()
        try:
            self._catalogue.refresh()
        except OSError as error:
            self._rest(error)

    def touch(self, node: Node) -> None:
        """The point at this node was used."""
        if node.record is not None:
            self._catalogue.folder.touch(node.record.name)

    def read(self, node: Node) -> tuple[Arrays, dict[Node, Arrays]] | None:
        """States and lacking stretches of a point on disk; None, and it is gone, if damaged."""
        try:
            return restore(node, self._catalogue.folder, self._catalogue.fingerprint)
        except Broken as broken:
            self._again(self._catalogue.discard(broken.name, broken.__cause__))
            return None

    def step(self) -> bool:
        """Hand one point to the writer, or wait a moment for it; False if nothing is to be done."""
        self._collect()
        if not self._wanted or self._resting:
            return False
        if self._writer.nbytes:
            self._writer.wait(PATIENCE)
            return True
        return self._hand(next(iter(self._wanted)))

    def leaving(self, node: Node) -> None:
        """Memory is about to give up this point: the last moment to write it."""
        if node in self._wanted and not self._resting and self._writer.nbytes < WAITING:
            self._hand(node)
        self._wanted.pop(node, None)

    def clear(self) -> None:
        """Remove all files of this checkpoint; before the tree is emptied."""
        self._writer.wait(CLOSING)
        self._collect()
        self._flights = dict.fromkeys(self._flights)
        self._wanted.clear()
        self._catalogue.clear()

    def close(self) -> None:
        """Write what waits, within a bound, and end the writer."""
        end = time.monotonic() + CLOSING
        while time.monotonic() < end and self.step():
            pass
        if not self._writer.close(max(0.0, end - time.monotonic())):
            log.warning("the writer of snapshots did not end in time")
        self._collect()

    @property
    def _resting(self) -> bool:
        return time.monotonic() < self._rest_until

    def _hand(self, node: Node) -> bool:
        """Give a point to the writer, if the disk's budget has room for it."""
        self._wanted.pop(node, None)
        if node.states is None or node.record is not None or node.writing:
            return True
        try:
            draft = self._draft(node)
        except OSError as error:
            self._rest(error)
            return False
        if draft is not None:
            node.writing = True
            self._flights[draft.label.name] = node, draft.label
            self._sizes[draft.label.name] = draft.nbytes
            self._writer.give(draft)
        return True

    def _draft(self, node: Node) -> Draft | None:
        """The file of a point: its stretch goes up to the nearest point on disk.

        None if the budget has no room for it.
        """
        self._catalogue.refresh()
        if node.record is not None:  # another process wrote it
            return None
        path = node.path()
        above = next((other for other in reversed(path) if other.record is not None), None)
        parent, start = (above.record.name, above.end) if above and above.record else ("", 0)
        prefix = node.prefix()
        name = name_of(self._catalogue.fingerprint, prefix)
        label = Label(name, self._catalogue.fingerprint, parent, start, node.end)
        stretch = join([other.tokens or () for other in path if other.end > start])
        draft = Draft(label, prefix[start:], to_blobs(stretch), to_blobs(node.states or ()))
        chain = {other.record.name for other in path if other.record is not None}
        if self._catalogue.make_room(draft.nbytes + self._coming(), self._budget, chain):
            return draft
        log.debug("no room on disk for a snapshot of %d bytes", draft.nbytes)
        return None

    def _coming(self) -> int:
        """Bytes on their way that the folder's last look did not see."""
        seen = self._catalogue.folder.entries
        return sum(size for name, size in self._sizes.items() if name not in seen)

    def _collect(self) -> None:
        """Take note of what the writer has ended."""
        for written in self._writer.results():
            flight = self._flights.pop(written.name, None)
            self._sizes.pop(written.name, None)
            if flight is None:
                self._catalogue.remove(written.name)
                continue
            node, label = flight
            node.writing = False
            self._settle(node, label, written)
            self._tree.prune(node)

    def _settle(self, node: Node, label: Label, written: Written) -> None:
        if written.error is not None:
            self._rest(written.error)
            self._again([node])
        elif label.parent and label.parent not in self._catalogue.nodes:
            self._catalogue.remove(label.name)  # what it needs was removed meanwhile
            self._again([node])
        elif node.record is None:
            self._catalogue.add(node, label, written.nbytes)

    def _again(self, nodes: list[Node]) -> None:
        """Let points whose files are gone be written again where memory still has them."""
        for node in nodes:
            if node.states is not None:
                self.want(node)

    def _rest(self, error: Exception) -> None:
        if not self._resting:
            log.warning("snapshots cannot be written to disk for now: %s", error)
        self._rest_until = time.monotonic() + REST


def open_disk(path: Path, budget: int, fingerprint: str, tree: Tree) -> Disk | None:
    """The folder's points; None, with a warning, where the folder cannot be used."""
    try:
        return Disk(path, budget, fingerprint, tree)
    except OSError as error:
        log.warning("snapshots are not kept on disk: %s", error)
        return None
