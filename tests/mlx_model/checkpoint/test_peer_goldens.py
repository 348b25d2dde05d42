"""Checkpoints that mlx-vlm and mlx-lm converted themselves, against their own logits.

The files come from `python -m tools.goldens.checkpoint`.
"""

from pathlib import Path

import numpy as np
import pytest

from mlx_model.checkpoint.inspection import inspect
from mlx_model.checkpoint.load import load_model
from mlx_model.checkpoint.packing import Packing
from mlx_model.errors import CheckpointError

GOLDENS = Path(__file__).parents[2] / "goldens" / "checkpoint"
BOUND = 1e-4


@pytest.fixture(params=["vlm-mixed", "lm-experts"])
def golden(request, checkpoint):
    expected = dict(np.load(GOLDENS / request.param / "expected.npz"))
    return checkpoint(f"checkpoint/{request.param}"), expected


def test_text(golden, logits, assert_close):
    folder, expected = golden
    found = logits(load_model(folder.path), expected["text.ids"])
    assert_close(found, expected["text.logits"], BOUND)


def test_an_image(checkpoint, image_logits, assert_close):
    folder = checkpoint("checkpoint/vlm-mixed")
    expected = dict(np.load(GOLDENS / "vlm-mixed" / "expected.npz"))
    prompt = (expected["image.patches"], expected["image.grid"][0].tolist(), expected["image.ids"])
    found = image_logits(load_model(folder.path), *prompt)
    assert_close(found, expected["image.logits"], BOUND)


def test_overrides_by_hugging_faces_names(golden, logits, assert_close):
    """Some published checkpoints name modules so (Blaizzy/mlx-vlm#1119)."""
    folder, expected = golden

    def rename(raw):
        for table in (raw["quantization"], raw["quantization_config"]):
            for path in [path for path in table if path.startswith("language_model.model")]:
                stem = path.removeprefix("language_model.model")
                table[f"model.language_model{stem}"] = table.pop(path)

    folder.change_config(rename)
    found = logits(load_model(folder.path), expected["text.ids"])
    assert_close(found, expected["text.logits"], BOUND)


def test_what_they_are(checkpoint):
    vlm = inspect(checkpoint("checkpoint/vlm-mixed").path)
    assert (vlm.layout, vlm.vision, vlm.mtp, vlm.experts) == ("mlx", True, False, 0)
    assert {packing for packing, _ in vlm.packings} == {Packing(4, 64), Packing(6, 64)}
    lm = inspect(checkpoint("checkpoint/lm-experts").path)
    assert (lm.layout, lm.vision, lm.mtp, lm.experts) == ("mlx", False, False, 4)
    assert {packing for packing, _ in lm.packings} == {Packing(4, 64), Packing(8, 64)}
    assert lm.notes == ("Text only: the checkpoint has no vision tower.",)


def test_a_configuration_that_lost_its_overrides(golden):
    """Bits are never read off a shape: a module packed otherwise than told is an error."""
    folder, _ = golden

    def forget(raw):
        for field in ("quantization", "quantization_config"):
            raw[field] = {name: raw[field][name] for name in ("bits", "group_size")}

    folder.change_config(forget)
    with pytest.raises(CheckpointError, match="tensors have another shape than config.json says"):
        load_model(folder.path)


def test_groups_that_do_not_divide(checkpoint):
    folder = checkpoint("checkpoint/lm-experts")
    folder.change_config(lambda raw: raw["quantization"].update(group_size=128))
    with pytest.raises(CheckpointError, match="groups of 128, which do not divide its width 64"):
        load_model(folder.path)


def test_a_vision_tower_that_is_not_there(checkpoint):
    """mlx-vlm tolerates a configuration that still speaks of the dropped tower; so do we, saying
    it."""
    folder = checkpoint("checkpoint/vlm-mixed")
    (folder.path / "model.safetensors.index.json").unlink()
    folder.change_tensors(
        lambda tensors: {n: a for n, a in tensors.items() if not n.startswith("vision_tower.")},
        mark="mlx",
    )
    assert load_model(folder.path).config.vision is None
    assert any("vision tower that config.json names" in n for n in inspect(folder.path).notes)


def test_half_a_vision_tower(checkpoint):
    folder = checkpoint("checkpoint/vlm-mixed")
    folder.change_tensors(
        lambda tensors: {n: a for n, a in tensors.items() if "vision_tower.blocks" not in n},
        mark="mlx",
    )
    with pytest.raises(CheckpointError, match=r"lacks 12 of .*model\.visual\.blocks\.0"):
        load_model(folder.path)
