"""Measure a checkpoint on screens, layouts, fonts and words that training never saw.

    python -m tools.nano.evaluate --screens 100
    python -m tools.nano.evaluate --bits 8          beside a copy of 8 bits a weight, points lost
    python -m tools.nano.evaluate --jobs 2          two processes share the screens

Stopped by Ctrl-C it tells what it has measured so far.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from tools.nano import unseen
from tools.nano.answers import WAYS, Answer
from tools.nano.films import Film
from tools.nano.questions import Turn
from tools.nano.scores import Matches, close, covers, distance, is_json, points_at, valid
from tools.nano.screens import Picture


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        bar: what is wanted, as it is printed.
        unit: "%" of what was asked, "F1", or "errors" of a hundred letters.
    """

    name: str
    bar: str = ""
    unit: str = "%"


ROWS = {
    "where": Row("where-is (point in box; a tenth absent)", "90 % Qt, 75 % Chromium"),
    "where box": Row("where-is (IoU >= 0.5, where it is there)"),
    "read": Row("read (exact)", "85 % Qt, 70 % Chromium"),
    "errors": Row("read (character error rate)", unit="errors"),
    "list": Row("list (F1, IoU >= 0.5 and text equal)", "0.75 Qt, 0.50 Chromium", "F1"),
    "boxes": Row("list (F1, boxes alone)", unit="F1"),
    "json": Row("JSON valid without a grammar (list, where-is)", "98 %"),
    "exists": Row('yes/no: "is there" (half absent)', "90 %"),
    "checked": Row('yes/no: "is it checked"'),
    "enabled": Row('yes/no: "is it enabled"'),
    "count": Row("count", "85 %"),
    "kind": Row("kind of element"),
    "value": Row("value of a field"),
    "purpose": Row("purpose of the window"),
    "receipt": Row("receipts (exact)"),
    "table": Row("tables (exact)"),
    "chart": Row("bar charts (exact)"),
    "number": Row("films: how many, in JSON", "85 %"),
    "amount": Row("films: how many, in a word", "85 %"),
    "when": Row("films: when it appears or vanishes (within one shown frame)", "80 %"),
    "frame": Row("films: when (the very frame)"),
    "gone": Row("films: when, but it is not there"),
    "way": Row("films: which way it moves"),
}


class Tally:
    """Sums of each row: what was good, out of what, and of how many things the table tells."""

    def __init__(self) -> None:
        self.good: Counter[str] = Counter()
        self.all: Counter[str] = Counter()
        self.told: Counter[str] = Counter()

    def add(self, row: str, good: int, out_of: int = 1, told: int = 1) -> None:
        self.good[row] += good
        self.all[row] += out_of
        self.told[row] += told

    def merge(self, other: "Tally") -> None:
        self.good.update(other.good)
        self.all.update(other.all)
        self.told.update(other.told)

    def share(self, row: str) -> float | None:
        """Of one; None where nothing was asked."""
        return self.good[row] / self.all[row] if self.all[row] else None

    def cell(self, row: str) -> str:
        """As the table tells it, with the number of questions, letters or elements."""
        share = self.share(row)
        if share is None:
            return "-"
        if ROWS[row].unit == "F1":
            return f"{share:.2f} of {self.told[row]}"
        digits = 1 if ROWS[row].unit == "errors" else 0
        return f"{100 * share:.{digits}f} % of {self.told[row]}"


def score(said: str, turn: Turn, shown: Picture, tally: Tally) -> None:
    """Count what came back to one question."""
    screen = shown.screen
    if turn.task in ("list", "where"):
        tally.add("json", valid(said))
    if turn.task == "list":
        for row, texts in (("list", True), ("boxes", False)):
            found = Matches(texts)
            found.add(said, screen)
            tally.add(row, 2 * found.hits, found.said + found.there, found.there)
    elif turn.task == "where":
        target = screen.elements[turn.about[0]] if turn.about else None
        tally.add("where", points_at(said, screen, target))
        if target is not None:
            tally.add("where box", covers(said, screen, target))
    else:
        tally.add(turn.task, said == turn.answer)
    if turn.task == "read":
        letters = len(turn.answer)
        tally.add("errors", distance(said, turn.answer), letters, letters)


def score_film(said: str, turn: Turn, film: Film, tally: Tally) -> None:
    """Count what came back to one question about a film, read as the app reads it."""
    if turn.task in ("number", "find"):
        tally.add("json", is_json(said))
    if turn.task == "find" and not turn.about:
        tally.add("gone", said == turn.answer)
    elif turn.task in ("find", "when"):
        tally.add("when", close(said, turn.answer, film.apart))
        tally.add("frame", close(said, turn.answer))
    else:
        tally.add(turn.task, said == turn.answer)


