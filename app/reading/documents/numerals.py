"""Numbers as people write them: 1,234.50 and 1.234,50 and 1 234,50 and (12.00).

Some can be read in two ways: 1,234 is a thousand here and a little more than one there. Such a
number has two readings unless the page shows elsewhere which mark its decimals have.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

_BLANK = " \u00a0\u202f\u2009"
_NUMBER = re.compile(rf"(?<![\d.,])\d+(?:[.,'’{_BLANK}]\d+)*")
_GROUPED = re.compile(rf"\d{{1,3}}(?:[{_BLANK}]\d{{3}})+(?:[.,]\d+)?")
_DASHES = "-‐‑‒–—−"
_MINUS = re.compile(rf"(?<![\w.,])[{_DASHES}][^\w\s]{{0,2}}$|(?<![\w])[^\w\s]{{1,2}}[{_DASHES}]$")
_APART = re.compile(rf"(?<![\w.,])[{_DASHES}]\s[^\w\s]{{0,2}}\s?$")  # a minus, or a dash
_BRACKET = re.compile(r"\([^\w\s]{0,2}\s?$")
_FULLWIDTH = str.maketrans("０１２３４５６７８９，．", "0123456789,.")


@dataclass(frozen=True)
class Numeral:
    """A number on a page: what it means for sure, or what it may mean."""

    readings: frozenset[Decimal]
    percent: bool = False

    def may_be(self, value: Decimal) -> bool:
        """Whether one of its readings is this value; 19 % is 19 and 0.19."""
        shares = {reading / 100 for reading in self.readings} if self.percent else set[Decimal]()
        return value in self.readings | shares

    @property
    def sure(self) -> bool:
        return len(self.readings) == 1


def numerals(text: str, mark: str = "") -> list[Numeral]:
    """All numbers in a text; `mark` is what stands before decimals there, if that is known."""
    plain = text.translate(_FULLWIDTH)
    found: list[Numeral] = []
    for match in _NUMBER.finditer(plain):
        for body, start, end in _bodies(match):
            readings = _signed(_readings(body, mark), plain[:start], plain[end:])
            found.append(Numeral(frozenset(readings), plain[end:].lstrip().startswith("%")))
    return found


def decimal_mark(texts: Iterable[str]) -> str:
    """The mark of decimals in some texts; "" where none is sure, or both are."""
    marks = {mark for text in texts for mark in _sure_marks(text)}
    return marks.pop() if len(marks) == 1 else ""


def _bodies(match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """A number, or several with blanks between them, each with its place in the text."""
    text, start = match[0], match.start()
    if _GROUPED.fullmatch(text):
        yield re.sub(f"[{_BLANK}]", "", text), start, match.end()
        return
    for piece in re.finditer(f"[^{_BLANK}]+", text):
        yield piece[0], start + piece.start(), start + piece.end()


def _readings(body: str, mark: str) -> set[Decimal]:
    digits = re.sub("['’]", "", body)
    marks = [letter for letter in digits if letter in ".,"]
    if not marks:
        return {Decimal(digits)}
    last = marks[-1]
    if len(set(marks)) == 2 or (len(marks) == 1 and not _ambiguous(digits, last)):
        return {_decimal(digits, last)}
    if len(marks) > 1:  # the same mark again: thousands, or the parts of a date or version
        return {_decimal(digits, "")}
    if mark:
        return {_decimal(digits, last if last == mark else "")}
    return {_decimal(digits, last), _decimal(digits, "")}


def _ambiguous(digits: str, mark: str) -> bool:
    whole, _, rest = digits.partition(mark)
    return len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0")


def _decimal(digits: str, mark: str) -> Decimal:
    whole, _, rest = digits.rpartition(mark) if mark else (digits, "", "")
    return Decimal(re.sub("[.,]", "", whole) + ("." + rest if rest else ""))


def _signed(readings: set[Decimal], before: str, after: str) -> set[Decimal]:
    """Below zero by a minus before or after it; a dash apart or brackets may mean that."""
    if _MINUS.search(before) or re.match(rf"[{_DASHES}](?!\s?\w)", after):
        return {-reading for reading in readings}
    bracket = _BRACKET.search(before) and re.match(r"\s?[^\w\s]{0,2}\)", after)
    if bracket or _APART.search(before):
        return readings | {-reading for reading in readings}
    return readings


def _sure_marks(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        for body, _, _ in _bodies(match):
            marks = [letter for letter in body if letter in ".,"]
            if len(set(marks)) == 2 or (len(marks) == 1 and not _ambiguous(body, marks[0])):
                yield marks[-1]
