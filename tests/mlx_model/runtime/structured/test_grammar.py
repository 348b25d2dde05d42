"""Whatever is said under a grammar's mask follows the grammar, and all that follows it may be said.

Random walks take any allowed token of kestrel-nano; jsonschema_rs, another implementation than
llguidance's, judges the result.
"""

import json
import random
from pathlib import Path

import jsonschema_rs
import pytest

from mlx_model.errors import RequestError
from mlx_model.inputs.tokenizer import Tokenizer
from mlx_model.runtime.structured.grammar import Constraint, Grammars
from tests.fixtures.nano import stop_ids
from tests.fixtures.tool_calls import TOOLS
from tests.fixtures.walks import allowed, walk

ROOT = Path(__file__).parents[4]
STOP = stop_ids()
BOX = {
    "type": "object",
    "properties": {
        "bbox_2d": {
            "type": "array",
            "items": {"type": "integer", "minimum": 0, "maximum": 1000},
            "minItems": 4,
            "maxItems": 4,
        },
        "label": {"type": "string", "maxLength": 20},
    },
    "required": ["bbox_2d", "label"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def nano() -> Tokenizer:
    return Tokenizer(ROOT / "resources/models/kestrel-nano")


@pytest.fixture(scope="module")
def grammars(nano: Tokenizer) -> Grammars:
    return Grammars(nano, len(nano), STOP)


def obj(required: list[str] | None = None, **properties) -> dict:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }


# A schema, and values of it.
SCHEMAS = {
    "boxes": (
        {"type": "array", "items": BOX, "maxItems": 3},
        [[], [{"bbox_2d": [0, 5, 1000, 999], "label": "Save"}]],
    ),
    "optional": (obj(["b"], a={"type": "integer"}, b={"type": "boolean"}), [{"b": True}]),
    "empty": (obj(), [{}]),
    "enum": ({"enum": ["a", 5, None, {"x": [1]}]}, ["a", 5, None, {"x": [1]}]),
    "const": (obj(kind={"const": "box"}), [{"kind": "box"}]),
    "any of": ({"anyOf": [{"type": "integer"}, obj(a={"type": "null"})]}, [3, {"a": None}]),
    "one of": (
        {"oneOf": [obj(k={"const": 1}), obj(k={"const": 2}, x={"type": "string"})]},
        [{"k": 1}, {"k": 2, "x": "y"}],
    ),
    "all of": ({"allOf": [{"type": "integer", "minimum": 3}, {"maximum": 5}]}, [3, 4, 5]),
    "reference": (
        {
            "$ref": "#/$defs/tree",
            "$defs": {"tree": obj([], v={"type": "integer"}, t={"$ref": "#"})},
        },
        [{}, {"v": 1, "t": {"t": {"v": 2}}}],
    ),
    "draft 7": (
        {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "definitions": {"n": {"type": "number"}},
            "type": "array",
            "items": [{"$ref": "#/definitions/n"}, {"type": "string"}],
            "additionalItems": False,
        },
        [[], [1.5], [2, "x"]],
    ),
    "tuple": ({"type": "array", "prefixItems": [{"const": 1}], "items": False}, [[], [1]]),
    "numbers": (
        obj(n={"type": "number", "minimum": -1.5, "maximum": 2}),
        [{"n": -1.5}, {"n": 0.25}],
    ),
    "multiples": ({"type": "integer", "multipleOf": 7, "minimum": 0}, [0, 7, 700]),
    "pattern": ({"type": "string", "pattern": "^[a-c]{2,4}$"}, ["ab", "abca"]),
    "found anywhere": ({"type": "string", "pattern": "z", "maxLength": 9}, ["z", "xzy"]),
    "lengths": ({"type": "string", "minLength": 2, "maxLength": 3}, ["ab", "é漢x"]),
    "date": ({"type": "string", "format": "date"}, ["2026-11-24"]),
    "map": ({"type": "object", "additionalProperties": {"type": "integer"}}, [{}, {"é": 3}]),
    "named map": (
        {
            "type": "object",
            "patternProperties": {"^a$": {"const": 1}},
            "additionalProperties": False,
        },
        [{}, {"a": 1}],
    ),
    "no type": ({"minLength": 2, "minimum": 3}, ["ab", 3, None, True, []]),
    "anything": ({}, [1, "a", None, [[]], {"a": {}}]),
    "types": ({"type": ["string", "null"]}, ["a", None]),
    "escapes": ({"type": "string"}, ['"\\\n\t', "é漢😀", "</think>", "<tool_call>"]),
}


def said(constraint: Constraint, nano: Tokenizer, ids: list[int], *, masked: bool = False) -> bool:
    """Whether these tokens, and then an end, are accepted one by one.

    `masked`: each was in the mask as well. Where the grammar forces a text, the mask holds only
    the tokens that the tokenizer itself would make of it.
    """
    for id_ in ids:
        if masked and id_ not in allowed(constraint, len(nano)):
            return False
        try:
            constraint.accept(id_)
        except RequestError:
            return False
    return bool(STOP & set(allowed(constraint, len(nano)).tolist()))


def spelled(nano: Tokenizer, text: str) -> list[int]:
    """A text byte by byte."""
    singles = {nano.token_bytes(id_): id_ for id_ in reversed(range(len(nano)))}
    return [singles[bytes([byte])] for byte in text.encode()]


def finite(text: str) -> float:
    """JSON knows no largest number, Python does."""
    return max(min(float(text), 1e300), -1e300)


@pytest.mark.parametrize("name", SCHEMAS)
def test_whatever_is_said_follows_the_schema(nano: Tokenizer, grammars: Grammars, name: str):
    schema, _ = SCHEMAS[name]
    judge = jsonschema_rs.validator_for(schema, validate_formats=True)
    ended = 0
    for seed in range(12):
        constraint = grammars.json_schema(schema, thinking=False)
        text = walk(constraint, nano, STOP, random.Random(seed))
        if text is not None:
            ended += 1
            assert judge.is_valid(json.loads(text, parse_float=finite)), text
    assert ended >= 3


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_value_can_be_said(nano: Tokenizer, grammars: Grammars, name: str):
    schema, values = SCHEMAS[name]
    for value in values:
        for separators in ((",", ":"), (", ", ": ")):
            text = json.dumps(value, ensure_ascii=False, separators=separators)
            constraint = grammars.json_schema(json.dumps(schema), thinking=False)
            assert said(constraint, nano, spelled(nano, text)), text
            if "<" not in text:  # as one token a mark is no text
                constraint = grammars.json_schema(schema, thinking=False)
                assert said(constraint, nano, nano.encode(text), masked=True), text


@pytest.mark.parametrize(
    "text", ["{ }", '{"a" :1}', '{"a":  1}', '{"a":\n1}', '{"a":1,  "b":2}', "{}\n", "\n{}", " {}"]
)
def test_no_other_white_space(nano: Tokenizer, grammars: Grammars, text: str):
    assert not said(grammars.json_object(thinking=False), nano, spelled(nano, text))


def test_any_object(nano: Tokenizer, grammars: Grammars):
    for seed in range(20):
        text = walk(grammars.json_object(thinking=False), nano, STOP, random.Random(seed))
        assert text is None or isinstance(json.loads(text), dict)
    for text in ("{}", '{"a":[1,{"b":null}]}', '{"a": "x", "b": -1.5e3}'):
        assert said(grammars.json_object(thinking=False), nano, spelled(nano, text))
    assert not said(grammars.json_object(thinking=False), nano, spelled(nano, "[]"))


def test_when_it_is_complete_only_an_end_is_left(nano: Tokenizer, grammars: Grammars):
    constraint = grammars.json_schema(obj(a={"type": "integer"}), thinking=False)
    for id_ in spelled(nano, '{"a":1}'):
        assert not STOP & set(allowed(constraint, len(nano)).tolist())
        constraint.accept(id_)
    assert set(allowed(constraint, len(nano)).tolist()) == STOP
    constraint.accept(min(STOP))
    assert set(allowed(constraint, len(nano)).tolist()) == STOP


REFUSED = {
    "not": {"not": {"type": "string"}},
    "if": {"if": {"type": "string"}, "then": {"minLength": 2}},
    "uniqueItems": {"type": "array", "uniqueItems": True},
    "contains": {"type": "array", "contains": {"type": "string"}},
    "propertyNames": {"type": "object", "propertyNames": {"pattern": "^a"}},
    "dependentRequired": obj([], a={"type": "object", "dependentRequired": {"a": ["b"]}}),
    "unevaluatedProperties": {"type": "object", "unevaluatedProperties": False},
    "format": obj(a={"type": "string", "format": "iri"}),
    "nullable": obj(a={"anyOf": [{"type": "string", "nullable": True}]}),
    "divisibleBy": {"type": "array", "items": {"divisibleBy": 3}},
    "x-guidance": {"x-guidance": {"lenient": True}, "not": {}},
    "oneOf": {"oneOf": [{"type": "string"}, {"type": "string", "minLength": 2}]},
    "look-around": {"type": "string", "pattern": "(?=a)b"},
    "unclosed": {"type": "string", "pattern": "["},
    "does not exist": {"$ref": "#/$defs/a"},
    "Unsatisfiable": {"type": "integer", "minimum": 5, "maximum": 4},
    "frob": {"type": "frob"},
}


@pytest.mark.parametrize("named", REFUSED)
def test_what_cannot_be_enforced_is_refused_by_name(grammars: Grammars, named: str):
    with pytest.raises(RequestError, match=named):
        grammars.json_schema(REFUSED[named], thinking=False)


@pytest.mark.parametrize("wrong", ["{", "[]", "5", "null"])
def test_what_is_no_schema_is_refused(grammars: Grammars, wrong: str):
    with pytest.raises(RequestError, match="schema"):
        grammars.json_schema(wrong, thinking=False)


def test_regex_and_lark(nano: Tokenizer, grammars: Grammars):
    lark = 'start: "yes" | "no" " " WHY\nWHY: /[a-z]{1,5}/'
    for text in ("yes", "no why"):
        assert said(grammars.lark(lark, thinking=False), nano, spelled(nano, text))
    assert not said(grammars.lark(lark, thinking=False), nano, spelled(nano, "no"))
    assert said(grammars.regex("[0-9]+(px|%)", thinking=False), nano, spelled(nano, "12px"))
    assert not said(grammars.regex("[0-9]+(px|%)", thinking=False), nano, spelled(nano, "12"))
    with pytest.raises(RequestError, match="unclosed group"):
        grammars.regex("(", thinking=False)
    with pytest.raises(RequestError, match='unknown name: "why"'):
        grammars.lark("start: why", thinking=False)


def test_a_grammar_that_grows_too_complex_ends_with_a_reason(nano: Tokenizer, grammars: Grammars):
    many = range(1, 150)
    choices = " | ".join(f"/a{{1,{n}}}/ f{n}" for n in many)
    rules = "\n".join(f'f{n}: e "b" e | e? /a+b{{{n}}}/' for n in many)
    constraint = grammars.lark(f"start: e\ne: {choices}\n{rules}", thinking=False)
    with pytest.raises(RequestError, match="make it simpler"):
        for id_ in spelled(nano, "ab" * 200):
            allowed(constraint, len(nano))
            constraint.accept(id_)


def test_a_token_that_was_not_allowed_is_noticed(nano: Tokenizer, grammars: Grammars):
    constraint = grammars.json_object(thinking=False)
    with pytest.raises(RequestError, match="followed"):
        constraint.accept(nano.encode("x")[0])


def test_thoughts_may_be_anything_but_the_end_of_the_answer(nano: Tokenizer, grammars: Grammars):
    close = nano.encode("</think>")[0]
    for breaks in ([], ["\n"], ["\n\n"], ["\n", "\n"]):
        constraint = grammars.json_object(thinking=True)
        for id_ in nano.encode('Well, {"a": ] <tool_call> \n\n'):
            free = set(allowed(constraint, len(nano)).tolist())
            assert set(range(len(nano))) - free == set(STOP)
            constraint.accept(id_)
        constraint.accept(close)
        for text in breaks:
            (id_,) = nano.encode(text)
            assert id_ in allowed(constraint, len(nano))
            constraint.accept(id_)
        assert said(constraint, nano, spelled(nano, "{}"))


def test_thoughts_before_an_answer_that_may_hold_a_call_are_free(grammars: Grammars):
    constraint = grammars.tool_calls(TOOLS, choice="auto", parallel=True, thinking=True)
    assert constraint.mask() is None


def test_line_breaks_behind_the_thoughts_are_bounded(nano: Tokenizer, grammars: Grammars):
    (close,), (one,), (two,) = nano.encode("</think>"), nano.encode("\n"), nano.encode("\n\n")
    constraint = grammars.json_object(thinking=True)
    constraint.accept(close)
    constraint.accept(one)
    assert one in allowed(constraint, len(nano)) and two not in allowed(constraint, len(nano))
    constraint.accept(one)
    assert one not in allowed(constraint, len(nano))


def test_a_network_with_a_larger_vocabulary(nano: Tokenizer):
    wide = Grammars(nano, 2000, STOP).json_object(thinking=False)
    mask = wide.mask()
    assert mask is not None and mask.shape == (63,)
    assert max(allowed(wide, 2000)) < len(nano)
