"""What config.json says about quantized modules, under either layout's names."""

import pytest

from mlx_model.checkpoint.packing import DRAFT_HEAD_FIELD, Packing, packings
from mlx_model.errors import CheckpointError, KestrelError

UP = "model.language_model.layers.0.mlp.up_proj"
DOWN = "model.language_model.layers.0.mlp.down_proj"
FC = "mtp.fc"
STORED = [f"{module}.{leaf}" for module in (UP, DOWN, FC) for leaf in ("weight", "scales")]


def config(**overrides):
    return {"quantization": {"bits": 4, "group_size": 64} | overrides}


def test_the_default_holds_where_nothing_else_is_said():
    assert packings(config(), STORED) == dict.fromkeys((UP, DOWN, FC), Packing(4, 64))


def test_modules_without_scales_are_not_quantized():
    assert packings(config(), [f"{UP}.weight"]) == {}


@pytest.mark.parametrize(
    "path",
    [
        "language_model.model.layers.0.mlp.up_proj",
        "model.language_model.layers.0.mlp.up_proj",
        "model.layers.0.mlp.up_proj",
    ],
)
def test_an_override_under_either_name(path):
    found = packings(config(**{path: {"bits": 8, "group_size": 32}}), STORED)
    assert found[UP] == Packing(8, 32) and found[DOWN] == Packing(4, 64)


def test_an_override_without_a_mode_is_affine():
    raw = config(mode="mxfp4", group_size=32, **{UP: {"bits": 8, "group_size": 64}})
    found = packings(raw, STORED)
    assert found[UP] == Packing(8, 64) and found[DOWN] == Packing(4, 32, "mxfp4")


def test_true_means_the_default():
    assert packings(config(**{UP: True}), STORED)[UP] == Packing(4, 64)


def test_false_contradicts_stored_scales():
    with pytest.raises(CheckpointError, match=f"{UP} is stored quantized, but config.json has no"):
        packings(config(**{UP: False}), STORED)


@pytest.mark.parametrize("raw", [{}, {"quantization": None}])
def test_scales_without_any_configuration(raw):
    with pytest.raises(CheckpointError, match="is stored quantized, but config.json has no"):
        packings(raw, STORED)


def test_the_other_field_serves_too():
    raw = {"quantization_config": {"bits": 6, "group_size": 32}}
    assert packings(raw, STORED)[UP] == Packing(6, 32)


def test_a_grafted_head_has_its_own():
    raw = config() | {DRAFT_HEAD_FIELD: {"bits": 8, "group_size": 32}}
    found = packings(raw, STORED)
    assert found[FC] == Packing(8, 32) and found[UP] == Packing(4, 64)


@pytest.mark.parametrize(
    "override", [{"bits": 1, "group_size": 64}, {"bits": 4, "group_size": 64, "mode": "codebook"}]
)
def test_what_mlx_does_not_know_is_refused(override):
    with pytest.raises(CheckpointError, match=r"quantization\..*MLX does not know"):
        packings(config(**{UP: override}), STORED)


def test_an_override_without_bits_names_its_place():
    with pytest.raises(KestrelError, match=r"quantization\.mtp\.fc\.bits must be"):
        packings(config(**{FC: {"group_size": 64}}), STORED)
