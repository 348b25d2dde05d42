"""Decoding without a server: `python -m app.bench.serving.inside CHECKPOINT PICTURE`.

A process of its own reads the picture as app/bench/serving/measures.py asks a server to, and
prints the seconds that each token took.
"""

import json
import subprocess
import sys
from pathlib import Path

from app.bench.serving.running import ROOT
from app.bench.serving.talk import LIST


def seconds_a_token(folder: Path, sample: Path, max_tokens: int) -> float:
    """From the first token to the last, the second time the screen is read."""
    from mlx_model.inputs.message import ImagePart, Message, TextPart
    from mlx_model.runtime.events import End
    from mlx_model.runtime.generate import generate
    from mlx_model.runtime.load import load

    model, processor = load(folder)
    parts = (ImagePart(sample), TextPart(LIST))
    prompt = processor.prompt([Message("user", parts)], enable_thinking=False)
    timings = None
    for _ in range(2):
        for event in generate(model, processor, prompt, max_tokens=max_tokens):
            timings = event.timings if isinstance(event, End) else None
    assert timings is not None, "a generation ends with End"
    return timings.decode_s / timings.decoded


def in_own_process(folder: Path, sample: Path, max_tokens: int) -> float:
    """The same, measured where no server runs."""
    task = [str(folder), str(sample), str(max_tokens)]
    done = subprocess.run(
        [sys.executable, "-m", "app.bench.serving.inside", *task],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    print(json.dumps(seconds_a_token(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
