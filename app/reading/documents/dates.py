"""Dates and times as people write them, each with all that it may mean."""

import re
from collections.abc import Iterator
from datetime import date, time

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero ene gennaio",
            "feb february februar février fevrier febrero febbraio",
            "mar march märz maerz mrz mars marzo",
            "apr april avril abril abr aprile",
            "may mai mayo maggio",
            "jun june juni juin junio giugno",
            "jul july juli juillet julio luglio",
            "aug august août aout agosto",
            "sep sept september septembre septiembre settembre",
            "oct october oktober okt octobre octubre ottobre",
            "nov november novembre noviembre",
            "dec december dezember dez décembre decembre diciembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
_DAY_NAMED = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|º|\.)?[\s-]*(?:de\s)?([^\W\d]+)\.?,?[\s-]*(?:de\s)?(\d{4})"
)
_NAMED_DAY = re.compile(r"([^\W\d]+)\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_TIME = re.compile(r"(?<!\d)(\d{1,2})\s?[:.h]\s?(\d{2})(?:[:.](\d{2}))?(?!\d)\s*([ap])?\.?m?", re.I)


def dates(text: str) -> list[frozenset[date]]:
    """Each date in a text: what it may mean, one date where it is sure."""
    return [frozenset(found) for found in _readings(text) if found]


def times(text: str) -> set[time]:
    """The times of day in a text, to the minute."""
    found: set[time] = set()
    for match in _TIME.finditer(text):
        hour, minute, half = int(match[1]), int(match[2]), (match[4] or "").lower()
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour < 24 and minute < 60:
            found.add(time(hour, minute))
    return found


def _readings(text: str) -> Iterator[set[date]]:
    for match in _YEAR_FIRST.finditer(text):
        yield _valid([(match[1], match[2], match[3])])
    for match in _YEAR_LAST.finditer(text):
        first, second, year = match[1], match[3], match[4]
        orders = [(year, second, first)]
        if match[2] != ".":  # with full stops the day comes first everywhere
            orders.append((year, first, second))
        yield _valid(orders)
    for match in _DAY_NAMED.finditer(text):
        if month := _MONTHS.get(match[2].casefold()):
            yield _valid([(match[3], month, match[1])])
    for match in _NAMED_DAY.finditer(text):
        if month := _MONTHS.get(match[1].casefold()):
            yield _valid([(match[3], month, match[2])])


def _valid(orders: list[tuple[str | int, str | int, str | int]]) -> set[date]:
    found: set[date] = set()
    for year, month, day in orders:
        full = int(year) + 2000 if int(year) < 100 else int(year)
        try:
            found.add(date(full, int(month), int(day)))
        except ValueError:
            continue
    return found
