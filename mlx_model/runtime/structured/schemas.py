"""JSON schemas as grammars: what is enforced, and a refusal of what would only be ignored.

llguidance compiles the schema and refuses the assertions it cannot enforce. It passes over words
that are no JSON schema of today but that people write as assertions; those are refused here.
Written compactly: after a comma or a colon one space may stand, and no other white space exists,
so a model cannot fall into endless line breaks.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from llguidance import LLMatcher

from mlx_model.errors import RequestError
from mlx_model.fields import Json

# Any: llguidance's type of them exists only in its stub.
OPTIONS: Any = {
    "item_separator": ", ?",
    "key_separator": ": ?",
    "whitespace_flexible": False,
    "coerce_one_of": False,
    "lenient": False,
}
_PASSED_OVER = {
    "nullable": 'use "type": [..., "null"]',
    "divisibleBy": "use multipleOf",
    "disallow": "list what is allowed",
    "extends": "use allOf",
    "x-guidance": "it is set by the engine",
}
NOTES = frozenset({"title", "description", "default", "examples", "$comment", "$schema", "$id"})
NOTES |= {"deprecated", "readOnly", "writeOnly"}  # they bind nothing
DEFINITIONS = frozenset({"$defs", "definitions"})
_MANY = ("properties", "patternProperties", "$defs", "definitions")
_LISTED = ("anyOf", "oneOf", "allOf", "prefixItems", "items")
_SINGLE = ("items", "additionalProperties", "additionalItems", "not")


def schema_grammar(schema: Json | str) -> str:
    """llguidance's grammar of a JSON schema.

    Raises:
        RequestError: it is no schema, or one that would be passed over in part.
    """
    return LLMatcher.grammar_from_json_schema(checked(schema), overrides=OPTIONS)


def inlined(schema: Mapping[str, object]) -> str:
    """A schema that was checked, for `%json` in a Lark grammar."""
    return json.dumps({**schema, "x-guidance": OPTIONS})


def checked(schema: Json | str) -> dict[str, object]:
    """The schema as an object without words that llguidance would silently pass over."""
    try:
        found = json.loads(schema) if isinstance(schema, str) else schema
    except ValueError as error:
        raise RequestError(f"The JSON schema is no JSON: {error}.") from error
    if found is True:
        found = {}
    if not isinstance(found, Mapping):
        raise RequestError(f"A JSON schema must be an object, not {type(found).__name__}.")
    for place, part in parts(found):
        for word, remedy in _PASSED_OVER.items():
            if word in part:
                raise RequestError(f"{word!r} at {place} of the schema is not supported: {remedy}.")
    return dict(found)


def validated(schema: Json) -> Json:
    """The schema, once llguidance has said that it can enforce it."""
    wrong, reasons = LLMatcher.validate_grammar_with_warnings(schema_grammar(schema))
    if wrong:
        raise RequestError(f"its schema cannot be enforced: {reasons[0].strip()}.")
    return schema


def quoted(text: str) -> str:
    """A text as Lark writes it."""
    return json.dumps(text, ensure_ascii=False)


def parts(schema: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The schema and all schemas in it, each with its place."""
    return _parts(schema, "#", 0)


def _parts(schema: object, place: str, depth: int) -> Iterator[tuple[str, Mapping[str, object]]]:
    if depth > 200:
        raise RequestError("The JSON schema is nested too deeply: flatten it by $defs.")
    if not isinstance(schema, Mapping):
        return
    yield place, schema
    for name in _MANY:
        if isinstance(many := schema.get(name), Mapping):
            for key, inner in many.items():
                yield from _parts(inner, f"{place}/{name}/{key}", depth + 1)
    for name in _LISTED:
        if isinstance(listed := schema.get(name), list):
            for number, inner in enumerate(listed):
                yield from _parts(inner, f"{place}/{name}/{number}", depth + 1)
    for name in _SINGLE:
        yield from _parts(schema.get(name), f"{place}/{name}", depth + 1)
