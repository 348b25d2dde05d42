"""Totals of a table on a page, recomputed: a row that is called a total, against those above it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.reading.documents.numerals import decimal_mark, numerals
from app.reading.documents.values import Rows
from app.reading.verdict import Evidence

_TOTAL = re.compile(
    r"\b(?:total|sum|summe|gesamt\w*|subtotal|zwischensumme|totale|somme|suma|importe)\b|合計|总计|合计",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"^[^\w%]*(?:[A-Z]{3}\s?)?[^\w%]*[-\d.,'’\s()]+[^\w%]*(?:[A-Z]{3})?[^\w%]*$")
_LONGEST = 40  # letters of a cell that holds a number and nothing else
_FEWEST = 2  # numbers that a total adds up


def table_sums(rows: Rows, *, attested: bool) -> tuple[Evidence, ...]:
    """What arithmetic says of the totals of a table, column by column.

    Of a table whose cells another witness has `attested` a total that is off is the page's own, or
    of a column that is not meant to be added: it is told, and contradicts nothing.
    """
    return tuple(_columns(rows, attested))


def _columns(rows: Rows, attested: bool) -> Iterator[Evidence]:
    mark = decimal_mark(cell for row in rows for cell in row)
    for at, row in enumerate(rows):
        label = next((place for place, cell in enumerate(row) if cell.strip()), None)
        if label is None or not _TOTAL.search(row[label]):
            continue
        for column in range(label + 1, len(row)):
            total = _number(row[column], mark)
            above = _above(rows[:at], column, mark)
            if total is None or above is None or len(above) < _FEWEST:
                continue
            found = sum(above, Decimal())
            words = f"column {column + 1}: the rows add up to {found}"
            if found == total:
                yield Evidence("arithmetic", "confirmed", words)
            else:
                verdict = "unconfirmed" if attested else "contradicted"
                told = f"{words}, the total says {row[column].strip()}"
                yield Evidence("arithmetic", verdict, told)


def _above(rows: Sequence[Sequence[str]], column: int, mark: str) -> list[Decimal] | None:
    """The numbers that a total adds up; None where one of them cannot be told for sure."""
    found: list[Decimal] = []
    for row in rows:
        cell = row[column].strip()
        if any(_TOTAL.search(other) for other in row[:1]):
            return None  # below a subtotal nobody knows what is added
        number = _number(cell, mark)
        if number is None and any(letter.isdigit() for letter in cell):
            return None
        if number is not None:
            found.append(number)
    return found


def _number(cell: str, mark: str) -> Decimal | None:
    read = numerals(cell, mark) if len(cell) <= _LONGEST else []
    if len(read) != 1 or not read[0].sure or not _PLAIN.match(cell.strip()):
        return None
    return next(iter(read[0].readings))
