"""Texts made comparable: what a layer, a model and a person write differently and mean alike.

Width, case, blanks, dashes and quotation marks do not count; letters, digits and the marks within
numbers do, so that 12.50 never equals 1250 nor -12.50.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_QUOTES = dict.fromkeys(map(ord, "‘’‚′`´"), "'")
# A mark counts between letters or digits where one of them is a digit, a sign before a number.
_MARK = re.compile(r"(?<=\d)[.,:/'](?=\d)|(?<=\w)-(?=\d)|(?<=\d)-(?=\w)")
_SIGN = re.compile(r"(?<!\w)-(?=[\W_]{0,2}\d)")
_DEAF = re.compile(r"[\W_]")


def squeezed(text: str) -> str:
    """The letters, digits and marks of numbers in a text, without anything between them."""
    return "".join(squeezed_word(word) for word in text.split())


def squeezed_word(word: str) -> str:
    """The same of a single word."""
    plain = unicodedata.normalize("NFKC", word).translate(_DASHES).translate(_QUOTES).casefold()
    kept = {match.start() for match in (*_MARK.finditer(plain), *_SIGN.finditer(plain))}
    return "".join(
        letter for place, letter in enumerate(plain) if place in kept or not _DEAF.match(letter)
    )


@dataclass(frozen=True)
class Stream:
    """Words one after the other, squeezed, with the way back from a letter to its word."""

    text: str
    ends: tuple[int, ...]  # of each word in `text`, which may be empty

    @staticmethod
    def of(words: Sequence[str]) -> "Stream":
        pieces = [squeezed_word(word) for word in words]
        return Stream("".join(pieces), tuple(accumulate(map(len, pieces))))

    def places(self, text: str) -> Iterator[range]:
        """Where a text stands: the numbers of its words. It never begins or ends in a number."""
        wanted = squeezed(text)
        start = self.text.find(wanted) if wanted else -1
        while start >= 0:
            end = start + len(wanted)
            if self._free(start) and self._free(end):
                yield range(bisect_right(self.ends, start), bisect_right(self.ends, end - 1) + 1)
            start = self.text.find(wanted, start + 1)

    def _free(self, place: int) -> bool:
        """Whether a text may begin or end here: not within a word of letters, nor a number."""
        if place in (0, len(self.text)) or self._between_words(place):
            return True
        before, after = self.text[place - 1], self.text[place]
        if before in ".,:/'-" or after in ".,:/'-":  # within a number, as they are kept only there
            return False
        return _sort(before) != _sort(after) or _sort(before) == "ideogram"

    def _between_words(self, place: int) -> bool:
        at = bisect_right(self.ends, place - 1)
        return self.ends[at] == place


def _sort(letter: str) -> str:
    if letter.isdigit():
        return "digit"
    name = unicodedata.name(letter, "")
    return "ideogram" if name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL")) else "letter"
