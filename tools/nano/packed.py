"""A checkpoint whose weights went through few bits and back, to tell what packing costs.

MLX's products with packed weights are slow on a CPU: a short answer took 3 to 8 s, by the copy made
here 0.5 to 3 s, on two cores busy with training (2026-11-27). The copy multiplies the very numbers
that the packed weights stand for, in float32, as any other checkpoint does: only the order of sums
differs.
"""

import json
import shutil
from pathlib import Path

import mlx.core as mx

from mlx_model.checkpoint.convert import convert
from mlx_model.checkpoint.packing import SCALES, packings

TOLD_IN = ("quantization", "quantization_config")


def through(source: Path, target: Path, bits: int) -> Path:
    """Pack `source` into `bits` bits in the new folder `target`, then put float32 in their place.

    Raises:
        RequestError, CheckpointError: as `convert` does.
    """
    packed = target.with_name(f"{target.name}-packed")
    convert(source, packed, bits=bits)
    shutil.copytree(packed, target, ignore=shutil.ignore_patterns("*.safetensors*"))
    config = json.loads((packed / "config.json").read_text())
    for path in packed.glob("*.safetensors"):
        arrays = mx.load(str(path))
        assert isinstance(arrays, dict), "a safetensors file loads as a dictionary"
        for module, packing in packings(config, arrays).items():
            scales, biases = (
                arrays.pop(f"{module}{end}").astype(mx.float32) for end in (SCALES, ".biases")
            )
            weight = arrays[f"{module}.weight"]
            size, width = packing.group_size, packing.bits
            arrays[f"{module}.weight"] = mx.dequantize(weight, scales, biases, size, width)
        mx.save_safetensors(str(target / path.name), arrays, {"format": "mlx"})
    plain = {key: value for key, value in config.items() if key not in TOLD_IN}
    (target / "config.json").write_text(json.dumps(plain))
    return target
