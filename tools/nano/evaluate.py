"""Measure a checkpoint on screens, layouts and pairs of words that training never saw.

python -m tools.nano.evaluate --screens 100
"""

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path

from tools.nano import qt_screens, questions, screens
from tools.nano.answers import WAYS, Answer
from tools.nano.layout import Element, Plan, plan
from tools.nano.questions import Turn
from tools.nano.scores import Matches, distance, points_at
from tools.nano.screens import Picture
from tools.nano.world import NARROW

FOLDER = Path(__file__).parents[2] / "resources" / "models" / "kestrel-nano"
PAINTERS: dict[str, Callable[[Plan], Picture]] = {"Qt": qt_screens.paint, "Pillow": screens.paint}
ROWS = {
    "where": "where-is (point in box; a tenth absent)",
    "read": "read (exact)",
    "list": "list (F1, IoU >= 0.5 and text equal)",
    "exists": 'yes/no: "is there" (half absent)',
    "checked": 'yes/no: "is it checked"',
    "enabled": 'yes/no: "is it enabled"',
    "count": "count",
    "kind": "kind of element",
    "value": "value of a field",
    "purpose": "purpose of the window",
}


class Tally:
    """Right and asked of each task, and what the list and reading need beside."""

    def __init__(self) -> None:
        self.right: dict[str, int] = {}
        self.asked: dict[str, int] = {}
        self.matches = Matches()
        self.edits = self.letters = 0

    def add(self, task: str, right: bool) -> None:
        self.asked[task] = self.asked.get(task, 0) + 1
        self.right[task] = self.right.get(task, 0) + right

    def share(self, task: str) -> str:
        if task == "list":
            return f"{self.matches.f1:.2f}"
        if not self.asked.get(task):
            return "-"
        return f"{100 * self.right[task] / self.asked[task]:.0f} % of {self.asked[task]}"

    @property
    def error_rate(self) -> str:
        return f"{100 * self.edits / max(1, self.letters):.1f} %"


def _target(shown: Plan, turn: Turn) -> Element | None:
    """The element that a where-question means."""
    return next((e for e in shown.elements if f'"{e.text}"' in turn.question), None) or next(
        (e for e in shown.elements if f"the {e.text} {e.role}?" in turn.question), None
    )


def _ask(answer: Answer, picture: Picture, turn: Turn, tally: Tally) -> None:
    """Put one question and count what comes back."""
    said, shown = answer(picture.pixels, turn.question), picture.plan
    if turn.task == "list":
        tally.matches.add(said, shown)
    elif turn.task == "where":
        tally.add("where", points_at(said, shown, _target(shown, turn)))
    else:
        tally.add(turn.task, said == turn.answer)
    if turn.task == "read":
        tally.edits += distance(said, turn.answer)
        tally.letters += len(turn.answer)


def measure(answer: Answer, painter: Callable[[Plan], Picture], count: int) -> Tally:
    """Two where- and two read-questions a screen, one of each other kind, each asked alone."""
    tally = Tally()
    for seed in range(count):
        shown, rng = plan(NARROW, seed, "held-out"), random.Random(seed)
        if not shown.elements:
            continue
        picture = painter(shown)
        turns = [questions.listing(shown)]
        for name in ("where", "read", *questions.ASKS):
            if name != "talk" and (turn := questions.ASKS[name](shown, rng)):
                turns.append(turn)
        for turn in turns:
            _ask(answer, picture, turn, tally)
    return tally


def table(tallies: dict[str, Tally]) -> str:
    """The result as Markdown."""
    lines = ["| Task | " + " | ".join(tallies) + " |", "| --- |" + " --- |" * len(tallies)]
    for task, name in ROWS.items():
        lines.append(f"| {name} | " + " | ".join(t.share(task) for t in tallies.values()) + " |")
        if task == "read":
            rates = " | ".join(tally.error_rate for tally in tallies.values())
            lines.append(f"| read (character error rate) | {rates} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure kestrel-nano on held-out screens.")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--screens", type=int, default=100, help="screens of each painter")
    parser.add_argument("--by", choices=WAYS, default="port")
    options = parser.parse_args()
    answer, begun = WAYS[options.by](options.folder), time.time()
    tallies = {name: measure(answer, paint, options.screens) for name, paint in PAINTERS.items()}
    print(table(tallies))
    print(f"\n{options.screens} screens each, by {options.by}, in {time.time() - begun:.0f} s.")


if __name__ == "__main__":
    main()
