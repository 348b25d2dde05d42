"""Tiny networks with random weights, plain caches for them, and a comparison that says how far."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest
from mlx.utils import tree_map_with_path

from mlx_model.config import ModelConfig, parse_config
from mlx_model.net.attention import causal_attention
from mlx_model.net.model import Model

GOLDENS = Path(__file__).parents[2] / "goldens" / "net"


@pytest.fixture(autouse=True)
def on_cpu() -> Iterator[None]:
    """The bounds are those of the CPU; a Mac's GPU rounds otherwise."""
    before = mx.default_device()
    mx.set_default_device(mx.cpu)
    yield
    mx.set_default_device(before)


@pytest.fixture
def assert_close() -> Callable[..., None]:
    """Relative to the second tensor's largest value; prints the largest and mean difference."""

    def check(ours: object, theirs: object, bound: float = 1e-5) -> None:
        a, b = (np.array(x, dtype=np.float64) for x in (ours, theirs))
        assert a.shape == b.shape
        difference = np.abs(a - b) / (np.abs(b).max() or 1.0)
        said = f"max {difference.max():.2e}, mean {difference.mean():.2e}, bound {bound:.0e}"
        print(said)
        assert difference.max() <= bound, said

    return check


@dataclass
class PlainKeyValues:
    """The simplest cache that keeps the protocol."""

    keys: mx.array | None = None
    values: mx.array | None = None

    def attend(
        self, queries: mx.array, keys: mx.array, values: mx.array, *, scale: float
    ) -> mx.array:
        if self.keys is not None and self.values is not None:
            keys = mx.concatenate([self.keys, keys], axis=2)
            values = mx.concatenate([self.values, values], axis=2)
        self.keys, self.values = keys, values
        return causal_attention(queries, keys, values, scale=scale)


@dataclass
class PlainDelta:
    conv: mx.array | None = None
    state: mx.array | None = None
    trail: list[tuple[mx.array, mx.array]] | None = None


def plain_cache(config: ModelConfig) -> list[PlainKeyValues | PlainDelta]:
    kinds = {"linear_attention": PlainDelta, "full_attention": PlainKeyValues}
    return [kinds[kind]() for kind in config.text.layer_types]


@pytest.fixture
def make_cache() -> Callable[[ModelConfig], list[PlainKeyValues | PlainDelta]]:
    return plain_cache


def tiny_config(variant: str = "dense", **text: object) -> ModelConfig:
    raw = json.loads((GOLDENS / variant / "config.json").read_text())
    raw["text_config"] |= text
    return parse_config(raw)


def random_model(config: ModelConfig, seed: int = 0) -> Model:
    """Weights of spread 1/sqrt(fan in), norms around one, memories of some dozens of tokens."""
    model, rng = Model(config), np.random.default_rng(seed)

    def draw(name: str, old: mx.array) -> mx.array:
        fan_in = 4 if name.endswith(("embed_tokens.weight", "conv1d.weight")) else old.shape[-1]
        centre = -4.0 if name.endswith("dt_bias") else float(old.ndim == 1)
        new = centre + rng.standard_normal(old.shape) / np.sqrt(fan_in)
        return mx.array(new.astype(np.float32))

    model.update(tree_map_with_path(draw, model.parameters()))
    mx.eval(model.parameters())
    return model


@pytest.fixture
def tiny() -> Callable[..., Model]:
    """tiny(variant, **text_config): a small model of a golden's shape with random weights."""
    return lambda variant="dense", **text: random_model(tiny_config(variant, **text))
