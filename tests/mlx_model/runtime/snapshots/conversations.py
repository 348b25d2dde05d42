"""Made-up conversations whose keys and values can be told from the keys alone."""

from collections.abc import Callable, Sequence
from pathlib import Path

import mlx.core as mx
import numpy as np

from mlx_model.runtime.snapshots.point import Found, Point
from mlx_model.runtime.snapshots.store import Snapshots

AMPLE = 1 << 30
STATE_BYTES = 16 * 4 + 8 * 2
TOKEN_BYTES = 2 * (3 * 2 + 4)  # of two heads: three values in bfloat16, one word of uint32


def rows(keys: np.ndarray) -> np.ndarray:
    """A number for each token that depends on all keys up to it, as keys and values do. (L,)"""
    return np.cumsum(keys * 31 + np.arange(1, len(keys) + 1) * 7) % 251


def tokens(keys: np.ndarray) -> list[mx.array]:
    """What attention layers hold of a prompt: bfloat16 (1, 2, L, 3) and uint32 (1, 2, L, 1)."""
    row = np.stack([rows(keys), rows(keys) + 1])[None, :, :, None]
    wide = mx.array(np.repeat(row, 3, axis=3).astype(np.float32)).astype(mx.bfloat16)
    arrays = [wide, mx.array(row.astype(np.uint32))]
    mx.eval(arrays)
    return arrays


def states(keys: np.ndarray) -> tuple[mx.array, ...]:
    """What recurrent layers hold at the end of a prompt: float32 (1, 4, 4), bfloat16 (1, 8)."""
    number = float(rows(keys)[-1]) + len(keys) / 1024
    arrays = mx.full((1, 4, 4), number), mx.full((1, 8), number % 128, mx.bfloat16)
    mx.eval(arrays)
    return arrays


def point(keys: np.ndarray, length: int) -> Point:
    return Point(length, states(keys[:length]))


def stretch(
    keys: np.ndarray, asked: list[tuple[int, int]] | None = None
) -> Callable[[int, int], Sequence[mx.array]]:
    """What `keep` asks for; `asked` notes for which tokens."""
    whole = tokens(keys)

    def give(a: int, b: int) -> list[mx.array]:
        assert 0 <= a < b <= len(keys)
        if asked is not None:
            asked.append((a, b))
        return [array[:, :, a:b] for array in whole]

    return give


def keep(
    snapshots: Snapshots, keys: np.ndarray, *lengths: int, on_disk: bool = False
) -> list[tuple[int, int]]:
    """Keep points of these lengths; for which tokens the keys and values were asked."""
    asked: list[tuple[int, int]] = []
    points = [point(keys, length) for length in lengths]
    snapshots.keep(keys, points, stretch(keys, asked), on_disk=on_disk)
    return asked


def same(a: mx.array, b: mx.array) -> bool:
    return a.dtype == b.dtype and a.shape == b.shape and bool(mx.array_equal(a, b))


def assert_true(found: Found, keys: np.ndarray) -> None:
    """What was found is what a cold run over the same keys would hold."""
    prefix = keys[: found.length]
    for got, expected in zip(found.tokens, tokens(prefix), strict=True):
        assert same(got, expected)
    for got, expected in zip(found.states, states(prefix), strict=True):
        assert same(got, expected)


def numbers(*keys: int) -> np.ndarray:
    return np.array(keys, dtype=np.int64)


def sequence(seed: int, length: int) -> np.ndarray:
    """Keys as prompts have them: ids, and negative ones of 60 bits for visual tokens."""
    generator = np.random.default_rng(seed)
    keys = generator.integers(0, 248_320, length)
    visual = generator.random(length) < 0.3
    keys[visual] = -1 - generator.integers(0, 1 << 60, int(visual.sum()))
    return keys


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "snapshots").glob("*.safetensors"))


def raw(array: mx.array) -> bytes:
    return np.array(array.reshape(-1).view(mx.uint8)).tobytes()


def settle(snapshots: Snapshots) -> None:
    """All that waits is written."""
    while snapshots.idle():
        pass
    assert snapshots._disk is not None and snapshots._disk._writer.wait(10)
    snapshots._disk.refresh()
