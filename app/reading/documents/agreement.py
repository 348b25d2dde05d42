"""Whether a value is what its quotation says: the same number, date or words, however written."""

import re
from datetime import date, time
from decimal import Decimal

from app.reading.documents.dates import dates, times
from app.reading.documents.numerals import numerals
from app.reading.documents.squeezed import Stream, squeezed
from app.reading.documents.values import Value
from app.reading.verdict import Verdict

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2})?")
_SYMBOLS = {"EUR": "€", "GBP": "£", "INR": "₹", "CHF": "Fr."}  # each of one currency only
_SHARED = {"$": "USD CAD AUD NZD MXN SGD HKD", "¥": "JPY CNY", "kr": "SEK NOK DKK"}
_YES = {"yes", "ja", "oui", "si", "true", "x", "checked", "on"}
_NO = {"no", "nein", "non", "false", "unchecked", "off", "none"}
_TICKED, _EMPTY = re.compile(r"[☑☒✓✔✗✘■]|\[\s*[xX✓]\s*\]"), re.compile(r"[☐□]|\[\s*\]")


def agreement(value: Value, quotation: str, mark: str = "", *, chosen: bool = False) -> Verdict:
    """`confirmed` when the quotation says the value, `unconfirmed` when it may.

    `mark` is what stands before decimals on the page; `chosen` a value out of a schema's own list,
    which need not be a word of the page.
    """
    if value is None or not quotation.strip():
        return "unconfirmed"
    if isinstance(value, bool):
        return _ticked(value, quotation)
    if isinstance(value, int | float):
        return _number(Decimal(str(value)), quotation, mark)
    if any(Stream.of(quotation.split()).places(value)):
        return "confirmed"
    if _DATE.fullmatch(value) and (found := dates(quotation)):
        return _date(value, found)
    if _TIME.fullmatch(value) and (clock := times(quotation)):
        return "confirmed" if time.fromisoformat(value[:5]) in clock else "contradicted"
    return _currency(value, quotation) or ("unconfirmed" if chosen else "contradicted")


def same(one: Value, other: Value) -> bool:
    """Whether two values of a field are one, but for the way they are written."""
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, str) and isinstance(other, str):
        return (squeezed(one) or one) == (squeezed(other) or other)
    return one == other


def _number(value: Decimal, quotation: str, mark: str) -> Verdict:
    """Of several numbers in a quotation nobody knows which one is meant; shares are told apart."""
    there = numerals(quotation, mark)
    found = [numeral for numeral in there if numeral.may_be(value)]
    if not found:
        return "contradicted"
    others = [n for n in there if n not in found and any(n.percent == f.percent for f in found)]
    alone = not others and any(numeral.sure for numeral in found)
    return "confirmed" if alone else "unconfirmed"


def _date(value: str, found: list[frozenset[date]]) -> Verdict:
    try:
        wanted = date.fromisoformat(value)
    except ValueError:
        return "contradicted"
    if frozenset({wanted}) in found:
        return "confirmed"
    return "unconfirmed" if any(wanted in readings for readings in found) else "contradicted"


def _currency(value: str, quotation: str) -> Verdict | None:
    code = value.upper()
    if code in _SYMBOLS and _SYMBOLS[code] in quotation:
        return "confirmed"
    shared = any(code in codes.split() and sign in quotation for sign, codes in _SHARED.items())
    return "unconfirmed" if shared else None


def _ticked(value: bool, quotation: str) -> Verdict:
    words = {squeezed(word) for word in quotation.split()}
    yes = bool(words & _YES or _TICKED.search(quotation))
    no = bool(words & _NO or _EMPTY.search(quotation))
    if yes == no:
        return "unconfirmed"
    return "confirmed" if yes == value else "contradicted"
