"""Writing safetensors piece by piece.

The header comes first in the file, so all names, types and shapes must be known beforehand; then
each tensor is written to its place as soon as it is there, and memory holds one at a time.
`mx.save_safetensors` would hold a whole file's tensors.

Reference: github.com/huggingface/safetensors, format section (header padded to eight bytes, no
gaps between tensors; wider types first, so that every tensor starts at a multiple of its width).
"""

import json
import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import mlx.core as mx
import numpy as np

from mlx_model.checkpoint.shards import BYTES_PER_VALUE, INDEX

WORDS = {
    mx.float32: "F32",
    mx.float16: "F16",
    mx.bfloat16: "BF16",
    mx.uint32: "U32",
    mx.uint8: "U8",
}


@dataclass(frozen=True)
class Slot:
    """A tensor to be written: its name, safetensors' word for its type, its shape."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes."""
        return math.prod(self.shape) * BYTES_PER_VALUE[self.dtype]


class ShardFile:
    """One safetensors file being written; a context manager that leaves no gap unnoticed."""

    def __init__(self, path: Path, slots: Iterable[Slot], metadata: Mapping[str, str]) -> None:
        ordered = sorted(slots, key=lambda slot: (-BYTES_PER_VALUE[slot.dtype], slot.name))
        header: dict[str, object] = {"__metadata__": dict(metadata)}
        self._slots = {slot.name: slot for slot in ordered}
        self._places: dict[str, int] = {}
        end = 0
        for slot in ordered:
            self._places[slot.name] = end
            entry = {"dtype": slot.dtype, "shape": list(slot.shape)}
            header[slot.name] = entry | {"data_offsets": [end, end + slot.size]}
            end += slot.size
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        self._start = 8 + len(text)
        self._file: BinaryIO = path.open("wb")
        self._file.write(struct.pack("<Q", len(text)) + text)

    def write(self, name: str, array: mx.array) -> None:
        """Put one tensor in its place."""
        slot = self._slots.pop(name)
        assert (WORDS[array.dtype], array.shape) == (slot.dtype, slot.shape), name
        flat = mx.contiguous(array).reshape(-1).view(mx.uint8)
        self._file.seek(self._start + self._places[name])
        self._file.write(np.asarray(flat).data)  # a view, not a copy

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        assert error is not None or not self._slots, f"never written: {sorted(self._slots)}"


def file_names(count: int) -> list[str]:
    """What the files of a checkpoint are called."""
    if count == 1:
        return ["model.safetensors"]
    return [f"model-{i:05d}-of-{count:05d}.safetensors" for i in range(1, count + 1)]


def write_index(folder: Path, files: Mapping[str, Sequence[Slot]]) -> None:
    """The map from tensors to files that all readers of the family look for first."""
    where = {slot.name: name for name, slots in files.items() for slot in slots}
    total = sum(slot.size for slots in files.values() for slot in slots)
    index = {"metadata": {"total_size": total}, "weight_map": dict(sorted(where.items()))}
    (folder / INDEX).write_text(json.dumps(index, indent=1))
