"""Scores of answers against the truth of a screen."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tools.nano.layout import Element, Plan
from tools.nano.questions import relative

Found = tuple[list[float], str]  # box in thousandths, text


def parsed(answer: str) -> list[Found] | None:
    """Boxes of an answer; None where it is not the JSON that was asked for."""
    try:
        entries = json.loads(answer)
        return [([float(n) for n in e["bbox_2d"]], str(e["label"])) for e in entries]
    except (ValueError, TypeError, KeyError):
        return None


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = [(b[2] - b[0]) * (b[3] - b[1]) for b in (one, other)]
    return width * height / (sum(areas) - width * height)


def points_at(answer: str, plan: Plan, element: Element | None) -> bool:
    """Whether the middle of the first box lies in the element; no box where there is none."""
    found = parsed(answer)
    if found is None:
        return False
    if element is None or not found:
        return element is None and not found
    box, (x1, y1, x2, y2) = found[0][0], relative(plan, element)
    if len(box) != 4:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return x1 <= x <= x2 and y1 <= y <= y2


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

    hits: int = 0
    said: int = 0
    there: int = 0

    def add(self, answer: str, plan: Plan) -> None:
        """Count elements found at IoU >= 0.5 with equal text, each once."""
        found = [f for f in parsed(answer) or [] if len(f[0]) == 4]
        left = list(plan.elements)
        for box, text in found:
            for element in left:
                if element.text == text and overlap(box, relative(plan, element)) >= 0.5:
                    left.remove(element)
                    break
        self.hits += len(plan.elements) - len(left)
        self.said += len(found)
        self.there += len(plan.elements)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, self.said + self.there)
