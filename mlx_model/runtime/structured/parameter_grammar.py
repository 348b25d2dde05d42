"""One parameter in the XML form, as rules of llguidance's Lark.

Texts are raw, everything else is JSON. Where a parameter may be a text or something else, each
alternative stands by itself.
"""

import json
from collections.abc import Iterator, Mapping

from mlx_model.errors import RequestError
from mlx_model.fields import Json
from mlx_model.runtime.structured.parameters import Tool, resolved, types_in, value_of
from mlx_model.runtime.structured.raw_text import TEXT_WORDS, raw_text
from mlx_model.runtime.structured.schemas import (
    DEFINITIONS,
    NOTES,
    inlined,
    parts,
    quoted,
    validated,
)

_END = "\n</parameter>\n"
_VALUES = frozenset({"enum", "const"})
Alternative = Mapping[str, object]


def parameter_rules(name: str, tool: Tool, key: str) -> list[str]:
    """The rule `name`, for the parameter from its opening mark to its closing one.

    Raises:
        RequestError: the schema cannot be enforced.
    """
    found = list(_alternatives(tool.properties[key], tool.schema))
    bound = [one for one in found if one.keys() - NOTES - {"type"}]
    forbidden = frozenset[str]().union(*(types_in(one, tool.schema) for one in bound)) - {"string"}
    choices, terminals = [], []
    for number, one in enumerate(found):
        if _VALUES & one.keys():
            choices += _literals(one, tool.types(key))
        elif types_in(one, tool.schema) == {"string"}:
            choices.append(f"{name.upper()}_{number}")
            terminals.append(f"{choices[-1]}: {raw_text(one, forbidden)}")
        else:
            choices.append(f"%json {_json(one, tool.schema)} {quoted(_END)}")
    head = quoted(f"<parameter={key}>\n")
    return [f"{name}: {head} ({' | '.join(choices)})", *terminals]


def _alternatives(schema: object, root: Json) -> Iterator[Alternative]:
    """Schemas that are listed values, or a text and nothing else, or no text at all."""
    schema = _followed(schema, root)
    types = types_in(schema, root)
    words = schema.keys() - NOTES - DEFINITIONS
    if _VALUES & words:
        _allow(words, _VALUES | {"type"})
        yield schema
    elif "string" not in types:
        yield schema
    elif choice := words & {"anyOf", "oneOf"}:
        _allow(words, {*choice, "type"})
        yield from _choices(schema, root, sorted(choice))
    elif types == {"string"}:
        _allow(words, TEXT_WORDS | {"type"})
        yield schema
    else:
        yield from _mixed(schema, words, types)


def _choices(schema: Alternative, root: Json, words: list[str]) -> Iterator[Alternative]:
    if len(words) > 1:
        raise RequestError("anyOf and oneOf cannot be enforced together: use one of them.")
    listed = schema[words[0]]
    if not isinstance(listed, list) or not listed:
        raise RequestError(f"{words[0]} must be a list of schemas.")
    if words[0] == "oneOf":
        known = [types_in(one, root) for one in listed]
        if len(frozenset[str]().union(*known)) < sum(map(len, known)):
            raise RequestError("oneOf cannot be enforced where choices overlap: use anyOf.")
    for one in listed:
        yield from _alternatives(one, root)


def _mixed(schema: Alternative, words: set[str], types: frozenset[str]) -> Iterator[Alternative]:
    """A text, or something else, told apart by nothing but "type" or not at all."""
    if "allOf" in words:
        raise RequestError("allOf cannot be enforced where a text is possible: write it out.")
    yield {"type": "string", **{word: schema[word] for word in words & TEXT_WORDS}}
    rest = {word: schema[word] for word in words - TEXT_WORDS - {"type"}}
    if rest or "type" in words:
        yield {"type": sorted(types - {"string"}), **rest}


def _literals(schema: Alternative, types: frozenset[str]) -> list[str]:
    values = schema["enum"] if "enum" in schema else [schema["const"]]
    if not isinstance(values, list) or not values:
        raise RequestError("enum must be a list of values.")
    written = []
    for value in values:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if value_of(text, types) != value or "</" in text:
            raise RequestError(f"the value {value!r} cannot be told from others: rename it.")
        written.append(quoted(text + _END))
    return written


def _json(schema: Alternative, root: Json) -> str:
    """A schema that stands by itself, with the definitions of the whole."""
    alone = {**schema, **{name: root[name] for name in DEFINITIONS & root.keys()}}
    for place, part in parts(alone):
        reference = part.get("$ref", "#/$defs/")
        if not str(reference).startswith(("#/$defs/", "#/definitions/")):
            raise RequestError(f"$ref {reference!r} at {place}: move what it names to $defs.")
    return inlined(validated(alone))


def _followed(schema: object, root: Json) -> Alternative:
    if isinstance(schema, Mapping) and "$ref" in schema:
        _allow(schema.keys() - NOTES, frozenset({"$ref"}))
    found = resolved(schema, root)
    if found is not True and not isinstance(found, Mapping):
        raise RequestError(f"its schema must be an object, not {found!r}.")
    return found if isinstance(found, Mapping) else {}


def _allow(words: set[str], known: frozenset[str] | set[str]) -> None:
    if strange := sorted(words - known):
        beside = ", ".join(sorted(words & known))
        raise RequestError(f"{strange[0]!r} beside {beside or 'a text'} cannot be enforced.")
