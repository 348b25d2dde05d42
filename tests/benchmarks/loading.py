"""How much memory and time loading and converting take, on a random checkpoint of about 200 MB.

Each measure runs in a process of its own: MLX's peak and the process's largest resident size (less
what Python and MLX take before) are compared with the weights as they lie in memory afterwards.

Run with `python -m tests.benchmarks.loading`; tests/mlx_model/checkpoint/test_memory.py holds it.
"""

import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import mlx.core as mx
import numpy as np
from mlx.utils import tree_flatten

from mlx_model.checkpoint.convert import convert
from mlx_model.checkpoint.load import load_model
from mlx_model.checkpoint.save import ShardFile, Slot
from mlx_model.config import parse_config
from mlx_model.net.model import Model

ROOT = Path(__file__).parents[2]
SHAPE = ROOT / "tests" / "goldens" / "net" / "dense" / "config.json"
WIDER = {
    "vocab_size": 32_000,
    "hidden_size": 512,
    "intermediate_size": 3_072,
    "num_hidden_layers": 16,
    "layer_types": None,
    "full_attention_interval": 4,
}
MEASURES = ("as stored", "float32", "convert")


def make(folder: Path) -> None:
    """Write a bfloat16 checkpoint in Hugging Face's layout; values are random, shapes true."""
    raw = json.loads(SHAPE.read_text())
    raw["text_config"] |= WIDER
    raw["vision_config"]["out_hidden_size"] = WIDER["hidden_size"]
    (folder / "config.json").write_text(json.dumps(raw))
    leaves = _leaves(Model(parse_config(raw)))
    slots = [Slot(name, "BF16", _stored_shape(name, array.shape)) for name, array in leaves]
    rng = np.random.default_rng(0)
    with ShardFile(folder / "model.safetensors", slots, {"format": "pt"}) as file:
        for slot in slots:
            values = rng.random(slot.shape, dtype=np.float32)
            file.write(slot.name, mx.array(values).astype(mx.bfloat16))


def measure(what: str, folder: Path) -> dict[str, float]:
    """Run one measure here and now: bytes of weights, of both peaks, and seconds."""
    mx.eval(mx.zeros(1))
    before, start = _resident(), time.perf_counter()
    if what == "convert":
        weights = convert(folder, folder.parent / "converted").size
    else:
        model = load_model(folder, dtype=mx.bfloat16 if what == "as stored" else mx.float32)
        weights = sum(array.nbytes for _, array in _leaves(model))
    seconds = time.perf_counter() - start
    peaks = {"mlx": mx.get_peak_memory(), "resident": _resident() - before}
    return {"weights": weights, "seconds": seconds, **peaks}


def measure_all() -> dict[str, Mapping[str, float]]:
    """Every measure, each in a fresh process."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "checkpoint"
        folder.mkdir()
        make(folder)
        found: dict[str, Mapping[str, float]] = {}
        for what in MEASURES:
            command = [sys.executable, "-m", "tests.benchmarks.loading", what, str(folder)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
            found[what] = json.loads(done.stdout)
    return found


def _leaves(model: Model) -> list[tuple[str, mx.array]]:
    return cast(list[tuple[str, mx.array]], tree_flatten(model.parameters()))


def _stored_shape(name: str, shape: tuple[int, ...]) -> tuple[int, ...]:
    if name.endswith("conv1d.weight"):
        return (shape[0], shape[2], shape[1])
    return (shape[0], shape[4], *shape[1:4]) if len(shape) == 5 else shape


def _resident() -> int:
    """The most bytes this process ever held. Linux's ru_maxrss would count the parent's too."""
    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = Path("/proc/self/status").read_text()
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def main(arguments: list[str]) -> None:
    """Without arguments: the table. With a measure and a folder: that measure as JSON."""
    if arguments:
        print(json.dumps(measure(arguments[0], Path(arguments[1]))))
        return
    for what, found in measure_all().items():
        weights: Any = found["weights"]
        ratios = {key: found[key] / weights for key in ("mlx", "resident")}
        print(
            f"{what:10} weights {math.ceil(weights / 1e6):4} MB, peak {ratios['mlx']:.3f} x (MLX), "
            f"{ratios['resident']:.3f} x (resident), {found['seconds']:.2f} s"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
