"""The tools of a request, and the JSON types of their parameters.

The XML form of a call writes every value as plain text, so only the tool's schema tells whether
`5` is a number or a text.
"""

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlx_model.errors import RequestError
from mlx_model.fields import Json

TYPES = frozenset({"string", "integer", "number", "boolean", "null", "object", "array"})
_PYTHON = {"True": True, "False": False, "None": None}
_MAX_REFERENCES = 32  # a chain of $ref that is longer goes round in a circle


@dataclass(frozen=True)
class Tool:
    """A function that the model may call. `schema` is the JSON schema of its arguments."""

    name: str
    schema: Json

    @property
    def properties(self) -> Mapping[str, Any]:  # Any: a schema is an object or a bool
        """The schema of each parameter, in the order of the declaration."""
        found = self.schema.get("properties")
        return found if isinstance(found, Mapping) else {}

    def types(self, parameter: str) -> frozenset[str]:
        """The JSON types that a parameter may have; all of them where nothing is said."""
        return types_in(self.properties.get(parameter, True), self.schema)


def declared(tools: Sequence[Json]) -> dict[str, Tool]:
    """Tools by name, from OpenAI's `{"type": "function", "function": {...}}`.

    Raises:
        RequestError: a tool has no name or its parameters are no schema.
    """
    found: dict[str, Tool] = {}
    for number, entry in enumerate(tools):
        function = entry.get("function", entry) if isinstance(entry, Mapping) else None
        name = function.get("name") if isinstance(function, Mapping) else None
        if not isinstance(function, Mapping) or not isinstance(name, str) or not name:
            raise RequestError(f"tools[{number}] has no function.name: give it one.")
        schema = function.get("parameters")
        schema = {} if schema is None else schema
        if not isinstance(schema, Mapping):
            raise RequestError(f"The parameters of tool {name!r} must be a JSON schema.")
        if name in found:
            raise RequestError(f"Two tools are called {name!r}: rename one.")
        found[name] = Tool(name, schema)
    return found


def resolved(schema: object, root: Json) -> object:
    """The schema that a `$ref` within `root` leads to; others as they are.

    Raises:
        RequestError: the reference leads nowhere, outside, or round in a circle.
    """
    for _ in range(_MAX_REFERENCES):
        if not isinstance(schema, Mapping) or not isinstance(schema.get("$ref"), str):
            return schema
        schema = _follow(schema["$ref"], root)
    raise RequestError("A $ref of a tool's schema goes round in a circle: remove it.")


def value_of(text: str, types: frozenset[str]) -> object:
    """The value that a text stands for, given the types it may have; the text where none fits."""
    for value in _readings(text.strip(" \t\r\n")):
        if types & _types_of(value) and is_json(value):
            return value
    return text


def types_in(schema: object, root: Json) -> frozenset[str]:
    """The JSON types that a schema within `root` lets through, as far as it says."""
    return _types(schema, root, 0)


def _follow(reference: str, root: Json) -> object:
    place: object = root
    if not reference.startswith("#"):
        raise RequestError(f"$ref {reference!r} lies outside the schema: write it out in $defs.")
    for step in reference[1:].split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(place, Mapping) or step not in place:
            raise RequestError(f"$ref {reference!r} leads nowhere: define it or remove it.")
        place = place[step]
    return place


def _types(schema: object, root: Json, depth: int) -> frozenset[str]:
    schema = resolved(schema, root)
    if not isinstance(schema, Mapping) or depth > _MAX_REFERENCES:
        return TYPES
    if "const" in schema:
        return _types_of(schema["const"])
    if isinstance(schema.get("enum"), list):
        return frozenset().union(*map(_types_of, schema["enum"]))
    if "type" in schema:
        named = schema["type"]
        return frozenset([named] if isinstance(named, str) else named) & TYPES
    for name in ("anyOf", "oneOf"):
        if isinstance(schema.get(name), list):
            return frozenset().union(*(_types(one, root, depth + 1) for one in schema[name]))
    found = TYPES
    for one in schema.get("allOf") or ():
        found &= _types(one, root, depth + 1)
    return found


def _types_of(value: object) -> frozenset[str]:
    """The types that a JSON value has: a whole number has two."""
    if isinstance(value, bool):
        return frozenset({"boolean"})
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return frozenset({"integer", "number"})
    names = {float: "number", str: "string", dict: "object", list: "array", type(None): "null"}
    name = names.get(type(value))
    return frozenset() if name is None else frozenset({name})


def _readings(text: str) -> list[object]:
    """What a text may mean as JSON, or as Python where the chat template writes that."""
    found: list[object] = [_PYTHON[text]] if text in _PYTHON else []
    readers = (json.loads, ast.literal_eval) if text.startswith(("[", "{")) else (json.loads,)
    for read in readers:
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):  # MemoryError: deep nesting
            continue
        if not isinstance(value, str):  # a quoted text is that text, its quotation marks included
            found.append(value)
    return found


def is_json(value: object) -> bool:
    """Whether a value can be written as JSON: no infinity, no set, no endless nesting."""
    try:
        json.dumps(value, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        return False
    return True
