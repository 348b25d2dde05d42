"""What an answer claims of a page, field by field, in the places of the user's schema.

The grammar holds most models to the form; an engine elsewhere may know no grammar, and an answer
may be cut off in the middle. What is whole is taken, what is not is told.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.reading.documents.forms import Form, Group, Leaf, Many, Node
from app.reading.documents.values import Field, Json, Path, Size, Value
from app.reading.geometry import Crop, PixelBox
from app.reading.reply import parse_reply

_DECODER = json.JSONDecoder()
_BROKEN = (ValueError, RecursionError)
_ATTEMPTS = 200  # commas from the end at which a cut answer may be closed
NONE = ("", "null", "none", "n/a", "-", "—")  # how models write that there is nothing


@dataclass(frozen=True)
class Claim:
    """A field as it was answered, and what the schema says of it."""

    field: Field
    leaf: Leaf

    def having(self, field: Field) -> "Claim":
        return replace(self, field=field)


@dataclass(frozen=True)
class Claims:
    """All that an answer claims, and what was wrong with it."""

    claims: tuple[Claim, ...]
    problems: tuple[str, ...] = ()
    whole: bool = True


def claims_of(text: str, form: Form, page: int, size: Size) -> Claims:
    """What an answer about a page of `size` pixels claims."""
    answer, whole = answered_object(text)
    if answer is None:
        told = " ".join(text.split())[:80]
        return Claims((), (f"page {page}: the answer is no JSON: {told!r}",), whole=False)
    read = list(_claims(form.root, answer, (), page, size))
    problems = [item for item in read if isinstance(item, str)]
    if not whole:
        problems.append(f"page {page}: the answer was cut off, fields at its end are missing")
    claims = tuple(item for item in read if isinstance(item, Claim))
    return Claims(claims, tuple(problems), whole)


def answered_object(text: str) -> tuple[Json | None, bool]:
    """The first JSON object in a text, and whether it was whole; None where there is none."""
    start = text.find("{")
    if start < 0:
        return None, False
    try:
        value, _ = _DECODER.raw_decode(text, start)
    except _BROKEN:
        value = _closed(text[start:])
        return (value if isinstance(value, dict) else None), False
    return value, True


def form_value(node: Node, fields: Sequence[Field], path: Path = ()) -> object:
    """The values that stand, in the form of the user's schema; null for all others."""
    mine = [field for field in fields if field.path[: len(path)] == path]
    if isinstance(node, Leaf):
        standing = [field.value for field in mine if field.stands]
        return standing[0] if standing else None
    if isinstance(node, Group):
        return {name: form_value(n, mine, (*path, name)) for name, n in node.members.items()}
    places = {field.path[len(path)] for field in mine if len(field.path) > len(path)}
    count = max((place + 1 for place in places if isinstance(place, int)), default=0)
    return [form_value(node.each, mine, (*path, place)) for place in range(count)]


def _claims(node: Node, told: object, path: Path, page: int, size: Size) -> Iterator[Claim | str]:
    if isinstance(node, Leaf):
        yield from _leaf(node, told, path, page, size)
    elif isinstance(node, Many):
        rows = told if isinstance(told, list) else []
        if told is not None and not isinstance(told, list):
            yield f"page {page}: {Field(path).name} is no list in the answer"
        place = 0
        for row in rows:
            inner = list(_claims(node.each, row, (*path, place), page, size))
            if any(isinstance(item, Claim) and item.field.value is not None for item in inner):
                place += 1
                yield from inner
            else:
                yield from (item for item in inner if isinstance(item, str))
    else:
        members = told if isinstance(told, dict) else {}
        for name, member in node.members.items():
            yield from _claims(member, members.get(name), (*path, name), page, size)


def _leaf(leaf: Leaf, told: object, path: Path, page: int, size: Size) -> Iterator[Claim | str]:
    bare = told if isinstance(told, dict) else {"value": told}
    try:
        value = _value(bare.get("value"), leaf)
    except ValueError as error:
        yield f"page {page}: {Field(path).name}: {error}"
        value = None
    if value is None:
        yield Claim(Field(path), leaf)
        return
    quotation = bare.get("quotation")
    words = " ".join(quotation.split()) if isinstance(quotation, str) else ""
    yield Claim(Field(path, value, page, _box(bare, size), words), leaf)


def _value(told: object, leaf: Leaf) -> Value:
    """A value of the leaf's type.

    Raises:
        ValueError: it is of another.
    """
    if told is None or (isinstance(told, str) and told.strip().casefold() in NONE):
        return None
    value = told.strip() if isinstance(told, str) else told
    if leaf.choices and value not in leaf.choices:
        raise ValueError(f"{value!r} is none of the values that the schema lists")
    if isinstance(value, bool):
        fitting = "boolean" in leaf.types
    elif isinstance(value, int | float):
        whole = isinstance(value, int) or value.is_integer()
        fitting = "number" in leaf.types or ("integer" in leaf.types and whole)
        fitting = fitting and math.isfinite(value) and abs(value) < 1e15
    else:
        fitting = isinstance(value, str) and "string" in leaf.types
    if not (fitting or leaf.choices):
        raise ValueError(f"{str(value)[:40]!r} is no {' or '.join(leaf.types)}")
    assert isinstance(value, str | int | float)
    return value


def _box(claim: Json, size: Size) -> PixelBox | None:
    """The box that was pointed at, by the one reader of boxes that there is."""
    marks = parse_reply(json.dumps([{"bbox_2d": claim.get("bbox_2d")}])).marks
    return Crop.whole(size).pixel_box(marks[0].box) if marks and marks[0].box else None


def _closed(text: str) -> object:
    """A cut object, closed after its last whole member."""
    cuts: list[tuple[int, str]] = []  # places of commas, and what closes the text there
    stack: list[str] = []
    quoted = escaped = False
    for place, letter in enumerate(text):
        if quoted:
            quoted = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        elif letter in "{[":
            stack.append("}" if letter == "{" else "]")
        elif letter in "}]" and stack:
            stack.pop()
        if letter in ",}]" and not quoted:
            cuts.append((place + (letter != ","), "".join(reversed(stack))))
    for place, closing in reversed(cuts[-_ATTEMPTS:]):
        try:
            return json.loads(text[:place] + closing)
        except _BROKEN:
            continue
    return None
