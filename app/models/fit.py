"""Will a model run here? The engine's own sums for a conversation to come."""

from dataclasses import dataclass
from typing import Literal

from app.models.machine import Machine
from mlx_model.config import ModelConfig
from mlx_model.footprint import chunk_bytes, sight_bytes, state_bytes, token_bytes

STEP = 256  # tokens by which caches grow
CHUNK = 512  # tokens of a prefill at once
ITEMSIZE = 2  # bytes of a value in bfloat16
POINTS = 6  # recurrent states that lie beside each other while a request runs
PATCHES = 4 * 2048  # of a picture of 2048 visual tokens: a whole screen at full size
PATCHES_WITH_SCORES = 4 * 256  # where every score of the tower lies in memory too
LEAST = 0.05  # of the limit the engine keeps free to answer with
TIGHT = 0.85  # of what is usable: beyond it there is little left for snapshots


@dataclass(frozen=True)
class Verdict:
    """Bytes. `weights` and `context` add up to `needed`; `tokens` are those of the context."""

    kind: Literal["fits", "tight", "wont_fit"]
    needed: int
    usable: int
    weights: int
    context: int
    tokens: int


def verdict(
    config: ModelConfig, weights: int, machine: Machine, tokens: int, *, kv_bits: int | None = None
) -> Verdict:
    """Whether weights of so many bytes can answer with a context of so many tokens."""
    tokens = min(tokens, config.text.max_position_embeddings)
    context = context_bytes(config, tokens, fused=machine.is_metal, kv_bits=kv_bits)
    needed, usable = weights + context, machine.usable
    too_heavy = usable - weights < LEAST * usable
    if needed > usable or too_heavy:
        kind = "wont_fit"
    else:
        kind = "tight" if needed > TIGHT * usable else "fits"
    return Verdict(kind, needed, usable, weights, context, tokens)


def context_bytes(
    config: ModelConfig, tokens: int, *, fused: bool, kv_bits: int | None = None
) -> int:
    """The most that a conversation of so many tokens with a large picture in it may hold."""
    length = -(-tokens // STEP) * STEP
    text = config.text
    kept = length * token_bytes(text, ITEMSIZE, kv_bits, drafts=True)
    kept += POINTS * state_bytes(text, ITEMSIZE)
    chunk = chunk_bytes(text, min(CHUNK, tokens), length, fused=fused)
    patches = PATCHES if fused else PATCHES_WITH_SCORES
    sight = sight_bytes(config.vision, patches, patches, fused=fused) if config.vision else 0
    return kept + max(chunk, sight)
