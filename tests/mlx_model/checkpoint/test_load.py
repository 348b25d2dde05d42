"""Loading: precision, layouts' variants, and every way in which tensors may not fit."""

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor

import mlx.core as mx
import numpy as np
import pytest
from mlx.utils import tree_flatten

from mlx_model.checkpoint.inspection import inspect
from mlx_model.checkpoint.load import default_dtype, load_model
from mlx_model.checkpoint.plan import read_plan
from mlx_model.errors import CheckpointError

BODY = "model.language_model."


def parameters(model):
    return dict(tree_flatten(model.parameters()))


def as_dtype(dtype):
    return lambda tensors: {name: array.astype(dtype) for name, array in tensors.items()}


def without(*prefixes):
    def change(tensors):
        return {name: array for name, array in tensors.items() if not name.startswith(prefixes)}

    return change


# --- precision ------------------------------------------------------------------------------


@pytest.mark.parametrize("stored", [mx.bfloat16, mx.float16, mx.float32])
def test_float32_on_a_cpu_whatever_is_stored(dense, stored):
    dense.change_tensors(as_dtype(stored))
    assert {array.dtype for array in parameters(load_model(dense.path)).values()} == {mx.float32}


@pytest.mark.parametrize("stored", [mx.bfloat16, mx.float16, mx.float32])
def test_as_stored_on_a_gpu(dense, stored, monkeypatch):
    plan = read_plan(dense.change_tensors(as_dtype(stored)).path)
    assert default_dtype(plan) == mx.float32
    monkeypatch.setattr(mx, "default_device", lambda: mx.Device(mx.gpu))
    assert default_dtype(plan) == stored


@pytest.mark.parametrize("dtype", [mx.bfloat16, mx.float16])
def test_an_explicit_precision_spares_the_decay(dense, dtype):
    for name, array in parameters(load_model(dense.path, dtype=dtype)).items():
        decay = name.endswith(("A_log", "dt_bias"))
        assert array.dtype == (mx.float32 if decay else dtype), name


def test_norms_are_folded_before_they_are_rounded(dense):
    """1 + w in bfloat16 would lose what w still has; the reference adds in float32."""
    name = f"{BODY}norm.weight"
    small = mx.full((32,), 0.0123, mx.bfloat16)
    dense.change_tensors(lambda tensors: as_dtype(mx.bfloat16)(tensors | {name: small}))
    found = parameters(load_model(dense.path))[name]
    assert np.allclose(np.array(found), 1 + np.array(small.astype(mx.float32)), atol=1e-7)


def test_bfloat16_checkpoints_mean_what_they_store(dense, logits, assert_close):
    exact = logits(load_model(dense.path))
    dense.change_tensors(as_dtype(mx.bfloat16))
    assert_close(logits(load_model(dense.path)), exact, 5e-2)


# --- layouts --------------------------------------------------------------------------------


def test_several_files_are_the_same_as_one(dense, logits):
    whole = logits(load_model(dense.path))
    dense.split(5)
    assert np.array_equal(logits(load_model(dense.path)), whole)


def test_text_only_checkpoints_of_hugging_face(dense, logits):
    """As Qwen3_5ForCausalLM saves them: no inner group, the text configuration at the root."""
    whole = logits(load_model(dense.path))

    def flatten(tensors):
        kept = without("model.visual.", "mtp.")(tensors)
        return {name.replace(BODY, "model."): array for name, array in kept.items()}

    def text_only(raw):
        text = raw.pop("text_config") | {"tie_word_embeddings": True, "mtp_num_hidden_layers": 0}
        raw.clear()
        raw.update(text)

    dense.change_tensors(flatten).change_config(text_only)
    model = load_model(dense.path)
    assert "visual" not in model.model and "mtp" not in model
    assert np.array_equal(logits(model), whole)
    assert inspect(dense.path).notes == ("Text only: the checkpoint has no vision tower.",)


@pytest.mark.parametrize("section", [None, {}, {"skip_vision": True}])
def test_no_vision_by_configuration(dense, logits, section):
    whole = logits(load_model(dense.path))
    dense.change_tensors(without("model.visual."))
    dense.change_config(lambda raw: raw.update(vision_config=section))
    assert np.array_equal(logits(load_model(dense.path)), whole)


def test_an_mtp_head_that_converters_dropped(dense, logits):
    whole = logits(load_model(dense.path))
    dense.change_tensors(without("mtp."))
    model = load_model(dense.path)
    assert "mtp" not in model and model.config.text.mtp_num_hidden_layers == 0
    assert np.array_equal(logits(model), whole)
    assert "MTP head" in inspect(dense.path).notes[0]


def test_half_an_mtp_head_is_an_error(dense):
    dense.change_tensors(without("mtp.fc", "mtp.norm"))
    with pytest.raises(CheckpointError, match=r"lacks 2 of .* mtp\.fc\.weight, mtp\.norm\.weight"):
        load_model(dense.path)


