"""Compare our port's greedy answers with transformers', on screens that training never saw.

    .venv-reference/bin/python -m tools.nano.parity --screens 10

Both compute in float32. transformers is given the port's answer and tells its own choice at each
place of it: all are equal exactly where its own greedy answer is the same. Pictures that the
checkpoint would be shown smaller than they are, are left out: transformers is given the pixels as
they are, and so the port sees them, too. Stopped by Ctrl-C it tells what it has compared so far.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mlx_model import load
from mlx_model.runtime.decode import Decoder
from tools.nano import unseen
from tools.nano.answers import Reference, begin

Say = Callable[[np.ndarray, str], list[int]]
Choose = Callable[[np.ndarray, str, list[int]], list[int]]
ASKED = ("where", "read")  # beside the list


@dataclass
class Agreement:
    """Answers to one kind of question, those that are equal, and the first pair that is not."""

    answers: int = 0
    tokens: int = 0
    equal: int = 0
    first: str = ""

    def add(self, place: str, ours: list[int], theirs: list[int]) -> None:
        self.answers += 1
        self.tokens += len(ours)
        self.equal += ours == theirs
        if ours != theirs and not self.first:
            at = next(
                n for n, pair in enumerate(zip(ours, theirs, strict=True)) if len({*pair}) > 1
            )
            told = f"token {at}: port {ours[at]}, transformers {theirs[at]}"
            self.first = f"{place}\n  {told}"


def most_pixels(folder: Path) -> int:
    """The largest picture that a checkpoint sees in full."""
    said = json.loads((folder / "preprocessor_config.json").read_text())
    return int(said["size"]["longest_edge"])


def port(folder: Path) -> Say:
    """Our port's greedy answers, their ends included."""
    model, processor = load(folder)

    def say(pixels: np.ndarray, question: str) -> list[int]:
        reply, decoder = begin(model, processor, pixels, question), Decoder(model, guesses="off")
        ids: list[int] = []
        while reply.end is None:
            decoder.step([reply])
            ids.append(reply.last_token)
        return ids

    return say


def compare(
    options: argparse.Namespace, ours: Say, theirs: Choose
) -> tuple[dict[str, Agreement], int]:
    """How the answers agree, by kind of question, and how many pictures were left out."""
    found = {kind: Agreement() for kind in ("list", *ASKED)}
    limit, too_large, done = most_pixels(options.folder), 0, 0
    trials = [(name, index) for index in range(options.screens) for name in options.settings]
    try:
        for setting, index in trials:
            shown = unseen.picture(setting, index, options.pages)
            if shown.pixels.shape[0] * shown.pixels.shape[1] > limit:
                too_large += 1
                continue
            for turn in unseen.turns(setting, index, shown, ASKED):
                ids = ours(shown.pixels, turn.question)
                chosen = theirs(shown.pixels, turn.question, ids)
                found[turn.task].add(f"{setting} {index}: {turn.question}", ids, chosen)
            done += 1
            print(f"\r{done} of {len(trials)} screens", end="", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print(" (stopped)", end="", file=sys.stderr)
    print(file=sys.stderr)
    return found, too_large


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the port with transformers.")
    unseen.add_options(parser, 10)
    options = parser.parse_args()
    unseen.check(options.settings, options.screens, options.pages)
    found, too_large = compare(options, port(options.folder), Reference(options.folder).choices)
    for kind, agreement in found.items():
        print(
            f"{kind}: {agreement.equal} of {agreement.answers} answers are equal "
            f"({agreement.tokens} tokens)"
        )
        if agreement.first:
            print(agreement.first)
    print(f"{too_large} pictures left out: larger than the checkpoint's longest_edge")


if __name__ == "__main__":
    main()
