"""The text layer of a page as a witness: what it says of a quotation, and of a whole block.

It is one among several. It may be missing (a scan), partial (a stamp over a scan), or of an older
recognition that erred; so it is heard only for the places where it has words, and where there is
ink without words it is silent.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from PIL import Image

from app.reading.documents.squeezed import Stream, squeezed_word
from app.reading.documents.values import Sheet, Word
from app.reading.geometry import PixelBox, pixel_box, whole_box
from app.reading.verdict import Evidence

WITNESS = "text layer"
NEAR = 0.02  # of the page's sides: a small model's box is off by so much
LEGIBLE = 0.8  # of the layer's letters; fonts without names for their letters give rubbish
PLACES = 500  # of one quotation on a page; beyond them its words are looked for at the place itself
ALIKE, FOREIGN = 0.9, 0.6  # of a block's words that the layer has: confirmed, contradicted
_SHADES = 48  # of 255: between the darkest and the lightest of a place that bears ink


@dataclass(frozen=True)
class Place:
    """Where a quotation stands in the layer."""

    box: PixelBox
    near: bool  # the box that was pointed at


class Layer:
    """The words of a sheet. `speaks` is false when it has none, or none that can be read."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.words = sheet.words if _legible(sheet.words) else ()
        self._known: dict[str, list[PixelBox]] = {}

    @property
    def speaks(self) -> bool:
        return bool(self.words)

    def places(self, quotation: str, pointed: PixelBox | None) -> list[Place]:
        """Everywhere that a quotation stands, the nearest to where was pointed first."""
        boxes = self._boxes(quotation)
        if pointed is None:
            return [Place(box, near=False) for box in boxes]
        around = self._widened(pointed)
        boxes = sorted(boxes, key=lambda box: _distance(box, pointed))
        return [Place(box, around.shared(box) > 0) for box in boxes]

    def has_all(self, text: str, box: PixelBox) -> bool:
        """Whether every word of a text stands near a place, in whatever order."""
        told = [word for word in map(squeezed_word, text.split()) if word]
        around = [word.text for word in self._within(self._widened(box))]
        return bool(told) and not _lacking(told, around)

    def at(self, box: PixelBox) -> str:
        """What the layer says at a place."""
        return " ".join(word.text for word in self._within(self._widened(box)))

    def silent(self, box: PixelBox | None) -> bool:
        """Whether there is something to see at a place and the layer has no word of it."""
        if not self.speaks:
            return True
        if box is None or self._within(self._widened(box)):
            return False
        return _inked(self._sheet.picture, box)

    def beside(self, box: PixelBox) -> bool:
        """Whether its only words stand beside a place that has something else to see.

        It may be a label beside what was written by hand, or words that were pointed at badly.
        """
        return not any(word.box.shared(box) for word in self.words) and _inked(
            self._sheet.picture, box
        )

    def heard(self, text: str, box: PixelBox | None, *, ordered: bool = True) -> Evidence | None:
        """What it says of the words of a block; None where it is silent, or there are none."""
        told = [word for word in map(squeezed_word, text.split()) if word]
        if not told or self.silent(box):
            return None
        around = self._within(self._widened(box)) if box else self.words
        lacking = _lacking(told, [word.text for word in around])
        numbers = [word for word in lacking if any(letter.isdigit() for letter in word)]
        share = 1 - len(lacking) / len(told)
        if share >= ALIKE and not numbers:
            return Evidence(WITNESS, "confirmed")
        if share < FOREIGN or numbers:
            missing = ", ".join((numbers or lacking)[:5])
            return Evidence(WITNESS, "contradicted", f"not in the text layer: {missing}")
        return Evidence(WITNESS, "unconfirmed", f"not in the text layer: {', '.join(lacking[:5])}")

    def _boxes(self, quotation: str) -> list[PixelBox]:
        """Around the words of each place where a quotation stands; many fields quote the same."""
        if quotation not in self._known:
            runs = islice(self._stream.places(quotation), PLACES)
            found = [self.words[run.start : run.stop] for run in runs]
            self._known[quotation] = [union([word.box for word in words]) for words in found]
        return self._known[quotation]

    @cached_property
    def _centers(self) -> list[tuple[float, float, Word]]:
        return [(word.box.center.x, word.box.center.y, word) for word in self.words]

    @cached_property
    def _stream(self) -> Stream:
        return Stream.of([word.text for word in self.words])

    def _widened(self, box: PixelBox) -> PixelBox:
        x, y = (side * NEAR for side in self._sheet.size)
        return pixel_box(box.start.x - x, box.start.y - y, box.end.x + x, box.end.y + y)

    def _within(self, box: PixelBox) -> list[Word]:
        x1, y1, x2, y2 = box.start.x, box.start.y, box.end.x, box.end.y
        return [word for x, y, word in self._centers if x1 <= x < x2 and y1 <= y < y2]


def _lacking(told: Sequence[str], layer: Iterable[str]) -> list[str]:
    """The words that the layer lacks, whichever way either of them cut its words apart."""
    there = Counter(filter(None, map(squeezed_word, layer)))
    lacking: list[str] = []
    for word in told:
        if there[word]:
            there[word] -= 1
        else:
            lacking.append(word)
    if not lacking:
        return []
    rest = Stream.of(list(there.elements()))  # by letters: "per cent" and "percent", hyphens
    return [word for word in lacking if not any(rest.places(word))]


def _legible(words: Sequence[Word]) -> bool:
    letters = [letter for word in words for letter in word.text]
    good = sum(letter.isprintable() and not _nameless(letter) for letter in letters)
    return bool(letters) and good >= LEGIBLE * len(letters)


def _nameless(letter: str) -> bool:
    return letter == "\N{REPLACEMENT CHARACTER}" or "\ue000" <= letter <= "\uf8ff"


def _inked(picture: Image.Image, box: PixelBox) -> bool:
    darkest, lightest = picture.crop(whole_box(box, picture.size)).convert("L").getextrema()
    assert isinstance(darkest, int | float) and isinstance(lightest, int | float)
    return lightest - darkest >= _SHADES


def _distance(one: PixelBox, other: PixelBox) -> float:
    return math.hypot(one.center.x - other.center.x, one.center.y - other.center.y)


def union(boxes: Sequence[PixelBox]) -> PixelBox:
    """The box around some boxes."""
    return pixel_box(
        min(box.start.x for box in boxes),
        min(box.start.y for box in boxes),
        max(box.end.x for box in boxes),
        max(box.end.y for box in boxes),
    )