def test_an_mtp_head_in_a_file_of_its_own(dense):
    whole = parameters(load_model(dense.path))
    tensors = dense.tensors()
    head = {name: tensors.pop(name) for name in list(tensors) if name.startswith("mtp.")}
    dense.write(tensors, "pt")
    dense.write(head, "pt", "mtp.safetensors")
    found = parameters(load_model(dense.path))
    assert all(mx.array_equal(found[name], whole[name]) for name in whole)
    folded = {name: whole[name] for name in head}
    dense.write(folded, "mlx", "mtp.safetensors")  # the file's own mark tells how norms lie
    found = parameters(load_model(dense.path))
    assert all(mx.array_equal(found[name], whole[name]) for name in whole)


def test_what_the_configuration_makes_superfluous_is_told(dense, logits):
    whole = logits(load_model(dense.path))
    dense.change_tensors(lambda tensors: tensors | {"lm_head.weight": mx.zeros((64, 32))})
    dense.change_config(lambda raw: raw["text_config"].update(mtp_num_hidden_layers=0))
    assert np.array_equal(logits(load_model(dense.path)), whole)
    notes = " ".join(inspect(dense.path).notes)
    assert "lm_head is passed over" in notes and "MTP head is passed over" in notes


def test_experts_lie_contiguously(checkpoint):
    """Halves of one stored tensor must not be views of it: each would keep all of it alive."""
    found = parameters(load_model(checkpoint("net/moe").path))
    for name, array in found.items():
        assert memoryview(array).c_contiguous, name


# --- errors ---------------------------------------------------------------------------------


def test_a_missing_tensor_is_named(dense):
    dense.change_tensors(without(f"{BODY}layers.2.mlp.up_proj"))
    missing = r"lacks 1 of \d+ tensors: model\.language_model\.layers\.2\.mlp\.up_proj\.weight\."
    with pytest.raises(CheckpointError, match=missing):
        load_model(dense.path)


def test_a_missing_vision_tower_is_an_error_in_hugging_faces_layout(dense):
    dense.change_tensors(without("model.visual."))
    with pytest.raises(CheckpointError, match=r"lacks \d+ of .*model\.visual\..* and \d+ more"):
        load_model(dense.path)


@pytest.mark.parametrize("name", ["model.language_model.layers.9.x.weight", "adapter.weight"])
def test_an_unknown_tensor_is_named(dense, name):
    dense.change_tensors(lambda tensors: tensors | {name: mx.zeros((1,))})
    with pytest.raises(CheckpointError, match=f"1 tensors are unknown in Hugging Face's .*{name}"):
        load_model(dense.path)


def test_a_wrong_shape_is_told(dense):
    name = f"{BODY}layers.0.linear_attn.conv1d.weight"
    dense.change_tensors(lambda tensors: tensors | {name: tensors[name].swapaxes(1, 2)})
    shapes = r"1 tensors have another shape .*conv1d.weight \(96, 4, 1\) instead of \(96, 1, 4\)"
    with pytest.raises(CheckpointError, match=shapes):
        load_model(dense.path)


def test_one_tensor_under_two_names(dense):
    name = "norm.weight"
    dense.change_tensors(lambda tensors: tensors | {f"model.{name}": tensors[BODY + name]})
    with pytest.raises(CheckpointError, match=r"model\..*norm.weight are the same tensor"):
        load_model(dense.path)


def test_a_foreign_precision_is_told(dense):
    name = f"{BODY}layers.0.mlp.up_proj.weight"

    def change(tensors):
        return tensors | {name: tensors[name].astype(mx.int8)}

    dense.change_tensors(change)
    with pytest.raises(CheckpointError, match=f"1 tensors are stored as I8, .*{name}"):
        load_model(dense.path)


def test_a_configuration_of_another_size(dense):
    dense.change_config(lambda raw: raw["text_config"].update(vocab_size=128))
    with pytest.raises(CheckpointError, match=r"embed_tokens.weight \(64, 32\) instead of \(128"):
        load_model(dense.path)


# --- the rule of one thread -----------------------------------------------------------------


def test_loading_and_running_in_another_thread(dense, logits):
    here = logits(load_model(dense.path))
    with ThreadPoolExecutor(1) as thread:
        model = thread.submit(load_model, dense.path).result()
        there = thread.submit(logits, model).result()
        assert thread.submit(threading.get_ident).result() != threading.get_ident()
    assert np.array_equal(here, there)


def test_everything_is_read_when_loading_returns(dense, logits):
    """Nothing lazy is left: the files may go, and another thread may run what this one loaded."""
    model = load_model(dense.path)
    dense.file.unlink()
    with ThreadPoolExecutor(1) as thread:
        assert np.isfinite(thread.submit(logits, model).result()).all()


def test_a_plan_reads_no_tensor(dense):
    before = mx.get_active_memory()
    plan = read_plan(dense.path)
    assert mx.get_active_memory() - before < 1e5
    assert dataclasses.is_dataclass(plan) and len(plan.parameters) == len(plan.steps)
