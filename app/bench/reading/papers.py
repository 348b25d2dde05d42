"""Documents with their true values, and an extraction held against them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from app.bench.reading.entries import Entry, Unfit, source_of
from app.bench.reading.outcomes import Extracted
from app.places import RESOURCES
from app.reading.documents.agreement import same
from app.reading.documents.forms import READY
from app.reading.documents.values import Extraction, Value
from app.reading.verdict import Verdict

SCHEMAS = RESOURCES / "schemas"
Place: TypeAlias = tuple[str | int, ...]  # keys and places in lists, from the outermost


@dataclass(frozen=True)
class Paper:
    """A document and what it says, in the form of a ready schema; what is not there is left out."""

    name: str
    file: Path
    source: str
    schema: str
    value: Mapping[str, Any]  # Any: JSON values


def paper_of(entry: Entry, path: Path, files: Mapping[str, Path]) -> Paper:
    """What an entry of the list in `path` says.

    Raises:
        Unfit: it cannot be used.
    """
    name, schema, value = (entry.get(key) for key in ("doc_filename", "schema", "value"))
    if not isinstance(name, str) or name not in files:
        raise Unfit(f"the document {str(name)[:80]!r} is not in the folder")
    if schema not in READY:
        raise Unfit(f"its schema is none of {', '.join(READY)}")
    if not isinstance(value, dict) or not leaves(value):
        raise Unfit("its value is no object with values in it")
    return Paper(name, files[name], source_of(entry, path), str(schema), value)


def held_against(paper: Paper, read: Extraction, questions: int, seconds: float) -> Extracted:
    """An extraction, value by value; a list's entries are compared in their order."""
    true, stands = leaves(paper.value), leaves(read.value)
    right = [place for place, value in stands.items() if same(value, true.get(place))]
    claims = [
        (field.verdict, same(field.value, true.get(field.path)))
        for field in read.fields
        if field.value is not None
    ]

    def believed(verdict: Verdict) -> tuple[int, int]:
        held = [is_true for told, is_true in claims if told == verdict]
        return sum(held), len(held)

    return Extracted(
        paper.source,
        paper.name,
        there=len(true),
        said=len(stands),
        right=len(right),
        invented=sum(place not in true for place in stands),
        confirmed=believed("confirmed"),
        unconfirmed=believed("unconfirmed"),
        contradicted=believed("contradicted"),
        cut=not read.whole,
        questions=questions,
        seconds=round(seconds, 3),
    )


def leaves(value: object) -> dict[Place, Value]:
    """Every value that is there, by its place; null is not there."""
    return dict(_leaves(value, ()))


def _leaves(value: object, place: Place) -> Iterator[tuple[Place, Value]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves(member, (*place, str(key)))
    elif isinstance(value, list):
        for number, member in enumerate(value):
            yield from _leaves(member, (*place, number))
    elif isinstance(value, str | int | float | bool):
        yield place, value
