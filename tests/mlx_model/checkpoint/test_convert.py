"""Converting: what is written, that it loads equal, and that failures leave nothing behind."""

import json
import shutil
import threading

import mlx.core as mx
import numpy as np
import pytest
from mlx.utils import tree_flatten

from mlx_model.checkpoint import convert as converting
from mlx_model.checkpoint.convert import Progress, convert
from mlx_model.checkpoint.inspection import inspect
from mlx_model.checkpoint.load import load_model
from mlx_model.checkpoint.packing import Packing
from mlx_model.checkpoint.shards import read_shards
from mlx_model.errors import CheckpointError, RequestError

LAYER = "model.language_model.layers"


def parameters(model):
    return dict(tree_flatten(model.parameters()))


@pytest.fixture(params=["net/dense", "net/moe"])
def source(request, checkpoint):
    return checkpoint(request.param)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "made" / "converted"


def names_in(folder):
    return {tensor.name for shard in read_shards(folder) for tensor in shard.tensors}


# --- what is written ------------------------------------------------------------------------


def test_there_and_back_without_quantizing(source, target):
    convert(source.path, target, bits=None)
    before, after = parameters(load_model(source.path)), parameters(load_model(target))
    assert before.keys() == after.keys()
    assert all(mx.array_equal(before[name], after[name]) for name in before)
    assert inspect(target).layout == "mlx"
    twice = target.with_name("twice")
    convert(target, twice, bits=None)
    assert all(mx.array_equal(a, before[name]) for name, a in parameters(load_model(twice)).items())


def test_the_marks(dense, target):
    convert(dense.path, target, bits=4, group_size=32)
    assert {shard.mark for shard in read_shards(target)} == {"mlx"}
    raw = json.loads((target / "config.json").read_text())
    assert raw["kestrel"] == {"layout": "mlx", "recipe": "protect"}
    assert raw["text_config"]["tie_word_embeddings"] is True
    prefixes = ("language_model.model.", "vision_tower.", "mtp.")
    assert all(name.startswith(prefixes) for name in names_in(target))
    index = json.loads((target / "model.safetensors.index.json").read_text())
    assert index["weight_map"].keys() == names_in(target)


@pytest.mark.parametrize("bits", [4, 5, 6, 8])
def test_quantized_weights_are_those_of_mlx(dense, target, bits):
    convert(dense.path, target, bits=bits, group_size=32, recipe="plain")
    name = f"{LAYER}.0.mlp.gate_proj"
    whole = parameters(load_model(dense.path))[f"{name}.weight"]
    found = parameters(load_model(target))
    for leaf, array in zip(
        ("weight", "scales", "biases"), mx.quantize(whole, 32, bits), strict=True
    ):
        assert mx.array_equal(found[f"{name}.{leaf}"], array)


def test_more_bits_are_nearer(dense, target, logits):
    whole = logits(load_model(dense.path))
    distances = []
    for bits in (4, 6, 8):
        made = target.with_name(str(bits))
        convert(dense.path, made, bits=bits, group_size=32, recipe="plain")
        distances.append(np.abs(logits(load_model(made)) - whole).mean())
    assert distances == sorted(distances, reverse=True)


def test_the_protecting_recipe(dense, target):
    convert(dense.path, target, bits=4, group_size=32)
    raw = json.loads((target / "config.json").read_text())["quantization"]
    stem = "language_model.model.layers"
    assert (raw["bits"], raw["group_size"], raw["mode"]) == (4, 32, "affine")
    assert raw[f"{stem}.0.linear_attn.out_proj"] == {"bits": 8, "group_size": 32}
    assert raw[f"{stem}.3.self_attn.o_proj"] == {"bits": 8, "group_size": 32}
    for sensitive in ("0.linear_attn.in_proj_qkv", "0.linear_attn.in_proj_z", "3.self_attn.q_proj"):
        assert raw[f"{stem}.{sensitive}"] == {"bits": 6, "group_size": 32}
    assert raw[f"{stem}.0.linear_attn.in_proj_a"] is False and raw["mtp.fc"] is False
    assert f"{stem}.0.mlp.up_proj" not in raw and "language_model.model.embed_tokens" not in raw
    packed = {name for name in names_in(target) if name.endswith(".scales")}
    assert not any(name.startswith("vision_tower.") for name in packed)
    assert "language_model.model.embed_tokens.scales" in packed


def test_routers_keep_eight_bits(checkpoint, target):
    source = checkpoint("net/moe")
    convert(source.path, target, bits=4, group_size=32, recipe="plain")
    packings = dict(inspect(target).packings)
    assert packings[Packing(8, 32)] == 4  # a router and a shared expert's gate in each of 2 layers


def test_layers_that_groups_do_not_divide_stay_whole(checkpoint, target):
    source = checkpoint("net/moe")  # widths 32, experts' inner width 16
    done = convert(source.path, target, bits=4, group_size=32, recipe="plain")
    assert f"{LAYER}.0.mlp.switch_mlp.down_proj" in done.indivisible
    assert done.whole == ()
    found = parameters(load_model(target))
    assert found[f"{LAYER}.0.mlp.switch_mlp.down_proj.weight"].dtype == mx.float32
    assert f"{LAYER}.0.mlp.switch_mlp.up_proj.scales" in found


