"""One measurement in a process of its own: `python -m app.bench.measure <task as JSON>`.

A process an engine and run, so that neither memory nor compiled kernels of one serve another.
All engines are timed alike: from the call until the first token is known, and from there to the
last; each first runs a few tokens unmeasured.
"""

# pyright: reportMissingImports=false

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import cast

import mlx.core as mx
import numpy as np

Tokens = Callable[[np.ndarray, int], Iterator[int]]  # prompt ids (L,), tokens to say -> one each

PACKAGES = {"kestrel": "mlx_model", "mlx-lm": "mlx_lm", "mlx-vlm": "mlx_vlm"}
WARM_UP = (40, 4)  # tokens of the prompt, tokens said


@dataclass(frozen=True)
class Task:
    """What one process measures."""

    engine: str
    folder: str
    prompt: int
    decode: int


@dataclass(frozen=True)
class Speed:
    """Tokens a second, and the most bytes that MLX held at once, the weights among them."""

    prefill: float
    decode: float
    peak: int


def measure(task: Task) -> Speed:
    """Load the engine, let it answer a random prompt, and time it."""
    tokens = ENGINES[task.engine](Path(task.folder))
    draw = np.random.default_rng(task.prompt)
    for _ in tokens(draw.integers(0, 1000, WARM_UP[0], dtype=np.int32), WARM_UP[1]):
        pass
    ids = draw.integers(0, 1000, task.prompt, dtype=np.int32)
    mx.clear_cache()
    mx.reset_peak_memory()
    start = perf_counter()
    known = [perf_counter() for _ in tokens(ids, task.decode)]
    assert len(known) == task.decode, f"{task.engine} said {len(known)} of {task.decode} tokens"
    return Speed(
        prefill=task.prompt / (known[0] - start),
        decode=(task.decode - 1) / (known[-1] - known[0]),
        peak=mx.get_peak_memory(),
    )


def installed(engine: str) -> bool:
    """Whether an engine can be measured here."""
    return find_spec(PACKAGES[engine]) is not None


def _kestrel(folder: Path) -> Tokens:
    from mlx_model.inputs.processor import Prompt
    from mlx_model.runtime.events import Text
    from mlx_model.runtime.generate import generate
    from mlx_model.runtime.load import load

    model, processor = load(folder)
    endless = replace(processor, stop_ids=frozenset())

    def tokens(ids: np.ndarray, count: int) -> Iterator[int]:
        places = np.tile(np.arange(len(ids), dtype=np.int32), (3, 1))
        prompt = Prompt(ids, places, len(ids), (), "", False)
        for event in generate(model, endless, prompt, max_tokens=count):
            if isinstance(event, Text) and event.token is not None:
                yield event.token

    return tokens


def _mlx_lm(folder: Path) -> Tokens:
    from mlx_lm.generate import generate_step
    from mlx_lm.utils import load_model

    model, _ = load_model(folder)

    def tokens(ids: np.ndarray, count: int) -> Iterator[int]:
        for token, _ in generate_step(mx.array(ids), model, max_tokens=count):
            yield cast(int, token)

    return tokens


def _mlx_vlm(folder: Path) -> Tokens:
    from mlx_vlm.generate import generate_step
    from mlx_vlm.utils import load_model

    model = load_model(folder)

    def tokens(ids: np.ndarray, count: int) -> Iterator[int]:
        said = generate_step(mx.array(ids[None]), model, None, None, max_tokens=count)
        for token, _ in said:
            yield cast(int, token)

    return tokens


ENGINES: dict[str, Callable[[Path], Tokens]] = {
    "kestrel": _kestrel,
    "mlx-lm": _mlx_lm,
    "mlx-vlm": _mlx_vlm,
}

if __name__ == "__main__":
    print(json.dumps(asdict(measure(Task(**json.loads(sys.argv[1]))))))