@dataclass(frozen=True)
class Trial:
    """One picture of a setting, shown to one checkpoint."""

    column: str
    folder: Path
    by: str
    setting: str
    index: int
    pages: Path


@cache
def _asked(by: str, folder: Path) -> Answer:
    """Each process loads a checkpoint once."""
    return WAYS[by](folder)


def measure(trial: Trial) -> tuple[str, Tally]:
    """The column, and one list, two where- and read-questions, one of each other kind."""
    tally, answer = Tally(), _asked(trial.by, trial.folder)
    if trial.setting == "films":
        film = unseen.film(trial.index)
        for turn in unseen.film_turns(trial.index, film):
            score_film(answer(film, turn.question), turn, film, tally)
        return trial.column, tally
    shown = unseen.picture(trial.setting, trial.index, trial.pages)
    for turn in unseen.turns(trial.setting, trial.index, shown):
        score(answer(shown.pixels, turn.question), turn, shown, tally)
    return trial.column, tally


def _measured(trials: list[Trial], jobs: int) -> Iterator[tuple[str, Tally]]:
    """In the order in which they end; several processes, each with its own model."""
    if jobs == 1:
        yield from map(measure, trials)
        return
    deaf = (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that prints
    with get_context("spawn").Pool(jobs, signal.signal, deaf) as pool:
        yield from pool.imap_unordered(measure, trials)


def collect(results: Iterable[tuple[str, Tally]], total: int) -> tuple[dict[str, Tally], int]:
    """Tallies of the columns and the number of screens, all or those until Ctrl-C."""
    tallies: dict[str, Tally] = {}
    done = 0
    try:
        for column, tally in results:
            tallies.setdefault(column, Tally()).merge(tally)
            done += 1
            print(f"\r{done} of {total} screens", end="", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print(" (stopped)", end="", file=sys.stderr)
    print(file=sys.stderr)
    return tallies, done


def table(tallies: Mapping[str, Tally]) -> str:
    """The result as Markdown."""
    lines = [f"| Task | {' | '.join(tallies)} | Bar |", "| --- |" + " --- |" * (len(tallies) + 1)]
    for key, row in ROWS.items():
        cells = " | ".join(tally.cell(key) for tally in tallies.values())
        lines.append(f"| {row.name} | {cells} | {row.bar} |")
    return "\n".join(lines)


def lost(whole: Mapping[str, Tally], copy: Mapping[str, Tally]) -> str:
    """Points of a hundred that a copy lost, column by column; below zero: gained."""
    lines = [f"| Points lost | {' | '.join(whole)} |", "| --- |" + " --- |" * len(whole)]
    for key, row in ROWS.items():
        cells = []
        for before, after in zip(whole.values(), copy.values(), strict=True):
            had, has = before.share(key), after.share(key)
            if had is None or has is None:
                cells.append("-")
                continue
            sign = -1 if row.unit == "errors" else 1
            cells.append(f"{100 * sign * (had - has):.1f}")
        lines.append(f"| {row.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure kestrel-nano on held-out screens.")
    unseen.add_options(parser, 200, unseen.SETTINGS)
    parser.add_argument("--by", choices=WAYS, default="port")
    parser.add_argument("--jobs", type=int, default=1, help="processes that share the screens")
    parser.add_argument("--bits", type=int, help="measure a copy of so many bits, too")
    return parser.parse_args()


def _columns(options: argparse.Namespace, scratch: Path) -> dict[str, Path]:
    """What is added to a setting's name, and the checkpoint that is asked there."""
    if options.bits is None:
        return {"": options.folder}
    from tools.nano.packed import through

    packed = through(options.folder, scratch / "copy", options.bits)
    return {"": options.folder, f", {options.bits} bits": packed}


def main() -> None:
    options, begun = _options(), time.time()
    unseen.check(options.settings, options.screens, options.pages)
    with tempfile.TemporaryDirectory() as scratch:
        copies = _columns(options, Path(scratch))
        trials = [
            Trial(setting + copy, folder, options.by, setting, index, options.pages)
            for index in range(options.screens)  # so that a run that is stopped tells of all
            for setting in options.settings
            for copy, folder in copies.items()
        ]
        tallies, done = collect(_measured(trials, options.jobs), len(trials))
    order = [setting + copy for copy in copies for setting in options.settings]
    tallies = {name: tallies.get(name, Tally()) for name in order}
    print(table(tallies))
    if options.bits is not None:
        half = len(order) // 2
        whole, copy = ({n: tallies[n] for n in names} for names in (order[:half], order[half:]))
        print(f"\n{lost(whole, copy)}")
    spent = time.time() - begun
    print(f"\n{done} of {len(trials)} screens, asked by {options.by}, in {spent:.0f} s.")


if __name__ == "__main__":
    main()
