"""Reading headers, and what is said of files that are missing or damaged."""

import json
import struct

import mlx.core as mx
import pytest

from mlx_model.checkpoint.shards import listed, read_shard, read_shards
from mlx_model.errors import CheckpointError, KestrelError


def test_header_tells_names_types_shapes_and_mark(tmp_path):
    path = tmp_path / "model.safetensors"
    tensors = {"a": mx.zeros((2, 3), mx.bfloat16), "b": mx.zeros((4,), mx.uint32)}
    mx.save_safetensors(str(path), tensors, {"format": "mlx"})
    shard = read_shard(path)
    found = {t.name: (t.dtype, t.shape, t.size) for t in shard.tensors}
    assert found == {"a": ("BF16", (2, 3), 12), "b": ("U32", (4,), 16)}
    assert shard.mark == "mlx"


def test_a_file_that_was_cut_off(dense):
    content = dense.file.read_bytes()
    dense.file.write_bytes(content[:-100])
    with pytest.raises(CheckpointError, match=r"is cut off: .* Download it again"):
        read_shards(dense.path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"abc",
        b"<html>not found</html>" * 9,
        struct.pack("<Q", 7) + b"{broken",
        struct.pack("<Q", 4) + b"[1]x",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 4) + b"\xff\xff\xff\xff",
        struct.pack("<Q", 15) + b'{"a":{"dtype":1}}'[:15],
        struct.pack("<Q", 9) + b'{"a":{}} ',
        struct.pack("<Q", 1 << 60) + b"{}",
    ],
)
def test_a_file_without_a_readable_header(dense, content):
    dense.file.write_bytes(content)
    with pytest.raises(CheckpointError, match="no readable safetensors header: download it again"):
        read_shards(dense.path)


def test_no_weights_at_all(dense):
    dense.file.unlink()
    with pytest.raises(CheckpointError, match=r"holds no model\.safetensors: is it a checkpoint"):
        read_shards(dense.path)


def test_missing_files_of_an_index_are_named(dense):
    dense.split(4)
    for n in (2, 4):
        (dense.path / f"model-0000{n}-of-00004.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"lacks model-00002-of-00004.*, model-00004.*2 of 4"):
        read_shards(dense.path)


def test_missing_files_are_named_without_an_index_too(dense):
    dense.split(3)
    (dense.path / "model.safetensors.index.json").unlink()
    assert len(read_shards(dense.path)) == 3
    (dense.path / "model-00001-of-00003.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"lacks model-00001-of-00003\.safetensors \(1 of 3"):
        read_shards(dense.path)


@pytest.mark.parametrize("index", ["{", "[]", "{}", '{"weight_map": {}}'])
def test_an_index_that_is_no_index(dense, index):
    (dense.path / "model.safetensors.index.json").write_text(index)
    with pytest.raises(KestrelError, match="download it again|Download it again"):
        read_shards(dense.path)


def test_files_that_the_index_does_not_name_are_left_alone(dense):
    dense.split(2)
    (dense.path / "model-leftover.safetensors").write_bytes(b"half a download")
    assert len(read_shards(dense.path)) == 2


def test_a_tensor_in_two_files(dense):
    dense.split(2)
    for number in (1, 2):
        name = f"model-0000{number}-of-00002.safetensors"
        dense.write({"model.twice": mx.zeros((1,))}, "pt", name)
    with pytest.raises(CheckpointError, match=r"model\.twice lies in both"):
        read_shards(dense.path)


def test_lists_are_cut():
    assert listed(["a", "b"]) == "a, b"
    assert listed(list("abcdefghij"), 3) == "a, b, c and 7 more"


def test_index_paths_stay_in_the_folder(dense, tmp_path):
    outside = tmp_path / "outside.safetensors"
    outside.write_bytes(dense.file.read_bytes())
    index = {"weight_map": {"x": "../outside.safetensors"}}
    (dense.path / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(CheckpointError, match="points outside its folder"):
        read_shards(dense.path)
