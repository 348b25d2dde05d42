"""The gated delta rule: one recurrence in several forms, and the convolution before it."""

import mlx.core as mx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlx_model.net.delta_net import (
    CHUNK,
    SEGMENT,
    CausalConv,
    chunked_rule,
    gated_delta_rule,
    invert_unit_lower,
    is_fused,
    recurrent_rule,
    stepwise_rule,
)

B, L = (1, 2), (1, 2, 7, 64, 65, 200)


def stream(batch, length, keys=4, values=4, started=True, seed=0):
    """Unit keys, memories from one token to thousands, and a past if `started`."""
    rng, Dk, Dv = np.random.default_rng(seed), 16, 24
    q, k = rng.standard_normal((2, batch, length, keys, Dk))
    q, k = (x / np.linalg.norm(x, axis=-1, keepdims=True) for x in (q, k))
    v = rng.standard_normal((batch, length, values, Dv))
    log_alpha = -np.exp(rng.uniform(np.log(1e-4), np.log(3.0), (batch, length, values)))
    beta = rng.uniform(0, 1, (batch, length, values))
    state = rng.standard_normal((batch, values, Dv, Dk)) * started
    fields = (q * Dk**-0.5, k, v, log_alpha, beta, state)
    return [mx.array(field.astype(np.float32)) for field in fields]


def by_definition(q, k, v, log_alpha, beta, state):
    """S_t = alpha S (I - beta k k^T) + beta v k^T and o = S q, in numpy and float64."""
    q, k, v, log_alpha, beta, S = (
        np.array(x, dtype=np.float64) for x in (q, k, v, log_alpha, beta, state)
    )
    S, out, identity = S.copy(), np.zeros(v.shape), np.eye(k.shape[-1])
    for b, t, h in np.ndindex(*v.shape[:3]):
        key, step = k[b, t, h], beta[b, t, h]
        forget = np.exp(log_alpha[b, t, h]) * (identity - step * np.outer(key, key))
        S[b, h] = S[b, h] @ forget + step * np.outer(v[b, t, h], key)
        out[b, t, h] = S[b, h] @ q[b, t, h]
    return out, S


def in_pieces(rule, arrays, lengths):
    *arrays, state = arrays
    outputs, start = [], 0
    for length in lengths:
        out, state = rule(*(x[:, start : start + length] for x in arrays), state)
        outputs.append(out)
        start += length
    return mx.concatenate(outputs, axis=1), state


@pytest.mark.parametrize("started", [False, True])
@pytest.mark.parametrize("length", L)
@pytest.mark.parametrize("batch", B)
def test_forms_of_the_rule_agree(batch, length, started, assert_close):
    arrays = stream(batch, length, started=started)
    q, k, v, log_alpha, beta, state = arrays
    truth = by_definition(*arrays)
    fused = mx.fast.gated_delta_update(q, k, v, mx.exp(log_alpha), beta, state)
    for found in (recurrent_rule(*arrays), chunked_rule(*arrays), fused):
        for ours, theirs in zip(found, truth, strict=True):
            assert_close(ours, theirs)


def test_more_tokens_than_a_segment(assert_close):
    arrays = stream(1, SEGMENT + CHUNK + 3, keys=2, values=2)
    whole, steps = chunked_rule(*arrays), recurrent_rule(*arrays)
    for ours, theirs in zip(whole, steps, strict=True):
        assert_close(ours, theirs)


def test_no_state_is_a_state_of_zeros(assert_close):
    *arrays, state = stream(2, 40, started=False)
    for ours, theirs in zip(
        gated_delta_rule(*arrays, state=None), gated_delta_rule(*arrays, state=state), strict=True
    ):
        assert_close(ours, theirs, 0)


@pytest.mark.parametrize("length", [3, 40])
def test_each_key_head_serves_consecutive_value_heads(length, assert_close):
    q, k, *rest = stream(1, length, keys=2, values=6)
    repeated = [mx.array(np.repeat(np.array(x), 3, axis=2)) for x in (q, k)]
    out, state = by_definition(*repeated, *rest)
    found, after = gated_delta_rule(q, k, *rest)
    assert_close(found, out)
    assert_close(after, state)


