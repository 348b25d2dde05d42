"""Decoding without a server: `python -m app.bench.serving.inside TASK`, a task as JSON.

A process of its own has kestrel-nano read screens, as app/bench/serving/measures.py asks a server
to, and prints what each round took.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Literal

from app.bench.serving.running import ROOT
from app.bench.serving.talk import LIST

WARM_UPS, ROUNDS = 2, 5


@dataclass(frozen=True)
class Task:
    """What one process reads, and whether the MTP head guesses ahead."""

    folder: str
    samples: tuple[str, ...]
    guesses: Literal["on", "off"] = "off"
    max_tokens: int = 512


@dataclass(frozen=True)
class Pace:
    """Of all screens once, from each first token to its last."""

    seconds: float
    tokens: int
    guessed: int
    accepted: int


def paces(task: Task) -> Iterator[Pace]:
    """One a round, the first ones unmeasured."""
    from mlx_model.inputs.message import ImagePart, Message, TextPart
    from mlx_model.runtime.events import End
    from mlx_model.runtime.generate import generate
    from mlx_model.runtime.load import load

    model, processor = load(Path(task.folder))
    parts = [(ImagePart(Path(sample)), TextPart(LIST)) for sample in task.samples]
    prompts = [processor.prompt([Message("user", p)], enable_thinking=False) for p in parts]
    for number in range(WARM_UPS + ROUNDS):
        times = [
            event.timings
            for prompt in prompts
            for event in generate(
                model, processor, prompt, max_tokens=task.max_tokens, guesses=task.guesses
            )
            if isinstance(event, End)
        ]
        if number >= WARM_UPS:
            yield Pace(
                seconds=sum(time.decode_s for time in times),
                tokens=sum(time.decoded for time in times),
                guessed=sum(time.drafted for time in times),
                accepted=sum(time.accepted for time in times),
            )


def in_own_process(task: Task) -> Pace:
    """The middle one of the rounds.

    Raises:
        CalledProcessError: the process failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", "app.bench.serving.inside", json.dumps(asdict(task))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = [Pace(**line) for line in json.loads(done.stdout.splitlines()[-1])]
    middle = median(pace.seconds for pace in found)
    return next(pace for pace in found if pace.seconds == middle)


if __name__ == "__main__":
    print(json.dumps([asdict(pace) for pace in paces(Task(**json.loads(sys.argv[1])))]))
