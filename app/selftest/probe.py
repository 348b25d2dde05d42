"""MLX as this program brought it: its libraries, and a few products evaluated on the device.

It is evaluated in a process of its own (`kestrel --probe`): MLX that finds no Metal library may end
its process at once, and that shall be a line of the report and not its end.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.selftest.check import Outcome, failed, noted, ok
from app.selftest.parts import ENGINE, loaded

PROBE = "--probe"
LIMIT_S = 120.0
METALLIB = "mlx.metallib"
Json = dict[str, Any]  # Any: what json.dumps takes


def probe() -> int:
    """Print what was found as one line of JSON; the exit code. Called in the process of its own."""
    parts = loaded(ENGINE)
    found: Json = {"parts": parts.state, "said": parts.said}
    if parts.state == "ok":
        found |= _mlx()
    print(json.dumps(found))
    return 0


class Probe:
    """Asks the process once, when it is first needed."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        own = () if getattr(sys, "frozen", False) else ("-m", "app")
        self._command = command or (sys.executable, *own, PROBE)
        self._found: Json | Outcome | None = None

    def parts(self) -> Outcome:
        """Whether the engine's parts can be loaded where it runs."""
        found = self._asked()
        return found if isinstance(found, Outcome) else Outcome(found["parts"], found["said"])

    def evaluation(self) -> Outcome:
        """Whether MLX computes, and on the GPU where there is one."""
        found = self._asked()
        return found if isinstance(found, Outcome) else judged(found, sys.platform == "darwin")

    def _asked(self) -> Json | Outcome:
        if self._found is None:
            self._found = _run(self._command)
        return self._found


def judged(found: Json, on_mac: bool) -> Outcome:
    """What the process found, as an outcome."""
    if "device" not in found:
        return failed(found["said"])
    told = f"MLX {found['version']} on {found['device']}"
    wrong = [name for name, error in found["errors"].items() if not error < found["most"]]
    if wrong:
        return failed(f"{told} computes wrongly: {', '.join(wrong)}")
    if not on_mac:
        return noted(f"{told}: no Metal here, and it computes right")
    if not found["metal"]:
        return failed(f"{told}: Metal is not available")
    libraries = ", ".join(found["metallib"]) or "no metallib beside libmlx"
    return ok(f"{told}, {libraries}")


def _run(command: Sequence[str]) -> Json | Outcome:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        return failed(f"MLX did not answer within {LIMIT_S:.0f} s")
    try:
        return json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        last = " ".join(done.stderr.split())[-400:]
        return failed(f"the process of MLX ended with {done.returncode}: {last}")


def _mlx() -> Json:
    import mlx.core as mx

    metal = mx.metal.is_available()
    told = mx.device_info() if metal else {}
    return {
        "version": version("mlx"),
        "device": str(told.get("device_name") or mx.default_device()),
        "metal": metal,
        "metallib": [os.path.relpath(path, Path(sys.executable).parent) for path in _metallibs()],
        "errors": _errors(),
        "most": 0.02,  # of bfloat16, relative
    }


def _metallibs() -> list[Path]:
    """Beside the library as it was found and as it lies: MLX looks in one of the two folders."""
    import mlx.core as mx

    core = Path(mx.__file__)
    beside = (core.parent / "lib", core.parent.parent)
    return [folder / METALLIB for folder in beside if (folder / METALLIB).exists()]


def _errors() -> dict[str, float]:
    """Relative errors of a product in three precisions and of a norm, against plain sums.

    The product of row i with ones is the sum of the row, which numpy's integers give exactly.
    """
    import mlx.core as mx

    side = 256
    rows = mx.arange(side * side, dtype=mx.float32).reshape(side, side) % 7
    truth = mx.sum(rows, axis=1)
    found: dict[str, mx.array] = {}
    for name, kind in (("float32", mx.float32), ("bfloat16", mx.bfloat16)):
        found[name] = (rows.astype(kind) @ mx.ones((side, 1), kind))[:, 0].astype(mx.float32)
    packed, scales, biases = mx.quantize(rows, group_size=64, bits=8)
    one = mx.ones((1, side))
    found["8 bits"] = mx.quantized_matmul(one, packed, scales, biases, group_size=64, bits=8)[0]
    norm = mx.fast.rms_norm(rows, mx.ones(side), 1e-6)
    found["norm"] = mx.sqrt(mx.mean(norm * norm, axis=1)) * truth
    return {name: float(mx.max(mx.abs(got - truth) / truth)) for name, got in found.items()}
