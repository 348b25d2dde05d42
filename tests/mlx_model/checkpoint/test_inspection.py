"""What people are told of a checkpoint."""

import math

import mlx.core as mx
import pytest
from mlx.utils import tree_flatten

from mlx_model.checkpoint.convert import convert
from mlx_model.checkpoint.inspection import inspect
from mlx_model.checkpoint.load import load_model
from mlx_model.checkpoint.packing import Packing
from mlx_model.errors import CheckpointError


def test_of_a_full_precision_checkpoint(dense):
    found = inspect(dense.path)
    leaves = dict(tree_flatten(load_model(dense.path).parameters()))
    assert found.parameters == sum(array.size for array in leaves.values())
    assert (found.layout, found.model_type, found.dtype) == ("huggingface", "qwen3_5", "F32")
    assert (found.vision, found.mtp, found.experts, found.files) == (True, True, 0, 1)
    assert found.packings == () and found.notes == ()
    assert found.bits_per_weight == 32
    assert found.size == 4 * found.parameters and found.context == 512


def test_of_a_quantized_one(dense, tmp_path):
    dense.change_tensors(lambda tensors: {n: a.astype(mx.bfloat16) for n, a in tensors.items()})
    convert(dense.path, tmp_path / "made", bits=4, group_size=32)
    found, before = inspect(tmp_path / "made"), inspect(dense.path)
    assert found.parameters == before.parameters
    assert {packing for packing, _ in found.packings} == {Packing(b, 32) for b in (4, 6, 8)}
    assert 4 < found.bits_per_weight < before.bits_per_weight == 16
    assert math.isclose(found.bits_per_weight, 8 * found.size / found.parameters)
    assert found.dtype == "BF16"


def test_of_a_broken_one(dense):
    dense.file.write_bytes(b"nothing")
    with pytest.raises(CheckpointError, match="download it again"):
        inspect(dense.path)
