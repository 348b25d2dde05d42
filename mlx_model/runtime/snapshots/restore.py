"""Reading a point back from its files: its states, and the stretches that memory lacks."""

from collections.abc import Sequence

import mlx.core as mx
import numpy as np

from mlx_model.runtime.snapshots.arrays import Arrays, from_blobs, own
from mlx_model.runtime.snapshots.folder import Folder
from mlx_model.runtime.snapshots.format import (
    Damaged,
    Header,
    read_header,
    read_states,
    read_tokens,
)
from mlx_model.runtime.snapshots.node import Node
from mlx_model.runtime.snapshots.record import Record


class Broken(Exception):
    """A file of the chain cannot be used; `name` says which, the cause why."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def restore(node: Node, folder: Folder, fingerprint: str) -> tuple[Arrays, dict[Node, Arrays]]:
    """The states of a point on disk and the stretches on its path that are not in memory.

    Raises:
        Broken: one of the files is damaged or gone. Nothing of the others is given.
    """
    states: Arrays = ()
    stretches: dict[Node, Arrays] = {}
    lacking = [above for above in node.path() if above.tokens is None]
    at: Node | None = node
    while at is not None:
        record = at.record
        assert record is not None, "a record without the one before it"
        inside = [above for above in lacking if record.start < above.end <= record.end]
        try:
            if at is node or inside:
                stretches |= _read(record, folder, fingerprint, inside)
            if at is node:
                states = _read_states(record, folder, fingerprint)
        except (Damaged, OSError) as error:
            raise Broken(record.name) from error
        before = (above for above in at.up() if above.end == record.start)
        at = next(before) if any(above.end <= record.start for above in lacking) else None
    return states, stretches


def _read_states(record: Record, folder: Folder, fingerprint: str) -> Arrays:
    with folder.place(record.name).open("rb") as file:
        header = read_header(file)
        _check(header, record, fingerprint)
        return from_blobs(read_states(file, header))


def _read(
    record: Record, folder: Folder, fingerprint: str, nodes: Sequence[Node]
) -> dict[Node, Arrays]:
    """The stretches of some nodes from one file."""
    if not nodes:
        return {}
    with folder.place(record.name).open("rb") as file:
        header = read_header(file)
        _check(header, record, fingerprint)
        keys, *blobs = read_tokens(file, header)
    arrays = from_blobs(blobs)
    found: dict[Node, Arrays] = {}
    for node in nodes:
        a, b = node.start - record.start, node.end - record.start
        if not np.array_equal(keys.data.view(np.int64)[a:b], node.keys):
            raise Damaged("its keys are others")
        found[node] = _part(arrays, a, b)
    return found


def _part(arrays: Arrays, a: int, b: int) -> tuple[mx.array, ...]:
    for array in arrays:
        if array.ndim < 3 or array.shape[2] < b:
            raise Damaged("its arrays are shorter than its keys")
    return own(array[:, :, a:b] for array in arrays)


def _check(header: Header, record: Record, fingerprint: str) -> None:
    label = header.label
    expected = (record.name, fingerprint, record.start, record.end)
    if (label.name, label.fingerprint, label.start, label.end) != expected:
        raise Damaged("it is not the file that was here before")
