"""Measure how often the MTP head's drafts are taken, by our port, on screens it never saw.

    python -m tools.nano.acceptance --screens 10

Answers come free-running, as the app asks, with two drafts a step. A draft is taken when it is
what the model says by itself; the second one counts only where the first was taken. The bar is 60 %
of first drafts.
"""

import argparse
from dataclasses import dataclass

import numpy as np

from mlx_model import Model, Processor, load
from mlx_model.runtime.decode import Decoder
from tools.nano import unseen
from tools.nano.answers import begin

KINDS = ("list", "where", "read")


@dataclass
class Drafts:
    """Steps that guessed, and those whose first and second draft were taken."""

    answers: int = 0
    tokens: int = 0  # after the first of each answer, which comes from the prompt
    steps: int = 0
    first: int = 0
    second: int = 0

    @property
    def row(self) -> str:
        firsts = f"{100 * self.first / max(1, self.steps):.0f} % of {self.steps}"
        seconds = f"{100 * self.second / max(1, self.first):.0f} % of {self.first}"
        every = f"{100 * (self.first + self.second) / max(1, 2 * self.steps):.0f} %"
        pace = f"{self.tokens / max(1, self.steps):.2f}"
        return f"{self.answers} | {firsts} | {seconds} | {every} | {pace}"


def follow(model: Model, processor: Processor, pixels: np.ndarray, ask: str, seen: Drafts) -> None:
    """Let the model answer one question, and count what became of each step's drafts."""
    reply, decoder = begin(model, processor, pixels, ask, drafts=True), Decoder(model, guesses="on")
    tally = reply.tally
    while reply.end is None:
        drafted, accepted = tally.drafted, tally.accepted
        decoder.step([reply])
        right = tally.accepted - accepted
        seen.steps += tally.drafted > drafted
        seen.first += right > 0
        seen.second += right > 1
    seen.answers += 1
    seen.tokens += max(0, tally.completion_tokens - 1)


def measure(options: argparse.Namespace, setting: str) -> dict[str, Drafts]:
    """One question of each kind on each screen of a setting."""
    model, processor = load(options.folder)
    seen = {kind: Drafts() for kind in KINDS}
    for index in range(options.screens):
        picture = unseen.picture(setting, index, options.pages)
        for turn in unseen.turns(setting, index, picture, KINDS[1:]):
            follow(model, processor, picture.pixels, turn.question, seen[turn.task])
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how often nano's drafts are taken.")
    unseen.add_options(parser, 10)
    options = parser.parse_args()
    unseen.check(options.settings, options.screens, options.pages)
    print("| Setting | Question | Answers | First draft | Second draft | Both | Tokens a step |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for setting in options.settings:
        for kind, drafts in measure(options, setting).items():
            print(f"| {setting} | {kind} | {drafts.row} |", flush=True)


if __name__ == "__main__":
    main()
