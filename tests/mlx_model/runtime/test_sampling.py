"""Sampling against slow definitions in numpy."""

import mlx.core as mx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlx_model.errors import RequestError
from mlx_model.runtime.sampling import Sampler, Sampling, filtered

V = 40


def softmax(x: np.ndarray) -> np.ndarray:
    weights = np.exp(x - x.max())
    return weights / weights.sum()


def slow_probabilities(logits: np.ndarray, sampling: Sampling) -> np.ndarray:
    """One candidate at a time, as the papers say it."""
    scores = logits / sampling.temperature
    ranked = list(np.argsort(-scores))
    if sampling.top_k:
        ranked = ranked[: sampling.top_k]
    share = dict(zip(ranked, softmax(scores[ranked]), strict=True))
    kept, mass = [], 0.0
    for token in ranked:
        if mass >= sampling.top_p:
            break
        kept.append(token)
        mass += share[token]
    best = max(share[token] for token in kept)
    kept = [token for token in kept if share[token] >= sampling.min_p * best]
    probabilities = np.zeros(len(logits))
    probabilities[kept] = softmax(scores[kept])
    return probabilities


def our_probabilities(logits: np.ndarray, sampling: Sampling) -> np.ndarray:
    scores, ids = filtered(mx.array(logits[None], dtype=mx.float32), sampling)
    places = np.arange(len(logits)) if ids is None else np.array(ids[0])
    probabilities = np.zeros(len(logits))
    probabilities[places] = softmax(np.array(scores[0], dtype=np.float64))
    return probabilities


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    temperature=st.sampled_from([0.3, 0.7, 1.0, 1.9]),
    top_k=st.sampled_from([0, 1, 3, 20, V, 3 * V]),
    top_p=st.sampled_from([0.05, 0.5, 0.83, 0.95, 1.0]),
    min_p=st.sampled_from([0.0, 0.03, 0.4]),
)
def test_filters_equal_their_definition(seed, temperature, top_k, top_p, min_p):
    logits = np.random.default_rng(seed).normal(size=V).astype(np.float32) * 3
    sampling = Sampling(temperature, top_p, top_k, min_p)
    ours, slow = our_probabilities(logits, sampling), slow_probabilities(logits, sampling)
    np.testing.assert_allclose(ours, slow, atol=1e-5)


def test_penalties_equal_their_definition():
    """Repetition counts prompt and reply, presence and frequency only the reply."""
    settings = Sampling(presence_penalty=0.7, frequency_penalty=0.4, repetition_penalty=1.5)
    sampler = Sampler(settings, np.array([1, 2, 2]), V)
    rng = np.random.default_rng(0)
    reply: list[int] = []
    for _ in range(30):
        logits = (rng.normal(size=V) + np.linspace(-2, 2, V)).astype(np.float32)
        expected = logits.copy()
        for token in {1, 2, *reply}:
            factor = 1 / 1.5 if expected[token] > 0 else 1.5
            expected[token] *= factor
        for token in set(reply):
            expected[token] -= 0.4 * reply.count(token) + 0.7
        reply.append(int(np.array(sampler(mx.array(logits[None])))[0]))
        assert reply[-1] == expected.argmax()
    assert len(set(reply)) < len(reply)  # the penalties were at work on a repeated token


def draw(sampling: Sampling, count: int, logits: mx.array) -> list[int]:
    sampler = Sampler(sampling, np.zeros(0, dtype=np.int32), V)
    return [int(np.array(sampler(logits))[0]) for _ in range(count)]


def test_same_seed_same_tokens_and_no_global_key():
    logits = mx.array(np.random.default_rng(1).normal(size=(1, V)))
    sampling = Sampling(temperature=1.0, top_k=20, top_p=0.9, seed=7)
    first = draw(sampling, 20, logits)
    mx.random.seed(123)
    assert draw(sampling, 20, logits) == first
    assert draw(Sampling(temperature=1.0, seed=8), 20, logits) != first
    unseeded = Sampling(temperature=1.5)
    assert draw(unseeded, 20, logits) != draw(unseeded, 20, logits)


def test_draws_follow_the_probabilities():
    logits = np.log(np.array([0.5, 0.3, 0.15, 0.05] + [1e-9] * (V - 4), dtype=np.float32))
    drawn = draw(Sampling(temperature=1.0, top_k=3, seed=0), 3000, mx.array(logits[None]))
    share = np.bincount(drawn, minlength=V) / 3000
    np.testing.assert_allclose(share[:4], [0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0], atol=0.03)


def test_greedy_takes_the_likeliest_in_any_precision():
    logits = mx.zeros((1, V), dtype=mx.bfloat16).at[0, 17].add(1)
    assert draw(Sampling(), 2, logits) == [17, 17]


@pytest.mark.parametrize(
    "field, value",
    [
        ("temperature", -0.1),
        ("temperature", float("nan")),
        ("temperature", float("inf")),
        ("top_p", 0.0),
        ("top_p", 1.1),
        ("top_k", -1),
        ("min_p", 1.0),
        ("presence_penalty", 2.1),
        ("frequency_penalty", -2.1),
        ("repetition_penalty", 0.0),
        ("seed", -1),
        ("seed", 2**64),
    ],
)
def test_settings_out_of_range_are_refused_by_name(field, value):
    with pytest.raises(RequestError, match=field):
        Sampling(**{field: value})
