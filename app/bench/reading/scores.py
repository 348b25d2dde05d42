"""Right and wrong, and how sure so few of them make one."""

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from app.bench.reading.material import Truth
from app.reading.geometry import PixelBox, Pixels
from app.reading.screens import Element

SAME_PLACE = 0.5  # of both boxes together is shared
_Z = 1.959964  # of 95 %
_RESAMPLES = 1000


@dataclass(frozen=True)
class Share:
    """So many right of so many."""

    right: int
    asked: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.right + other.right, self.asked + other.asked)

    @property
    def value(self) -> float | None:
        return self.right / self.asked if self.asked else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of 95 %, as if all that was asked were independent of each other."""
        if not self.asked:
            return 0.0, 1.0
        n, p = self.asked, self.right / self.asked
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True)
class Listed:
    """One list against the truth: what was said, what is there, what is both."""

    said: int
    there: int
    hits: int

    def __add__(self, other: "Listed") -> "Listed":
        return Listed(self.said + other.said, self.there + other.there, self.hits + other.hits)

    @property
    def f1(self) -> float | None:
        return 2 * self.hits / (self.said + self.there) if self.said + self.there else None

    @property
    def precision(self) -> Share:
        return Share(self.hits, self.said)

    @property
    def recall(self) -> Share:
        return Share(self.hits, self.there)


NO_LIST = Listed(0, 0, 0)


def f1_interval(lists: Sequence[Listed], seed: int = 0) -> tuple[float, float]:
    """The middle 95 % of F1 where whole screens are drawn again (a bootstrap)."""
    rng, values = random.Random(seed), []
    for _ in range(_RESAMPLES if lists else 0):
        drawn = sum(rng.choices(lists, k=len(lists)), NO_LIST)
        values.append(drawn.f1 or 0.0)
    values.sort()
    if not values:
        return 0.0, 1.0
    return values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]


def holds(box: PixelBox, point: Pixels) -> bool:
    """Whether a point lies in a box, edges included, as ScreenSpot counts."""
    inside_x = box.start.x <= point.x <= box.end.x
    return inside_x and box.start.y <= point.y <= box.end.y


def matched(said: Sequence[Element], there: Sequence[Truth]) -> list[int | None]:
    """For each element said, which one of the truth it is; each is taken once, closest first.

    It is one where they share half of their area and the text is the same; where the truth shows
    no text, as an icon does not, any text will do.
    """
    pairs = [
        (shared, -number, -place)
        for number, element in enumerate(said)
        for place, truth in enumerate(there)
        if (shared := overlap(element.box, truth.box)) >= SAME_PLACE and _says(element, truth)
    ]
    found: list[int | None] = [None] * len(said)
    taken: set[int] = set()
    for _, number, place in sorted(pairs, reverse=True):
        if found[-number] is None and -place not in taken:
            found[-number] = -place
            taken.add(-place)
    return found


def overlap(one: PixelBox, other: PixelBox) -> float:
    """Intersection over union."""
    shared = one.shared(other)
    covered = one.width * one.height + other.width * other.height - shared
    return shared / covered if covered > 0 else 0.0


def _says(element: Element, truth: Truth) -> bool:
    return not truth.text.strip() or _plain(element.text) == _plain(truth.text)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
