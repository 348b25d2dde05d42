"""Caches against attention over everything at once."""

import mlx.core as mx
import numpy as np
import pytest

from mlx_model.errors import RequestError
from mlx_model.net.attention import causal_attention
from mlx_model.runtime.cache import (
    STEP,
    DeltaState,
    KeyValues,
    QuantizedKeyValues,
    cache_nbytes,
    follow,
    keep_first,
    make_cache,
    recurrent_arrays,
    reserve,
    restore_states,
    token_layers,
)

B, H, K, WIDTH = 2, 6, 2, 64
SPLITS = [[1] * 12, [12], [7, 5], [9, 1, 1, 1], [1, 3, 8], [3, 9]]


def random(*shape: int) -> mx.array:
    return mx.array(np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32))


def run(cache, splits: list[int]) -> mx.array:
    T = sum(splits)
    q, k, v = random(B, H, T, WIDTH), random(B, K, T, WIDTH), random(B, K, T, WIDTH) * 0.5
    found, start = [], 0
    for length in splits:
        part = slice(start, start + length)
        found.append(cache.attend(q[:, :, part], k[:, :, part], v[:, :, part], scale=0.2))
        start += length
    return mx.concatenate(found, axis=2)


def slow_attention(T: int, change=lambda x: x) -> mx.array:
    """Every query alone with the keys up to its own token, head by head."""
    q, k, v = random(B, H, T, WIDTH), random(B, K, T, WIDTH), random(B, K, T, WIDTH) * 0.5
    q, k, v = np.array(q), np.array(change(k)), np.array(change(v))
    out = np.zeros_like(q)
    for b, h, t in np.ndindex(B, H, T):
        group = h // (H // K)
        scores = k[b, group, : t + 1] @ q[b, h, t] * 0.2
        weights = np.exp(scores - scores.max())
        out[b, h, t] = weights / weights.sum() @ v[b, group, : t + 1]
    return mx.array(out)


def assert_close(ours: mx.array, expected: mx.array, tolerance: float) -> None:
    difference = np.abs(np.array(ours) - np.array(expected))
    assert difference.max() < tolerance, f"max {difference.max()}, mean {difference.mean()}"


@pytest.mark.parametrize("splits", SPLITS, ids=str)
def test_full_precision_is_causal_in_any_split(splits):
    assert_close(run(KeyValues(), splits), slow_attention(12), 1e-5)


@pytest.mark.parametrize("bits", [4, 8])
@pytest.mark.parametrize("splits", SPLITS, ids=str)
def test_quantized_equals_attention_over_quantized_keys(splits, bits):
    """Exactly what quantizing loses and nothing more, both ways of multiplying."""

    def lossy(x: mx.array) -> mx.array:
        packed = mx.quantize(x, group_size=64, bits=bits)
        return mx.dequantize(*packed, group_size=64, bits=bits)

    ours = run(QuantizedKeyValues(bits, 64), splits)
    assert_close(ours, slow_attention(12, lossy), 1e-5)
    loss = np.abs(np.array(ours - slow_attention(12))).max()
    assert 1e-4 < loss < {4: 0.5, 8: 0.05}[bits]


@pytest.mark.parametrize("cache", [KeyValues(), QuantizedKeyValues(8, 64)])
def test_grows_over_steps_and_trims(cache):
    long = STEP + 7
    whole = run(cache, [100, 156, 7])
    assert cache.tokens.length == long
    expected = run(KeyValues(), [long])
    assert_close(whole, expected, 0.05)
    cache.tokens.trim(STEP - 3)
    assert all(array.shape[2] == STEP - 3 for array in cache.tokens.arrays)
    q, k, v = (random(B, n, long, WIDTH)[:, :, STEP - 3 :] for n in (H, K, K))
    again = cache.attend(q, k, v * 0.5, scale=0.2)
    assert_close(again, expected[:, :, STEP - 3 :], 0.05)


def test_quantized_keys_are_smaller():
    full, packed = KeyValues(), QuantizedKeyValues(4, 64)
    run(full, [64])
    run(packed, [64])
    assert packed.tokens.nbytes < full.tokens.nbytes / 5  # 4 bits and 2 float32 for 64 values


