"""The sparse feed-forward against one token and one expert at a time."""

import mlx.core as mx
import numpy as np
import pytest


@pytest.fixture(params=[1, 2, 6])
def moe(tiny, request):
    return tiny("moe", num_experts_per_tok=request.param).model.language_model.layers[0].mlp


def silu(x):
    return x / (1 + np.exp(-x))


def feed_forward(x, gate, up, down):
    gate, up, down = (np.array(weight, dtype=np.float64) for weight in (gate, up, down))
    return (silu(x @ gate.T) * (x @ up.T)) @ down.T


def by_hand(moe, token):
    scores = np.exp(np.array(moe.gate.weight, dtype=np.float64) @ token)
    scores /= scores.sum()
    best = np.argsort(-scores)[: moe.chosen]
    experts, shared = moe.switch_mlp, moe.shared_expert
    out = sum(
        scores[e]
        / scores[best].sum()
        * feed_forward(
            token,
            experts.gate_proj.weight[int(e)],
            experts.up_proj.weight[int(e)],
            experts.down_proj.weight[int(e)],
        )
        for e in best
    )
    gate = 1 / (1 + np.exp(-np.array(moe.shared_expert_gate.weight, dtype=np.float64) @ token))
    weights = (shared.gate_proj.weight, shared.up_proj.weight, shared.down_proj.weight)
    return out + gate * feed_forward(token, *weights)


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (2, 20)])
def test_as_by_hand(moe, shape, assert_close):
    x = np.random.default_rng(0).standard_normal((*shape, 32))
    expected = np.stack([by_hand(moe, token) for token in x.reshape(-1, 32)])
    out = moe(mx.array(x.astype(np.float32)))
    assert out.shape == x.shape
    assert_close(out.reshape(-1, 32), expected)