def test_the_decay_and_the_stored_precision_stay(dense, target):
    def halve(tensors):
        keep = ("A_log",)
        return {n: a if n.endswith(keep) else a.astype(mx.bfloat16) for n, a in tensors.items()}

    dense.change_tensors(halve)
    convert(dense.path, target, bits=4, group_size=32)
    types = {t.name: t.dtype for shard in read_shards(target) for t in shard.tensors}
    stem = "language_model.model.layers.0"
    assert types[f"{stem}.linear_attn.A_log"] == "F32"
    assert types[f"{stem}.input_layernorm.weight"] == types[f"{stem}.mlp.up_proj.scales"] == "BF16"


def test_several_files(dense, target, monkeypatch):
    monkeypatch.setattr(converting, "FILE_SIZE", 100_000)
    convert(dense.path, target, bits=None)
    files = sorted(path.name for path in target.glob("*.safetensors"))
    assert len(files) > 3 and files[0] == f"model-00001-of-{len(files):05d}.safetensors"
    assert max(path.stat().st_size for path in target.glob("*.safetensors")) < 110_000
    before, after = parameters(load_model(dense.path)), parameters(load_model(target))
    assert all(mx.array_equal(before[name], after[name]) for name in before)


def test_the_other_files_come_along(dense, target):
    kept = ["tokenizer.json", "chat_template.jinja", "preprocessor_config.json", "LICENSE"]
    for name in (*kept, "old.safetensors.bak", ".hidden", "model.gguf"):
        (dense.path / name).write_text(name)
    convert(dense.path, target, bits=None)
    made = {"config.json", "model.safetensors", "model.safetensors.index.json"}
    assert {path.name for path in target.iterdir()} == made | set(kept)
    assert (target / "tokenizer.json").read_text() == "tokenizer.json"


def test_a_text_only_source_is_written_as_the_peers_read_it(checkpoint, target, logits):
    source = checkpoint("net/dense")

    def flatten(tensors):
        prefix = "model.language_model."
        return {n.replace(prefix, "model."): a for n, a in tensors.items() if n.startswith(prefix)}

    def text_only(raw):
        text = raw["text_config"] | {"tie_word_embeddings": True, "mtp_num_hidden_layers": 0}
        raw.clear()
        raw.update(text)

    source.change_tensors(flatten).change_config(text_only)
    convert(source.path, target, bits=None)
    raw = json.loads((target / "config.json").read_text())
    assert raw["model_type"] == "qwen3_5" and raw["vision_config"] is None
    assert np.array_equal(logits(load_model(target)), logits(load_model(source.path)))


# --- while it runs, and when it fails -------------------------------------------------------


def test_progress_rises_to_the_whole(dense, target):
    seen: list[Progress] = []
    done = convert(dense.path, target, bits=4, group_size=32, progress=seen.append)
    assert [step.done for step in seen] == sorted(step.done for step in seen)
    assert seen[-1].done == seen[-1].total == done.size
    assert all(step.name in names_in(target) for step in seen)


def left_nothing(target):
    return not target.exists() and list(target.parent.iterdir()) == []


def test_cancelling_leaves_nothing(dense, target):
    stop = threading.Event()

    def progress(step):
        if step.done > step.total / 2:
            stop.set()

    with pytest.raises(CheckpointError, match="cancelled; nothing of it was kept"):
        convert(dense.path, target, bits=None, progress=progress, cancel=stop)
    assert left_nothing(target)


def test_an_error_on_the_way_leaves_nothing(dense, target):
    def progress(step):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(dense.path, target, bits=None, progress=progress)
    assert left_nothing(target)


def test_nothing_is_overwritten(dense, target):
    target.mkdir(parents=True)
    with pytest.raises(CheckpointError, match="is there already: remove it or choose another"):
        convert(dense.path, target)
    assert list(target.iterdir()) == []


def test_a_quantized_source_is_refused(checkpoint, target):
    with pytest.raises(CheckpointError, match="is quantized already: convert from the full-prec"):
        convert(checkpoint("checkpoint/vlm-mixed").path, target)


def test_a_full_disk_is_told_before_anything_is_written(dense, target, monkeypatch):
    usage = type(shutil.disk_usage("/"))(100, 99, 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(CheckpointError, match=r"has 0.0 GB free, the conversion needs .*make room"):
        convert(dense.path, target)
    assert left_nothing(target)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"bits": 3}, "3 bits is not a choice: take one of"),
        ({"group_size": 48}, "Group size 48 is not a choice"),
        ({"recipe": "brave"}, "Recipe 'brave' is unknown: take one of plain, protect"),
        ({"group_size": 128}, "Group size 128 divides no layer's width: take a smaller one"),
    ],
)
def test_settings_that_make_no_sense(dense, target, settings, message):
    with pytest.raises(RequestError, match=message):
        convert(dense.path, target, **settings)
    assert not target.exists()


def test_a_place_that_cannot_be_written(dense, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CheckpointError, match=r"cannot be written \(.*\)"):
        convert(dense.path, tmp_path / "file" / "target")