@settings(max_examples=30, deadline=None)
@given(lengths=st.lists(st.integers(1, 80), min_size=1, max_size=4), seed=st.integers(0, 99))
def test_any_split_gives_the_same(lengths, seed):
    arrays = stream(1, sum(lengths), keys=2, values=2, seed=seed)
    found, truth = in_pieces(gated_delta_rule, arrays, lengths), by_definition(*arrays)
    for ours, theirs in zip(found, truth, strict=True):
        assert np.abs(np.array(ours) - theirs).max() <= 1e-5 * np.abs(theirs).max()


def test_alike_keys_stay_exact(assert_close):
    """The worst case of the triangular system: every token corrects the same memory."""
    q, k, v, log_alpha, beta, state = stream(1, 64)
    k = mx.broadcast_to(k[:, :1], k.shape)
    arrays = (q, k, v, log_alpha * 1e-3, mx.ones_like(beta) * 0.99, state)
    for ours, theirs in zip(chunked_rule(*arrays), by_definition(*arrays), strict=True):
        assert_close(ours, theirs)


def test_deep_forgetting_does_not_overflow():
    q, k, v, log_alpha, beta, state = stream(1, 100)
    out, after = chunked_rule(q, k, v, mx.full(log_alpha.shape, -30.0), beta, state)
    assert np.isfinite(np.array(out)).all() and np.isfinite(np.array(after)).all()


@pytest.mark.parametrize("size", [1, 2, 8, CHUNK])
def test_inverse_of_a_unit_triangle(size, assert_close):
    a = np.tril(np.random.default_rng(size).standard_normal((2, 3, size, size)), -1) / size
    assert_close(invert_unit_lower(mx.array(a.astype(np.float32))), np.linalg.inv(np.eye(size) + a))


def test_convolution_is_causal_and_per_channel(assert_close):
    rng = np.random.default_rng(3)
    x, weight = rng.standard_normal((2, 9, 5)), rng.standard_normal((5, 4, 1))
    padded = np.concatenate([np.zeros((2, 3, 5)), x], axis=1)
    plain = sum(padded[:, tap : tap + 9] * weight[:, tap, 0] for tap in range(4))
    conv = CausalConv(5, 4)
    conv.weight = mx.array(weight.astype(np.float32))
    out, window = conv(mx.array(x.astype(np.float32)), None)
    assert_close(out, plain / (1 + np.exp(-plain)))
    assert_close(window, padded)


@pytest.mark.parametrize("lengths", [(9,), (1, 8), (2, 1, 1, 5), (8, 1)])
def test_convolution_in_pieces(lengths, assert_close):
    rng = np.random.default_rng(4)
    conv = CausalConv(5, 4)
    conv.weight = mx.array(rng.standard_normal((5, 4, 1)).astype(np.float32))
    x = mx.array(rng.standard_normal((1, 9, 5)).astype(np.float32))
    (whole, _), past, found, start = conv(x, None), None, [], 0
    for length in lengths:
        out, window = conv(x[:, start : start + length], past)
        past = window[:, -3:]
        found.append(out)
        start += length
    assert_close(mx.concatenate(found, axis=1), whole, 1e-6)
    assert_close(past, x[:, -3:], 0)


def test_stepwise_gives_the_state_after_every_token(assert_close):
    q, k, v, log_alpha, beta, state = stream(2, 7)
    out, states = stepwise_rule(q, k, v, log_alpha, beta, state)
    assert len(states) == 7
    for t in range(1, 8):
        q_, k_, v_, log_, beta_ = (x[:, :t] for x in (q, k, v, log_alpha, beta))
        expected, after = recurrent_rule(q_, k_, v_, log_, beta_, state)
        assert_close(out[:, :t], expected, 1e-6)
        assert_close(states[t - 1], after, 1e-6)


def test_no_fused_kernel_without_a_gpu():
    assert not is_fused(16, 16, 128, 128)
