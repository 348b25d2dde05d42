"""Rows for the cache: in chunks, token by token, and against transformers' own cache."""

from collections.abc import Iterator
from pathlib import Path

import mlx.core as mx

from mlx_model.checkpoint.load import load_model
from mlx_model.runtime.cache import make_cache
from tools.goldens.tiny_checkpoints import Tiny
from tools.parity import port
from tools.parity.reference import NAME, Reference
from tools.parity.row import FP32, Row, compare
from tools.parity.sample import LONG, compose

CHUNKS = (1, 7, 64)


def rows(folder: Path) -> Iterator[Row]:
    """Dense and sparse, with pictures, longer than the longest chunk."""
    for what, tiny in (("dense", Tiny()), ("experts", Tiny(seed=1, moe=True))):
        reference = Reference.make(tiny, folder / what)
        model = load_model(reference.folder, dtype=mx.float32)
        sample = compose(reference.config, LONG)
        length = len(sample.ids)
        single = port.logits(model, sample)
        theirs = reference.logits(sample)
        for chunk in CHUNKS:
            found = port.chunked(model, sample, _pieces(length, chunk), make_cache(model))
            title = f"prefill in chunks of {chunk}, {what}, {length} tokens"
            yield compare(title, "our one pass", found, single, FP32)
            yield compare(title, NAME, found, theirs, FP32)
        # A prefill, then 20 tokens decoded one by one. transformers continues text only.
        prompt = length - 20
        found = port.chunked(model, sample, [prompt] + [1] * 20, make_cache(model))
        title = f"prefill and 20 decoded tokens, {what}"
        yield compare(title, "our one pass", found, single, FP32)
        decoded = reference.decoded(sample, prompt)
        yield compare(title, "transformers with its own cache", found, decoded, FP32)


def _pieces(length: int, chunk: int) -> list[int]:
    whole, rest = divmod(length, chunk)
    return [chunk] * whole + [rest] * bool(rest)
