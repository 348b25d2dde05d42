"""Sums of a document, recomputed: lines against their total, quantity by price, columns of tables.

A schema says what must add up (`x-checks`), each check one of

    {"equals": "subtotal", "sums": [["items[].amount"], ["items[].amount", "-discount"]]}
    {"equals": "items[].amount", "product": ["items[].quantity", "items[].unit_price"]}
    {"equals": "tax", "percent": ["tax_rate", "subtotal"]}

Of several sums one must hold: a receipt may or may not include its tax. A sum of one number only
repeats it and proves nothing. Where nothing adds up, a reading is wrong, or lacks a line, or the
document itself is mistaken: that is told, and nobody can say which.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.reading.documents.values import Field, Value
from app.reading.verdict import Evidence, Verdict

CENT = Decimal("0.01")  # by which a product may be off: it was rounded
_STEP = re.compile(r"\[\]|[^.\[\]]+")
Pattern = tuple[str, ...]  # a path in which `[]` stands for every place of a list


class CheckUnusable(Exception):
    """A check of a schema is not worded as one."""


@dataclass(frozen=True)
class Term:
    """Numbers to be added, or taken away."""

    path: Pattern
    sign: int = 1

    @property
    def name(self) -> str:
        return ".".join(self.path).replace(".[]", "[]")


@dataclass(frozen=True)
class Check:
    """What must be equal. Exactly one of the three ways has terms."""

    equals: Term
    sums: tuple[tuple[Term, ...], ...] = ()
    product: tuple[Term, ...] = ()
    percent: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of one check: the fields it was made of, and in words what was computed."""

    verdict: Verdict
    fields: tuple[Field, ...]
    words: str


def check_of(entry: object, known: set[Pattern]) -> Check:
    """A check as a schema words it.

    Raises:
        CheckUnusable: it is none, or names a field that the schema does not have.
    """
    ways = {"sums", "product", "percent"}
    if not isinstance(entry, dict) or "equals" not in entry or len(ways & set(entry)) != 1:
        raise CheckUnusable('each is {"equals": field, "sums" or "product" or "percent": [...]}')
    equals = _term(entry["equals"], known)
    if "sums" in entry:
        return Check(equals, sums=tuple(_terms(sum_, known) for sum_ in _listed(entry["sums"])))
    if "product" in entry:
        return Check(equals, product=_terms(entry["product"], known, 2))
    return Check(equals, percent=_terms(entry["percent"], known, 2))


def recomputed(
    fields: Sequence[Field], checks: Sequence[Check]
) -> tuple[tuple[Field, ...], tuple[str, ...]]:
    """The fields with what arithmetic says of them, and a sentence for each thing that is off."""
    outcomes = [outcome for check in checks for outcome in _outcomes(check, fields)]
    problems = tuple(o.words for o in outcomes if o.verdict == "contradicted")
    heard = {id(field): [] for field in fields}
    for outcome in outcomes:
        for field in _concerned(outcome):
            heard[id(field)].append(Evidence("arithmetic", outcome.verdict, outcome.words))
    told = (replace(f, evidence=(*f.evidence, *_once(heard[id(f)]))) for f in fields)
    return tuple(told), problems


def _concerned(outcome: Outcome) -> Sequence[Field]:
    """Whom a sum speaks for or against; the first is the total.

    One that is off speaks against the total, and against what no other witness has confirmed.
    """
    if outcome.verdict == "confirmed":
        return outcome.fields
    total, *others = outcome.fields
    return [total, *(field for field in others if field.verdict != "confirmed")]


