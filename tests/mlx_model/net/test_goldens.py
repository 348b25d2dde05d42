"""The port against what the reference implementations made of the same checkpoints and prompts.

The files come from `python -m tools.goldens.net`.
"""

from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest

from mlx_model.checkpoint.load import load_model

GOLDENS = Path(__file__).parents[2] / "goldens" / "net"


class Golden:
    """One variant: our model of its checkpoint, and what the reference expects."""

    def __init__(self, variant: str):
        self.model = load_model(GOLDENS / variant, dtype=mx.float32)
        self.expected = dict(np.load(GOLDENS / variant / "expected.npz"))
        self.positions = mx.array(self.expected["positions"])[:, None]
        self.grids = [tuple(grid) for grid in self.expected.get("grids", np.zeros((0, 3))).tolist()]

    def embeddings(self):
        embedded = self.model.embed(mx.array(self.expected["ids"])[None])
        special = self.model.config.visual_tokens
        if self.grids and special is not None:
            places = np.flatnonzero(np.isin(self.expected["ids"], (special.image, special.video)))
            seen = self.model.see(mx.array(self.expected["patches"]), self.grids)
            embedded[0, mx.array(places)] = seen
        return embedded

    def taps(self, prefix):
        """Name, module, input and output of every recorded module under a name."""
        for key in sorted(self.expected):
            if key.startswith(prefix) and key.endswith(".x"):
                name = key.removesuffix(".x")
                module = self.model.model
                for step in name.split("."):
                    module = module[int(step)] if step.isdigit() else getattr(module, step)
                yield name, module, mx.array(self.expected[key]), self.expected[name + ".y"]


@pytest.fixture(scope="module", params=["dense", "moe", "yarn"])
def golden(request):
    return Golden(request.param)


@pytest.fixture(scope="module", params=["dense", "moe"])
def seeing(request):
    return Golden(request.param)


def test_logits(golden, assert_close):
    hidden = golden.model.hidden(golden.embeddings(), golden.positions)
    assert_close(hidden, golden.expected["hidden"])
    assert_close(golden.model.logits(hidden)[0], golden.expected["logits"])


def test_each_decoder_layer_alone(golden, assert_close):
    rotate = golden.model.model.language_model.rotary(golden.positions)
    layers = list(golden.taps("language_model.layers"))
    assert len(layers) == golden.model.config.text.num_hidden_layers
    for name, layer, x, y in layers:
        print(name)
        assert_close(layer(x, rotate, None), y)


def test_each_vision_block_alone(seeing, assert_close):
    """The reference's last call of the tower is that of the clip, the last picture."""
    grids, tower = seeing.grids[-1:], seeing.model.model.visual
    blocks = list(seeing.taps("visual.blocks"))
    assert len(blocks) == seeing.model.config.vision.depth
    for name, block, x, y in blocks:
        print(name)
        assert_close(block(x, tower.rotation(grids), grids), y)


def test_both_ends_of_the_vision_tower(seeing, assert_close):
    for name in ("visual.patch_embed", "visual.merger"):
        [(_, module, x, y)] = seeing.taps(name)
        assert_close(module(x), y)
    table = seeing.expected["visual.blocks.0.x"] - seeing.expected["visual.patch_embed.y"]
    assert_close(seeing.model.model.visual.positions(seeing.grids[-1:]), table)


def test_draft_of_the_mtp_head(assert_close):
    golden = Golden("dense")
    next_tokens = golden.model.embed(mx.array(golden.expected["ids"][1:])[None])
    hidden = mx.array(golden.expected["hidden"])[:, :-1]
    places = mx.broadcast_to(mx.arange(hidden.shape[1]), (3, 1, hidden.shape[1]))
    assert_close(golden.model.mtp(next_tokens, hidden, places), golden.expected["draft"])
