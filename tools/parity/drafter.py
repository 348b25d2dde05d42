"""Rows for the MTP head: transformers has none, so mlx-vlm's drafter is the other side.

Its splitter takes the `mtp.*` tensors out of the same checkpoint; both heads then see the same
embeddings and hidden states.
"""

# pyright: reportMissingImports=false

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import mlx.core as mx
import numpy as np
from mlx_vlm.speculative.drafters.qwen3_5_mtp.split import Qwen3_5MTPSplitter

from mlx_model.checkpoint.load import load_model
from mlx_model.net.model import Model
from mlx_model.runtime.cache import KeyValues
from tools.goldens.tiny_checkpoints import Tiny
from tools.parity.reference import Reference
from tools.parity.row import FP32, Row, compare, exact

NAME = "mlx-vlm's drafter"
PROMPT, DRAFTS = 40, 6


def rows(folder: Path) -> Iterator[Row]:
    """One pass, the same through a cache, and a chain of greedy draft tokens."""
    for what, tiny in (("dense", Tiny(mtp=True)), ("experts", Tiny(seed=1, moe=True, mtp=True))):
        reference = Reference.make(tiny, folder / what)
        model = load_model(reference.folder, dtype=mx.float32)
        drafter = cast(Any, Qwen3_5MTPSplitter()).load(reference.folder)
        drafter.eval()
        rng = np.random.default_rng(6)
        ids = mx.array(rng.integers(0, 60, (1, PROMPT + 1)))
        hidden = model.hidden(model.embed(ids[:, :-1]), _places(0, PROMPT))
        pairs = model.embed(ids[:, 1:]), hidden
        theirs = np.array(drafter._forward_hidden(*pairs, None, mx.arange(PROMPT)[None]))
        ours = np.array(model.mtp(*pairs, _places(0, PROMPT)))
        yield compare(f"MTP head, {what}, one pass", NAME, ours, theirs, FP32)
        cached = _in_pieces(model, pairs, (1, 7, 30, 1, 1))
        yield compare(f"MTP head, {what}, through its cache", NAME, cached, theirs, FP32)
        drafts = _drafted(model, pairs), _drafted_by(drafter, model, ids, hidden)
        yield exact(f"MTP head, {what}, {DRAFTS} greedy draft tokens", NAME, *drafts)


def _places(start: int, length: int) -> mx.array:
    return mx.broadcast_to(mx.arange(start, start + length), (3, 1, length))


def _in_pieces(
    model: Model, pairs: tuple[mx.array, mx.array], lengths: tuple[int, ...]
) -> np.ndarray:
    cache, start, found = [KeyValues()], 0, []
    for length in lengths:
        embedded, hidden = (x[:, start : start + length] for x in pairs)
        found.append(model.mtp(embedded, hidden, _places(start, length), cache))
        start += length
    return np.array(mx.concatenate(found, axis=1))


def _drafted(model: Model, pairs: tuple[mx.array, mx.array]) -> list[int]:
    """Each draft token follows from the head's own hidden state before it."""
    cache, tokens = [KeyValues()], []
    hidden = model.mtp(*pairs, _places(0, PROMPT), cache)[:, -1:]
    for step in range(DRAFTS):
        token = mx.argmax(model.logits(hidden), axis=-1)
        tokens.append(int(np.array(token)[0, 0]))
        hidden = model.mtp(model.embed(token), hidden, _places(PROMPT + step, 1), cache)
    return tokens


def _drafted_by(drafter: Any, model: Model, ids: mx.array, hidden: mx.array) -> list[int]:  # noqa: ANN401 - mlx-vlm's class
    drafter.reset(_Target(model))
    drafter.prefill_from_target_hidden(ids[:, :-1], hidden, ids[:, -1], sampler=None, greedy=True)
    block = drafter.draft_block(0, hidden, None, DRAFTS + 1, sampler=None, greedy=True)
    return block[0].tolist()


class _Target:
    """What the drafter borrows from the model it drafts for."""

    def __init__(self, model: Model) -> None:
        self.embed_tokens = model.embed
        self.lm_head = model.logits
