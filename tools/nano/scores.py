"""Scores of answers against the truth of a screen."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.reading.video.clock import seconds_of
from app.reading.video.replies import entries_of
from tools.nano.layout import Element, Screen
from tools.nano.questions import relative

Found = tuple[list[float], str]  # box in thousandths, text
TENTH = 0.101  # seconds: both times are rounded
SAME = 0.5  # overlap from which a box is that of an element


def parsed(answer: str) -> list[Found] | None:
    """Boxes of an answer, of any length; None where it is not the JSON that was asked for."""
    try:
        entries = json.loads(answer)
        return [([float(n) for n in e["bbox_2d"]], str(e["label"])) for e in entries]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def valid(answer: str) -> bool:
    """Whether an answer is a list of objects with a box of four numbers and a text."""
    found = parsed(answer)
    return found is not None and all(len(box) == 4 for box, _ in found)


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = [(b[2] - b[0]) * (b[3] - b[1]) for b in (one, other)]
    return width * height / (sum(areas) - width * height)


def _first_box(answer: str) -> list[float] | None:
    """The box that an answer names first, if it is one."""
    found = parsed(answer)
    return found[0][0] if found and len(found[0][0]) == 4 else None


def points_at(answer: str, screen: Screen, element: Element | None) -> bool:
    """Whether the middle of the first box lies in the element; no box where there is none."""
    if element is None:
        return parsed(answer) == []
    box = _first_box(answer)
    if box is None:
        return False
    x1, y1, x2, y2 = relative(screen, element)
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return x1 <= x <= x2 and y1 <= y <= y2


def covers(answer: str, screen: Screen, element: Element) -> bool:
    """Whether the first box is the element's own."""
    box = _first_box(answer)
    return box is not None and overlap(box, relative(screen, element)) >= SAME


def distance(one: str, other: str) -> int:
    """Edits between two texts (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


@dataclass
class Matches:
    """Hits, what was said and what was there, summed over screens."""

    texts: bool = True  # must be equal, too; otherwise boxes alone count
    hits: int = 0
    said: int = 0
    there: int = 0

    def add(self, answer: str, screen: Screen) -> None:
        """Count elements found at IoU >= 0.5 (with equal text), each once."""
        found = [f for f in parsed(answer) or [] if len(f[0]) == 4]
        left = list(screen.elements)
        for box, text in found:
            for element in left:
                alike = element.text == text or not self.texts
                if alike and overlap(box, relative(screen, element)) >= SAME:
                    left.remove(element)
                    break
        self.hits += len(screen.elements) - len(left)
        self.said += len(found)
        self.there += len(screen.elements)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, self.said + self.there)


def is_json(answer: str) -> bool:
    try:
        json.loads(answer)
    except (ValueError, RecursionError):
        return False
    return True


def _begins(answer: str) -> float | None:
    """Seconds at which the first event of an answer begins, or that it names alone."""
    entries = entries_of(answer).objects
    return seconds_of(entries[0].get("start") if entries else answer)


def close(said: str, true: str, apart: float = 0.0) -> bool:
    """Whether a time is named that is at most so many seconds from the true one."""
    ours, theirs = _begins(said), _begins(true)
    assert theirs is not None, true
    return ours is not None and abs(ours - theirs) <= apart + TENTH
