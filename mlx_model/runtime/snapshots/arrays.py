"""Arrays that own what they hold.

A slice of an MLX array is a view that keeps the whole buffer behind it: a snapshot made of views
would cost a conversation's full cache while counting a part of it. `mx.contiguous` copies unless
the buffer is (within 16 KiB) the array itself, and always gives a handle of its own, so that
nobody's item assignment reaches another's array.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import mlx.core as mx
import numpy as np

from mlx_model.runtime.snapshots.format import Blob

Arrays: TypeAlias = tuple[mx.array, ...]

WORDS = {  # safetensors' for what caches hold
    mx.float32: "F32",
    mx.float16: "F16",
    mx.bfloat16: "BF16",
    mx.uint32: "U32",
    mx.int32: "I32",
    mx.int64: "I64",
    mx.uint8: "U8",
}


def own(arrays: Iterable[mx.array]) -> Arrays:
    """The same values in buffers of their own, evaluated."""
    copies = tuple(mx.contiguous(array) for array in arrays)
    mx.eval(copies)
    return copies


def size(arrays: Iterable[mx.array]) -> int:
    """Bytes."""
    return sum(array.nbytes for array in arrays)


def cut(arrays: Arrays, at: int) -> tuple[Arrays, Arrays]:
    """The first `at` entries along axis 2, and the rest."""
    return own(a[:, :, :at] for a in arrays), own(a[:, :, at:] for a in arrays)


def join(pieces: Sequence[Arrays]) -> Arrays:
    """Pieces of the same arrays, one behind the other along axis 2."""
    if len(pieces) == 1:
        return own(pieces[0])
    return own(mx.concatenate(list(parts), axis=2) for parts in zip(*pieces, strict=True))


def to_blobs(arrays: Iterable[mx.array]) -> list[Blob]:
    """Copies as bytes: what a thread without MLX may hold."""
    return [
        Blob(WORDS[array.dtype], array.shape, np.array(flat.view(mx.uint8)))
        for array in arrays
        for flat in [mx.contiguous(array).reshape(-1)]
    ]


def from_blobs(blobs: Iterable[Blob]) -> Arrays:
    """The arrays that `to_blobs` was given."""
    types = {word: dtype for dtype, word in WORDS.items()}
    arrays = tuple(
        mx.array(blob.data).view(types[blob.dtype]).reshape(blob.shape) for blob in blobs
    )
    mx.eval(arrays)
    return arrays
