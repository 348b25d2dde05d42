"""What packing costs is measured on the numbers that the packed weights stand for."""

from pathlib import Path

import mlx.core as mx
import mlx.nn as nn

from mlx_model import load
from tools.nano.packed import through
from tools.nano.unseen import FOLDER


def test_the_copy_multiplies_what_the_packed_weights_stand_for(tmp_path: Path) -> None:
    copy, _ = load(through(FOLDER, tmp_path / "copy", 8))
    packed, _ = load(tmp_path / "copy-packed")
    whole, _ = load(FOLDER)
    plain, original = dict(copy.named_modules()), dict(whole.named_modules())
    compared, key = 0, mx.random.key(0)
    for name, layer in packed.named_modules():
        if not isinstance(layer, nn.QuantizedLinear):
            continue
        seen = mx.random.normal((3, layer.scales.shape[-1] * layer.group_size), key=key)
        wanted, found = layer(seen), plain[name](seen)
        assert mx.allclose(found, wanted, rtol=1e-4, atol=1e-5), name
        assert not mx.array_equal(found, original[name](seen)), name
        compared += 1
    assert compared > 20
