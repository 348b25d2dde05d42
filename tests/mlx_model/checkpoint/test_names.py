"""Names in both layouts, and the marks by which a layout is known."""

from pathlib import Path

import pytest
from mlx.utils import tree_flatten

from mlx_model.checkpoint.names import layout_of, mlx_name, module_path, placement
from mlx_model.checkpoint.plan import read_plan
from mlx_model.checkpoint.shards import Shard, Stored, read_shards
from mlx_model.config import load_config
from mlx_model.errors import CheckpointError
from mlx_model.net.model import Model


def shard(mark, *names):
    return Shard(Path("x.safetensors"), mark, tuple(Stored(n, "F32", (1,), 4) for n in names))


@pytest.mark.parametrize(
    ("names", "mark", "layout"),
    [
        (("model.language_model.norm.weight",), "pt", "huggingface"),
        (("model.language_model.norm.weight",), None, "huggingface"),
        (("model.layers.0.input_layernorm.weight", "lm_head.weight"), "pt", "huggingface"),
        (("model.visual.pos_embed.weight", "mtp.norm.weight"), "pt", "huggingface"),
        (("language_model.model.norm.weight",), "mlx", "mlx"),
        (("vision_tower.pos_embed.weight", "language_model.lm_head.scales"), "mlx", "mlx"),
    ],
)
def test_the_names_tell_the_layout(names, mark, layout):
    assert layout_of([shard(mark, *names)]) == layout


@pytest.mark.parametrize(
    ("name", "mark"),
    [("model.language_model.norm.weight", "mlx"), ("language_model.model.norm.weight", "pt")],
)
def test_names_against_the_mark(name, mark):
    with pytest.raises(CheckpointError, match=f"contradicts itself: .*'{mark}'"):
        layout_of([shard(mark, name)])


def test_both_layouts_in_one_folder():
    shards = [shard("pt", "model.visual.a"), shard("mlx", "language_model.model.b")]
    with pytest.raises(CheckpointError, match="mixes Hugging Face's and MLX's"):
        layout_of(shards)


def test_names_of_another_family():
    with pytest.raises(CheckpointError, match=r"No tensor has a name of .* transformer\.h\.0"):
        layout_of([shard("pt", "transformer.h.0.weight")])


@pytest.mark.parametrize("variant", ["dense", "moe"])
def test_every_parameter_has_an_mlx_name_and_back(variant):
    folder = Path(__file__).parents[2] / "goldens" / "net" / variant
    model = Model(load_config(folder))
    for name, _ in tree_flatten(model.parameters()):
        place = placement(mlx_name(name), "mlx")
        assert place is not None and place.parameters == (name,) and place.change == "none"
        assert module_path(mlx_name(name)) == name


def test_experts_are_halved():
    found = placement("model.language_model.layers.0.mlp.experts.gate_up_proj", "huggingface")
    assert found is not None and found.change == "halve"
    stem = "model.language_model.layers.0.mlp.switch_mlp"
    assert found.parameters == (f"{stem}.gate_proj.weight", f"{stem}.up_proj.weight")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("model.language_model.norm.weight", "add_one"),
        ("model.norm.weight", "add_one"),
        ("mtp.norm.weight", "add_one"),
        ("mtp.layers.0.self_attn.k_norm.weight", "add_one"),
        ("mtp.pre_fc_norm_hidden.weight", "add_one"),
        ("model.language_model.layers.0.linear_attn.norm.weight", "none"),
        ("model.visual.blocks.0.norm1.weight", "none"),
        ("model.visual.merger.norm.weight", "none"),
        ("model.language_model.layers.0.linear_attn.conv1d.weight", "taps_before_channel"),
        ("model.visual.patch_embed.proj.weight", "channels_last"),
        ("model.visual.patch_embed.proj.bias", "none"),
    ],
)
def test_changes_of_hugging_faces_layout(name, change):
    found = placement(name, "huggingface")
    assert found is not None and found.change == change


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("language_model.model.layers.1.mlp.gate", "model.language_model.layers.1.mlp.gate"),
        ("model.language_model.layers.1.mlp.gate", "model.language_model.layers.1.mlp.gate"),
        ("model.layers.1.mlp.gate", "model.language_model.layers.1.mlp.gate"),
        ("language_model.lm_head", "lm_head"),
        ("lm_head", "lm_head"),
        ("vision_tower.blocks.0.attn.qkv", "model.visual.blocks.0.attn.qkv"),
        ("mtp.fc", "mtp.fc"),
        ("bits", None),
        ("quant_method", None),
    ],
)
def test_modules_are_found_under_either_name(path, ours):
    assert module_path(path) == ours


def test_a_draft_head_needs_a_mark(dense):
    tensors = dense.tensors()
    head = {name: tensors.pop(name) for name in list(tensors) if name.startswith("mtp.")}
    dense.write(tensors, "pt")
    dense.write(head, None, "mtp.safetensors")
    assert len(read_shards(dense.path)) == 2
    with pytest.raises(CheckpointError, match="MTP head without saying in which layout"):
        read_plan(dense.path)
