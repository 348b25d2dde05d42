"""What a user wants to know of a document, as a JSON schema, and how a model is held to it.

The model is not asked for a value alone but for the words it stands in, where they stand, and then
the value: {"quotation", "bbox_2d", "value"}, or null for what is not there. So every value may be
null, whatever the user's schema requires: a grammar that demands a number gets an invented one.

Taken: objects, arrays, strings, numbers, integers, booleans, enums, and the formats date and time.
Anything else would bind only in part, and is refused with its place. `x-checks` at the top of a
schema are sums to be recomputed (arithmetic.py).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from app.reading.documents.arithmetic import Check, CheckUnusable, check_of
from app.reading.documents.values import Json

READY = ("receipt", "invoice", "form", "chart")
DEPTH, LEAVES, BYTES = 6, 150, 1 << 20
ROWS = 200  # of a list on one page
_PLAIN = {"string", "number", "integer", "boolean"}
_NOTES = {"$schema", "$id", "$comment", "title", "description", "default", "examples", "required"}
_NOTES |= {"additionalProperties", "x-checks"}  # the first only as false
_BOX = {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 1000}}
_BOX |= {"minItems": 4, "maxItems": 4}


class SchemaUnusable(Exception):
    """The schema is missing, damaged, or asks for what cannot be held to. One line says which."""


@dataclass(frozen=True)
class Leaf:
    """One value: its types, and what the user says about it."""

    types: tuple[str, ...]
    words: str = ""
    choices: tuple[str | int | float, ...] = ()
    format: str = ""


@dataclass(frozen=True)
class Many:
    """A list of the same."""

    each: "Node"
    words: str = ""


@dataclass(frozen=True)
class Group:
    """Named members, in the order of the schema."""

    members: Mapping[str, "Node"]
    words: str = ""


Node: TypeAlias = Leaf | Many | Group


@dataclass(frozen=True)
class Form:
    """A schema that was understood, with the sums that it wants recomputed."""

    name: str
    root: Group
    checks: tuple[Check, ...] = ()
    text: str = ""  # the schema itself, by which a batch knows it again


def load_form(path: Path) -> Form:
    """A user's schema, or one of resources/schemas.

    Raises:
        SchemaUnusable: it cannot be read, is no JSON, or is beyond what is taken.
    """
    try:
        if path.stat().st_size > BYTES:
            raise SchemaUnusable(f"{path} is larger than 1 MiB; ask for less at a time")
        text = path.read_text(encoding="utf-8")
        schema = json.loads(text)
    except OSError as error:
        raise SchemaUnusable(f"{path} cannot be read ({error.strerror}); check the path") from error
    except (ValueError, RecursionError) as error:
        raise SchemaUnusable(f"{path} is no JSON ({error}); mend it") from error
    return form_of(schema, path.stem, text)


def form_of(schema: object, name: str, text: str = "") -> Form:
    """A schema that was read already.

    Raises:
        SchemaUnusable: it is beyond what is taken.
    """
    root = _node(schema, "$", 0)
    if not isinstance(root, Group) or not isinstance(schema, dict):
        raise SchemaUnusable(f'{name}: the schema must be of "type": "object" with "properties"')
    if sum(1 for _ in leaves(root)) > LEAVES:
        raise SchemaUnusable(f"{name} asks for more than {LEAVES} fields; split it")
    return Form(name, root, _checks(schema, root, name), text or json.dumps(schema))


def leaves(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    """All values that a schema asks for; a list counts once, as `[]` in the path."""
    if isinstance(node, Leaf):
        yield path, node
    elif isinstance(node, Many):
        yield from leaves(node.each, (*path, "[]"))
    else:
        for name, member in node.members.items():
            yield from leaves(member, (*path, name))


def question_schema(node: Node) -> Json:
    """What the answer is held to: each value with its quotation and its box, or null."""
    if isinstance(node, Leaf):
        return {"anyOf": [_claim_schema(node), {"type": "null"}]}
    if isinstance(node, Many):
        return {"type": "array", "items": question_schema(node.each), "maxItems": ROWS}
    return {
        "type": "object",
        "properties": {name: question_schema(member) for name, member in node.members.items()},
        "required": list(node.members),
        "additionalProperties": False,
    }


def skeleton(node: Node) -> object:
    """The same as a model reads it in the question: each value is what the user says about it."""
    if isinstance(node, Leaf):
        kind = " or ".join(json.dumps(choice, ensure_ascii=False) for choice in node.choices)
        told = kind or {"date": "date as YYYY-MM-DD", "time": "time as HH:MM"}.get(node.format)
        return ": ".join(filter(None, (told or " or ".join(node.types), node.words)))
    if isinstance(node, Many):
        return [skeleton(node.each)]
    return {name: skeleton(member) for name, member in node.members.items()}


def _checks(schema: Json, root: Group, name: str) -> tuple[Check, ...]:
    listed = schema.get("x-checks", [])
    known = {path for path, _ in leaves(root)}
    try:
        return tuple(check_of(entry, known) for entry in listed)
    except (CheckUnusable, TypeError) as error:
        raise SchemaUnusable(f"{name}: x-checks: {error}") from error


def _claim_schema(leaf: Leaf) -> Json:
    types = list(leaf.types)
    value: Json = {"type": types if len(types) > 1 else types[0]}
    if leaf.choices:
        value = {"enum": list(leaf.choices)}
    elif leaf.format == "date":
        value["format"] = "date"
    elif leaf.format == "time":  # that of JSON schema demands seconds and a zone
        value["pattern"] = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
    names = ("quotation", "bbox_2d", "value")  # it reads before it says what it has read
    return {
        "type": "object",
        "properties": dict(zip(names, ({"type": "string"}, _BOX, value), strict=True)),
        "required": list(names),
        "additionalProperties": False,
    }


def _node(schema: object, place: str, depth: int) -> Node:
    if not isinstance(schema, dict) or depth > DEPTH:
        reason = f"is nested deeper than {DEPTH}" if depth > DEPTH else "is no object"
        raise SchemaUnusable(f"{place} of the schema {reason}; simplify it")
    words = " ".join(str(schema.get("description") or "").split())
    types = _types(schema, place)
    if types == ("object",):
        _check_words(schema, {"type", "properties"}, place)
        members = schema.get("properties")
        if not isinstance(members, dict) or not members:
            raise SchemaUnusable(f"{place} of the schema has no properties; name what is wanted")
        named = members.items()
        return Group({name: _node(m, f"{place}.{name}", depth + 1) for name, m in named}, words)
    if types == ("array",):
        _check_words(schema, {"type", "items"}, place)
        return Many(_node(schema.get("items"), f"{place}[]", depth + 1), words)
    _check_words(schema, {"type", "enum", "format"}, place)
    return Leaf(types, words, _choices(schema, place), _format(schema, place))


def _types(schema: Json, place: str) -> tuple[str, ...]:
    told = schema.get("type")
    listed = told if isinstance(told, list) else [told]
    if told is None and "enum" in schema:
        listed = ["string"]
    if told is None and "properties" in schema:
        listed = ["object"]
    # Anything may be null, so it is no type of its own here.
    types = tuple(str(name) for name in listed if name is not None and name != "null")
    nested = types in (("object",), ("array",))
    if not types or not (nested or all(name in _PLAIN for name in types)):
        _check_words(schema, {"type", "enum", "format"}, place)
        plain = ", ".join(sorted(_PLAIN))
        raise SchemaUnusable(f"{place} of the schema needs a type: object, array, {plain}")
    return types


def _check_words(schema: Json, taken: set[str], place: str) -> None:
    foreign = sorted(set(schema) - taken - _NOTES)
    if foreign:
        raise SchemaUnusable(
            f"{foreign[0]!r} at {place} of the schema is not supported; "
            "write out objects, arrays and plain types"
        )
    if schema.get("additionalProperties", False) is not False:
        raise SchemaUnusable(f"additionalProperties at {place} of the schema can only be false")


def _choices(schema: Json, place: str) -> tuple[str | int | float, ...]:
    listed = schema.get("enum", [])
    plain = [c for c in listed if isinstance(c, str | int | float)] if listed else []
    if not isinstance(listed, list) or (listed and not plain) or len(listed) > 100:
        raise SchemaUnusable(f"the enum at {place} of the schema must list texts or numbers")
    return tuple(plain)


def _format(schema: Json, place: str) -> str:
    told = schema.get("format", "")
    if told not in ("", "date", "time"):
        raise SchemaUnusable(f"the format {told!r} at {place} is not supported; date and time are")
    return told
