"""Compare our port's greedy answers with transformers', on screens that training never saw.

    .venv-reference/bin/python -m tools.nano.parity --screens 10

Both compute in float32. Pictures that the checkpoint would be shown smaller than they are, are left
out: transformers is given the pixels as they are, and so the port sees them, too.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.nano import unseen
from tools.nano.answers import Answer, port, reference

ASKED = ("where", "read")  # beside the list


@dataclass
class Agreement:
    """Answers to one kind of question, those that are equal, and the first pair that is not."""

    answers: int = 0
    equal: int = 0
    first: str = ""

    def add(self, place: str, ours: str, theirs: str) -> None:
        self.answers += 1
        self.equal += ours == theirs
        if ours != theirs and not self.first:
            self.first = f"{place}\n  port:         {ours}\n  transformers: {theirs}"


def most_pixels(folder: Path) -> int:
    """The largest picture that a checkpoint sees in full."""
    said = json.loads((folder / "preprocessor_config.json").read_text())
    return int(said["size"]["longest_edge"])


def compare(
    options: argparse.Namespace, ours: Answer, theirs: Answer
) -> tuple[dict[str, Agreement], int]:
    """How the answers agree, by kind of question, and how many pictures were left out."""
    found = {kind: Agreement() for kind in ("list", *ASKED)}
    limit, too_large = most_pixels(options.folder), 0
    for setting in options.settings:
        for index in range(options.screens):
            shown = unseen.picture(setting, index, options.pages)
            if shown.pixels.shape[0] * shown.pixels.shape[1] > limit:
                too_large += 1
                continue
            for turn in unseen.turns(setting, index, shown, ASKED):
                said = (answer(shown.pixels, turn.question) for answer in (ours, theirs))
                found[turn.task].add(f"{setting} {index}: {turn.question}", *said)
            print(f"\r{setting}: {index + 1}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found, too_large


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the port with transformers.")
    unseen.add_options(parser, 10)
    options = parser.parse_args()
    unseen.check(options.settings, options.screens, options.pages)
    found, too_large = compare(options, port(options.folder), reference(options.folder))
    for kind, agreement in found.items():
        print(f"{kind}: {agreement.equal} of {agreement.answers} answers are equal")
        if agreement.first:
            print(agreement.first)
    print(f"{too_large} pictures left out: larger than the checkpoint's longest_edge")


if __name__ == "__main__":
    main()