def _once(evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """The first of each verdict: an item may stand in several sums."""
    seen: set[Verdict] = set()
    for item in evidence:
        if item.verdict not in seen:
            seen.add(item.verdict)
            yield item


def _outcomes(check: Check, fields: Sequence[Field]) -> Iterator[Outcome]:
    for total in _numbers(check.equals, fields) or ():
        row = _row(total, check.equals)
        mine = [field for field in fields if row is None or field.path[: len(row)] == row]
        outcome = _sum(check, total, mine) if check.sums else _product(check, total, mine)
        if outcome:
            yield outcome


def _row(total: Field, equals: Term) -> tuple[str | int, ...] | None:
    """The row of a list that a check stays within, if what it checks lies in one."""
    places = [place for place, step in enumerate(equals.path) if step == "[]"]
    return total.path[: places[-1] + 1] if places else None


def _sum(check: Check, total: Field, fields: Sequence[Field]) -> Outcome | None:
    tried: list[str] = []
    parts: list[Field] = []
    unknown = False
    for terms in check.sums:
        lists = [_numbers(term, fields) for term in terms]
        known = [numbers for numbers in lists if numbers is not None]
        unknown = unknown or len(known) < len(lists)  # some number was not read
        if len(known) < len(lists) or not known[0]:
            continue
        parts = [number for numbers in known for number in numbers]
        pairs = zip(terms, known, strict=True)
        told = _names([term for term, there in zip(terms, known, strict=True) if there])
        found = sum((term.sign * decimal(n.value) for term, ns in pairs for n in ns), Decimal())
        if found == decimal(total.value):
            moved = [number for number in parts if decimal(number.value)]
            if len(moved) < 2:
                return None
            return Outcome("confirmed", (total, *parts), f"{told} = {total.value}")
        tried.append(f"{told} is {found}")
    if unknown or not tried:
        return None
    words = f"{total.name} is {total.value}, but {tried[0]}"
    return Outcome("contradicted", (total, *parts), words)


def _product(check: Check, total: Field, fields: Sequence[Field]) -> Outcome | None:
    terms = check.product or check.percent
    factors = [number for term in terms for number in _numbers(term, fields) or ()]
    if len(factors) != len(terms):
        return None
    found = decimal(factors[0].value) * decimal(factors[1].value)
    if check.percent:
        found /= 100
    told = " x ".join(str(factor.value) for factor in factors) + (" %" if check.percent else "")
    if abs(found - decimal(total.value)) <= CENT:
        trivial = any(decimal(factor.value) in (0, 1) for factor in factors)
        return None if trivial else Outcome("confirmed", (total, *factors), f"{told} = {found}")
    if check.percent:  # there may be several rates; only one that fits tells something
        return None
    words = f"{total.name} is {total.value}, but {told} is {found.normalize():f}"
    return Outcome("contradicted", (total, *factors), words)


def decimal(value: Value) -> Decimal:
    assert isinstance(value, int | float), "only numbers are added"
    return Decimal(str(value))


def _numbers(term: Term, fields: Sequence[Field]) -> list[Field] | None:
    """The numbers of a term, none where the page has none; None where one of them is not known.

    A row of a list that has other values and lacks this one was not read whole.
    """
    mine = [field for field in fields if _matches(field.path, term.path)]
    numbers = [f for f in mine if f.stands and isinstance(f.value, int | float)]
    if any(field.value is not None and not field.stands for field in mine):
        return None
    if "[]" in term.path and len(numbers) < len(mine):
        return None
    return numbers if "[]" in term.path or len(numbers) <= 1 else None


def _matches(path: tuple[str | int, ...], pattern: Pattern) -> bool:
    if len(path) != len(pattern):
        return False
    steps = zip(path, pattern, strict=True)
    return all(isinstance(a, int) if b == "[]" else a == b for a, b in steps)


def _names(terms: Sequence[Term]) -> str:
    first, *others = terms
    signs = "".join(f" {'-' if term.sign < 0 else '+'} {term.name}" for term in others)
    return f"{first.name}{signs}" if others else f"the sum of {first.name}"


def _term(told: object, known: set[Pattern]) -> Term:
    if not isinstance(told, str):
        raise CheckUnusable(f"{told!r} names no field")
    path = tuple(_STEP.findall(told.removeprefix("-")))
    if path not in known:
        raise CheckUnusable(f"the schema has no field {told.removeprefix('-')}")
    return Term(path, -1 if told.startswith("-") else 1)


def _terms(told: object, known: set[Pattern], count: int | None = None) -> tuple[Term, ...]:
    listed = _listed(told)
    if not listed or (count is not None and len(listed) != count):
        raise CheckUnusable(f"{told!r} must name {count or 'some'} fields")
    return tuple(_term(name, known) for name in listed)


def _listed(told: object) -> list[object]:
    if not isinstance(told, list):
        raise CheckUnusable(f"{told!r} must be a list")
    return told
