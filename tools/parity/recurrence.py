"""Rows for the gated delta rule: its three forms are one function.

Step by step is the definition; chunks are how a prompt is computed; MLX's own operation is what
a Mac's GPU runs. transformers' two forms are compared as well.
"""

# pyright: reportMissingImports=false

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import mlx.core as mx
import numpy as np
import torch
from transformers.models.qwen3_5.modeling_qwen3_5 import torch_chunk_gated_delta_rule

from mlx_model.net.delta_net import chunked_rule, recurrent_rule
from tools.parity.reference import NAME
from tools.parity.row import FP32, Row, compare, worst

BATCHES = (1, 2)
LENGTHS = (1, 2, 7, 64, 65, 200)
FUSED = "mx.fast.gated_delta_update"


@dataclass(frozen=True)
class Stream:
    """Inputs of the rule. q, k: (B, L, H, Dk); v: (B, L, H, Dv); the gates: (B, L, H)."""

    q: np.ndarray
    k: np.ndarray
    v: np.ndarray
    log_alpha: np.ndarray
    beta: np.ndarray
    state: np.ndarray  # (B, H, Dv, Dk)

    @property
    def arrays(self) -> tuple[mx.array, ...]:
        """In the order the rules take them."""
        fields = (self.q, self.k, self.v, self.log_alpha, self.beta, self.state)
        return tuple(mx.array(field) for field in fields)


def stream(B: int, L: int, started: bool, H: int = 4, Dk: int = 16, Dv: int = 24) -> Stream:
    """Random keys of unit length, memories from a few tokens to thousands."""
    rng = np.random.default_rng(B * 1000 + L)
    q, k = rng.standard_normal((2, B, L, H, Dk))
    unit = [x / np.linalg.norm(x, axis=-1, keepdims=True) for x in (q, k)]
    v = rng.standard_normal((B, L, H, Dv))
    log_alpha = -np.exp(rng.uniform(np.log(1e-4), np.log(2.0), (B, L, H)))
    beta = rng.uniform(0, 1, (B, L, H))
    state = rng.standard_normal((B, H, Dv, Dk)) * started
    fields = (unit[0] * Dk**-0.5, unit[1], v, log_alpha, beta, state)
    return Stream(*(field.astype(np.float32) for field in fields))


def rows(_: Path) -> Iterator[Row]:
    """Outputs and final states, over batches, lengths and with or without a past."""
    cases = [stream(*case) for case in product(BATCHES, LENGTHS, (False, True))]
    chunked = [_apart(FUSED, chunked_rule(*case.arrays), _fused(case)) for case in cases]
    yield worst("gated delta rule, in chunks", [row for pair in chunked for row in pair])
    steps = [_apart("our steps", chunked_rule(*c.arrays), recurrent_rule(*c.arrays)) for c in cases]
    yield worst("gated delta rule, in chunks", [row for pair in steps for row in pair])
    peer = [_apart(NAME, chunked_rule(*case.arrays), _transformers(case)) for case in cases]
    yield worst("gated delta rule, in chunks", [row for pair in peer for row in pair])
    definition = [_apart(FUSED, recurrent_rule(*case.arrays), _fused(case)) for case in cases]
    yield worst("gated delta rule, step by step", [row for pair in definition for row in pair])


def _apart(
    name: str, ours: tuple[mx.array, mx.array], theirs: tuple[mx.array, mx.array]
) -> list[Row]:
    pairs = zip(ours, theirs, strict=True)
    return [compare("rule", name, np.array(a), np.array(b), FP32) for a, b in pairs]


def _fused(case: Stream) -> tuple[mx.array, mx.array]:
    q, k, v, log_alpha, beta, state = case.arrays
    out, state = mx.fast.gated_delta_update(q, k, v, mx.exp(log_alpha), beta, state)
    return out, state


def _transformers(case: Stream) -> tuple[mx.array, mx.array]:
    """It scales the query itself and keeps the state the other way round."""
    q, k, v, log_alpha, beta, state = (torch.from_numpy(np.array(x)) for x in case.arrays)
    out, after = torch_chunk_gated_delta_rule(
        q * q.shape[-1] ** 0.5,
        k,
        v,
        g=log_alpha,
        beta=beta,
        initial_state=state.transpose(-1, -2),
        output_final_state=True,
    )
    assert after is not None
    return mx.array(out.numpy()), mx.array(after.transpose(-1, -2).numpy())
