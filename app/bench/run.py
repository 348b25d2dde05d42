"""The bench: every engine at every length, by turns, each run in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from app.bench.beside_torch import beside_torch
from app.bench.checkpoint import Shape, parameter_count, random_checkpoint
from app.bench.measure import PACKAGES, Speed, Task, installed
from app.bench.report import OURS, Report
from mlx_model.errors import RequestError

LENGTHS = (512, 2048, 8192)
ROOT = Path(__file__).parents[2]
PATIENCE = 900.0  # seconds for one run


def run_bench(
    *,
    lengths: Sequence[int] = LENGTHS,
    decode: int = 32,
    repeats: int = 3,
    peers: bool = True,
    folder: Path | None = None,
    shape: Shape | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> Report:
    """Measure Kestrel and, where they are installed and wanted, mlx-lm and mlx-vlm.

    Args:
        lengths: tokens of the prompts.
        decode: tokens said after each.
        folder: a checkpoint to measure with; None makes a random one of `shape`.
        tell: is told each run as a line when it is done.

    Raises:
        RequestError: the numbers make no sense.
        ConfigError: `folder` holds no checkpoint of the family.
    """
    if not lengths or min(lengths) < 1 or decode < 2 or repeats < 1:
        raise RequestError("Measure at least one prompt token, two decoded ones and one run.")
    shape = shape or Shape()
    name = folder.name if folder else f"random, {parameter_count(shape) / 1e6:.0f} M parameters"
    folder = folder or random_checkpoint(shape)
    wanted = tuple(PACKAGES) if peers else (OURS,)
    engines = tuple(engine for engine in wanted if installed(engine))
    report = Report(name, engines, tuple(e for e in wanted if e not in engines), decode)
    for length in lengths:
        for _ in range(repeats):
            for engine in engines:
                tell(_measure(report, Task(engine, str(folder), length, decode)))
    return report


def _measure(report: Report, task: Task) -> str:
    """One run into the report; the line that tells of it. A failed engine is not tried again."""
    name = f"{task.engine} at {task.prompt}"
    if any(failure.startswith(f"{name}:") for failure in report.failures):
        return f"{name}: not tried again"
    try:
        speed = _in_own_process(task)
    except subprocess.TimeoutExpired:
        report.failures.append(f"{name}: stopped after {PATIENCE:.0f} s.")
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or [f"exit code {error.returncode}"])[-1]
        report.failures.append(f"{name}: failed ({reason[:200]}).")
    else:
        report.speeds.setdefault((task.engine, task.prompt), []).append(speed)
        return (
            f"{name}: prefill {speed.prefill:.1f} tok/s, decode {speed.decode:.1f} tok/s, "
            f"peak {speed.peak / 1e6:.0f} MB"
        )
    return report.failures[-1]


def _in_own_process(task: Task) -> Speed:
    done = subprocess.run(
        [*_measurer(task.engine), json.dumps(asdict(task))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return Speed(**json.loads(done.stdout.splitlines()[-1]))


def _measurer(engine: str) -> list[str]:
    module = "app.bench.measure"
    if engine == "mlx-vlm":
        return [sys.executable, "-c", beside_torch(module)]
    return [sys.executable, "-m", module]