def test_reserved_room_is_made_at_once(model):
    cache = make_cache(model)
    reserve(cache, 3 * STEP)
    keys = random(1, 2, 5, 32)
    layer = cache[3]
    assert isinstance(layer, KeyValues)
    layer.attend(random(1, 4, 5, 32), keys, keys, scale=1.0)
    assert layer.tokens.nbytes == 2 * 2 * 3 * STEP * 32 * 4
    assert layer.tokens.arrays[0].shape[2] == 5


def test_a_decoded_token_is_written_in_place():
    """Once its readers are evaluated, an array must not be copied for one more token."""
    cache = KeyValues()
    reserve_bytes = 2 * B * K * 64 * STEP * WIDTH * 4
    cache.tokens.reserve(64 * STEP)
    one = random(B, K, 1, WIDTH)
    mx.eval(cache.attend(random(B, H, 1, WIDTH), one, one, scale=1.0))
    before = mx.get_active_memory()
    mx.reset_peak_memory()
    for _ in range(3):
        mx.eval(cache.attend(random(B, H, 1, WIDTH), one, one, scale=1.0))
    assert mx.get_peak_memory() - before < reserve_bytes / 4


def see(model, cache, ids: list[int], start: int) -> mx.array:
    positions = mx.broadcast_to(mx.arange(start, start + len(ids)), (3, 1, len(ids)))
    return model.hidden(model.embed(mx.array([ids])), positions, cache)


@pytest.mark.parametrize("kept", [1, 2, 4])
def test_tokens_tried_out_and_taken_back_leave_no_trace(model, kept):
    tried, straight = make_cache(model), make_cache(model)
    for cache in (tried, straight):
        mx.eval(see(model, cache, [1, 2, 3, 4, 5], 0), recurrent_arrays(cache))
    follow(tried)
    see(model, tried, [6, 7, 8, 9], 5)
    keep_first(tried, kept, 5 + kept)
    see(model, straight, [6, 7, 8, 9][:kept], 5)
    for ours, expected in zip(recurrent_arrays(tried), recurrent_arrays(straight), strict=True):
        assert_close(ours, expected, 1e-5)  # a product of four rows rounds unlike four of one
    ours, expected = (see(model, cache, [10, 11], 5 + kept) for cache in (tried, straight))
    assert_close(ours, expected, 1e-5)


def test_states_and_tokens_put_back_go_on_the_same(model):
    cache, other = make_cache(model), make_cache(model)
    mx.eval(see(model, cache, [1, 2, 3, 4, 5], 0), recurrent_arrays(cache))
    restore_states(other, recurrent_arrays(cache))
    for mine, theirs in zip(token_layers(other), token_layers(cache), strict=True):
        mine.restore(theirs.stretch(0, 5))
    assert_close(see(model, other, [6, 7], 5), see(model, cache, [6, 7], 5), 1e-6)
    assert cache_nbytes(cache) > 0


def test_cache_follows_the_layers_and_refuses_odd_bits(model, build):
    kinds = [type(layer) for layer in make_cache(model, kv_bits=4)]
    assert kinds == [DeltaState, DeltaState, DeltaState, QuantizedKeyValues]
    with pytest.raises(RequestError, match="4 or 8 bits"):
        make_cache(model, kv_bits=3)
    narrow = build(
        head_dim=16,
        rope_parameters={
            "rope_type": "default",
            "rope_theta": 1e4,
            "partial_rotary_factor": 1.0,
            "mrope_section": [3, 3, 2],
        },
    )
    with pytest.raises(RequestError, match="width 16"):
        make_cache(narrow, kv_bits=4)


def test_causal_attention_alone_agrees_with_the_slow_one():
    q, k, v = random(B, H, 12, WIDTH), random(B, K, 12, WIDTH), random(B, K, 12, WIDTH) * 0.5
    assert_close(causal_attention(q, k, v, scale=0.2), slow_attention(12), 1e-5)
