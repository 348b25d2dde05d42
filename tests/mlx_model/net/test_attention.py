"""Gated attention: causal, grouped, gated, and the same through a cache."""

import mlx.core as mx
import numpy as np
import pytest

from mlx_model.net.attention import GatedAttention, causal_attention
from mlx_model.net.rope import Rotary


@pytest.fixture
def layer(tiny):
    model = tiny("dense")
    return model.model.language_model.layers[3].self_attn


def rotate_at(layer_config, start, length):
    places = mx.broadcast_to(mx.arange(start, start + length), (3, 1, length))
    return Rotary(layer_config)(places)


def states(length, width=32):
    rng = np.random.default_rng(1)
    return mx.array(rng.standard_normal((1, length, width)).astype(np.float32))


def by_hand(q, k, v, scale):
    """Softmax over earlier tokens, key-value heads repeated for their queries. float64."""
    q, k, v = (np.array(x, dtype=np.float64) for x in (q, k, v))
    k, v = (np.repeat(x, q.shape[1] // x.shape[1], axis=1) for x in (k, v))
    L, T = q.shape[2], k.shape[2]
    scores = q @ k.swapaxes(-1, -2) * scale
    scores[..., np.triu(np.ones((L, T), dtype=bool), T - L + 1)] = -np.inf
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True) @ v


@pytest.mark.parametrize(("queries", "tokens"), [(1, 1), (1, 9), (5, 5), (3, 8)])
def test_causal_attention(queries, tokens, assert_close):
    rng = np.random.default_rng(queries * 10 + tokens)
    shapes = (2, 6, queries, 8), (2, 2, tokens, 8), (2, 2, tokens, 8)
    q, k, v = (mx.array(rng.standard_normal(shape).astype(np.float32)) for shape in shapes)
    assert_close(causal_attention(q, k, v, scale=0.3), by_hand(q, k, v, 0.3))


@pytest.mark.parametrize("lengths", [(12,), (5, 7), (11, 1), (1,) * 12])
def test_with_cache_as_without(layer, tiny, make_cache, lengths, assert_close):
    config = tiny("dense").config
    x, cache = states(12), make_cache(config)[3]
    whole = layer(x, rotate_at(config.text.rope, 0, 12), None)
    found, start = [], 0
    for length in lengths:
        rotate = rotate_at(config.text.rope, start, length)
        found.append(layer(x[:, start : start + length], rotate, cache))
        start += length
    assert_close(mx.concatenate(found, axis=1), whole)


def test_later_tokens_do_not_matter(layer, tiny, assert_close):
    rope = tiny("dense").config.text.rope
    x = states(10)
    changed = mx.concatenate([x[:, :6], -x[:, 6:]], axis=1)
    rotate = rotate_at(rope, 0, 10)
    ours, theirs = layer(x, rotate, None), layer(changed, rotate, None)
    assert_close(ours[:, :6], theirs[:, :6], 0)
    assert np.abs(np.array(ours[:, 6:]) - np.array(theirs[:, 6:])).max() > 1e-3


def test_closed_gate_lets_nothing_through(tiny):
    """The second half of each head of q_proj is the gate."""
    config = tiny("dense").config.text
    layer = GatedAttention(config)
    shape = layer.q_proj.weight.shape
    by_head = np.ones((config.num_attention_heads, 2, config.head_dim, shape[1]), np.float32)
    by_head[:, 1] = -1e3
    layer.q_proj.weight = mx.array(by_head.reshape(shape))
    out = layer(mx.ones((1, 4, shape[1])), rotate_at(config.rope, 0, 4), None)
    assert np.abs(np.array(out)).max() == 0
