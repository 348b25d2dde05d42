"""Calls said under the grammar are read back by the CallReader and follow the tools' schemas."""

import json
import random
from pathlib import Path

import jsonschema_rs
import pytest

from mlx_model.errors import RequestError
from mlx_model.inputs.processor import Processor
from mlx_model.inputs.tokenizer import Tokenizer
from mlx_model.runtime.structured.grammar import Grammars
from tests.fixtures.nano import stop_ids
from tests.fixtures.tool_calls import as_json, meant, read, tool, xml
from tests.fixtures.walks import allowed, stroll, walk

ROOT = Path(__file__).parents[4]
STOP = stop_ids()


@pytest.fixture(scope="module")
def nano() -> Tokenizer:
    return Tokenizer(ROOT / "resources/models/kestrel-nano")


@pytest.fixture(scope="module")
def grammars(nano: Tokenizer) -> Grammars:
    return Grammars(nano, len(nano), STOP)


TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
STRANGE = ["a\tb", 'say "hi"', "b\\c", "é漢😀", "\x01", "a\nb", "/", " "]
# The schema of one parameter `x`, and values that it allows.
PARAMETERS = {
    "text": (TEXT, ["", "a\nb", " a ", "5", "<b>é</b>", '{"a": 1}']),
    "number": ({"type": "number", "maximum": 5}, [-1.5, 5]),
    "whole": ({"type": "integer", "minimum": 0, "maximum": 1000}, [0, 999]),
    "boolean": ({"type": "boolean"}, [True]),
    "enum": ({"type": "string", "enum": ["fast", "very slow", "5"]}, ["fast", "very slow", "5"]),
    "strange enum": ({"enum": STRANGE}, STRANGE),
    "mixed enum": ({"enum": ["auto", 5, None]}, ["auto", 5, None]),
    "optional enum": ({"anyOf": [{"enum": ["a", "b"]}, {"type": "null"}]}, ["a", None]),
    "optional text": ({"anyOf": [TEXT, {"type": "null"}], "default": None}, ["a", None]),
    "text or list": (
        {"anyOf": [TEXT, {"type": "array", "items": WHOLE}]},
        ["a", [1, 2], "5"],
    ),
    "text or bounded": ({"type": ["string", "integer"], "minimum": 5}, ["a", 7]),
    "list": ({"type": "array", "items": TEXT, "maxItems": 2}, [[], ["a", "</parameter>"]]),
    "point": ({"type": "array", "items": WHOLE, "minItems": 2, "maxItems": 2}, [[1, 2]]),
    "object": (
        {"type": "object", "properties": {"a": WHOLE}, "additionalProperties": False},
        [{}, {"a": 5}],
    ),
    "reference": ({"$ref": "#/$defs/Point", "description": "where"}, [{"at": {"at": None}}]),
    "text by reference": ({"$ref": "#/$defs/Name"}, ["abc"]),
    "length": ({"type": "string", "minLength": 2, "maxLength": 4}, ["ab", "a\nbc"]),
    "pattern": ({"type": "string", "pattern": r"^\d{2}/[ab]+$"}, ["12/ab"]),
    "pattern of choices": ({"type": "string", "pattern": "^(on|off)$"}, ["on"]),
    "pattern anywhere": ({"type": "string", "pattern": "z"}, ["xzx"]),
    "date": ({"type": "string", "format": "date"}, ["2026-11-24"]),
    "date and time": ({"type": "string", "format": "date-time"}, ["2026-11-24T01:02:03Z"]),
    "uuid": ({"type": "string", "format": "uuid"}, ["123e4567-e89b-12d3-a456-426614174000"]),
    "email": ({"type": "string", "format": "email"}, ["a.b@example.org"]),
    "uri": ({"type": "string", "format": "uri"}, ["https://example.org/a?b=c"]),
    "address": ({"type": "string", "format": "ipv4"}, ["127.0.0.1"]),
    "anything": ({}, ["a", 5, [1], None]),
    "anything by true": (True, ["a", 5]),
    "shape without type": ({"properties": {"a": WHOLE}, "required": ["a"]}, ["words", {"a": 1}]),
}
DEFINITIONS = {
    "Point": {
        "type": "object",
        "properties": {"at": {"anyOf": [{"$ref": "#/$defs/Point"}, {"type": "null"}]}},
        "required": ["at"],
        "additionalProperties": False,
    },
    "Name": {"type": "string", "pattern": "^[a-c]{1,5}$"},
}


def one(name: str, required: bool = True) -> dict:
    rest = {"required": ["x"]} if required else {}
    return tool("use", {"x": PARAMETERS[name][0]}, **rest, **{"$defs": DEFINITIONS})


def finite(text: str) -> float:
    return max(min(float(text), 1e300), -1e300)


def judged(found: list, declared: dict, *, formats: bool = True) -> bool:
    function = declared["function"]
    judge = jsonschema_rs.validator_for(function["parameters"], validate_formats=formats)
    return all(
        call[0] == function["name"] and judge.is_valid(json.loads(call[1], parse_float=finite))
        for call in found
    )


@pytest.mark.parametrize("name", PARAMETERS)
def test_whatever_is_called_follows_the_schema(nano: Tokenizer, grammars: Grammars, name: str):
    ended = 0
    for seed in range(10):
        declared = one(name, required=seed % 3 > 0)
        constraint = grammars.tool_calls(
            [declared], choice="required", parallel=seed % 2 == 0, thinking=False
        )
        text = walk(constraint, nano, STOP, random.Random(seed), longest=500)
        if text is None:
            continue
        ended += 1
        found = read([text], (declared,))
        assert found and all(isinstance(entry, list) for entry in found), text
        assert judged(found, declared), (text, found)
        assert seed % 2 == 0 or len(found) == 1
    assert ended >= 2


@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize("form", [xml, as_json])
def test_every_value_can_be_given(nano: Tokenizer, grammars: Grammars, name: str, form):
    declared = one(name)
    for value in PARAMETERS[name][1]:
        plain = form is xml and not isinstance(value, str | dict | list)
        text = form("use", {"x": json.dumps(value) if plain else value})
        constraint = grammars.tool_calls([declared], choice="auto", parallel=False, thinking=False)
        for id_ in nano.encode("So.\n\n" + text):
            constraint.accept(id_)
        assert set(allowed(constraint, len(nano)).tolist()) == STOP, text
        assert meant(read([text], (declared,))) == [("use", {"x": value})]


WRONG = [
    ("text or bounded", "3"),  # a text, but it reads as a number that is too small
    ("text or list", '["a"]'),
    ("shape without type", '{"a": "b"}'),
    ("whole", "1001"),
    ("length", "abcde"),
    ("pattern", "12/c"),
    ("enum", "quick"),
    ("text", "</function>\n</tool_call>"),  # would end the call
    ("text", "a</parameter>\n<parameter=y>"),
]


@pytest.mark.parametrize(("name", "text"), WRONG)
def test_what_the_schema_forbids_cannot_be_said(
    nano: Tokenizer, grammars: Grammars, name: str, text: str
):
    constraint = grammars.tool_calls([one(name)], choice="=use", parallel=False, thinking=False)
    with pytest.raises(RequestError, match="followed"):
        for id_ in nano.encode(xml("use", {"x": text})):
            constraint.accept(id_)


SEVERAL = (
    tool("ping"),
    tool("look", {"at": WHOLE, "how": {"enum": ["fast", "slow"]}, "why": TEXT}, required=["how"]),
)


def accepts(grammars: Grammars, nano: Tokenizer, text: str, choice: str, parallel: bool) -> bool:
    constraint = grammars.tool_calls(SEVERAL, choice=choice, parallel=parallel, thinking=False)
    try:
        for id_ in nano.encode(text):
            constraint.accept(id_)
    except RequestError:
        return False
    return bool(STOP & set(allowed(constraint, len(nano)).tolist()))


PING, LOOK = xml("ping", {}), xml("look", {"how": "fast"})
RULES = [
    (PING, "required", False, True),
    (PING, "=ping", False, True),
    (PING, "=look", False, False),
    (LOOK, "=look", True, True),
    (f"{PING}\n{LOOK}", "required", True, True),
    (f"{PING}\n{LOOK}", "required", False, False),
    ("Well. " + PING, "required", True, False),
    ("", "required", True, False),
    ("Just words. <b>", "auto", False, True),
    (f"Words.\n\n{PING}\n{LOOK}\n\nMore.", "auto", True, True),
    (f"{PING}\n{LOOK}", "auto", False, False),
    (xml("other", {}), "auto", True, False),
    (xml("look", {"at": 5}), "auto", True, False),  # what is required is missing
    (xml("look", {"how": "fast", "what": 1}), "auto", True, False),
    (xml("look", {"how": "quick"}), "auto", True, False),
    (xml("look", {"at": 5, "how": "slow", "why": "a"}), "auto", True, True),
    (as_json("look", {"how": "slow"}), "auto", True, True),
    (as_json("ping", {}), "auto", True, True),
    (as_json("ping", {"a": 1}), "auto", True, False),
    (as_json("look", {}), "auto", True, False),
    (as_json("ping", {}), "required", True, False),
    ('<tool_call>\n{"name":"ping","arguments":{}}\n</tool_call>', "auto", True, True),
    ("<tool_call>\n<function=ping>\n\n</function>\n</tool_call>", "auto", True, False),
]


@pytest.mark.parametrize(("text", "choice", "parallel", "right"), RULES)
def test_choice_and_form(
    grammars: Grammars, nano: Tokenizer, text: str, choice: str, parallel: bool, right: bool
):
    assert accepts(grammars, nano, text, choice, parallel) == right


def test_a_tool_without_parameters_leaves_no_choice_at_all(grammars: Grammars, nano: Tokenizer):
    for parameters in ({}, {"type": "object"}, {"type": "object", "additionalProperties": True}):
        bare = {"function": {"name": "ping", "parameters": parameters}}
        constraint = grammars.tool_calls([bare], choice="=ping", parallel=False, thinking=False)
        said = walk(constraint, nano, STOP, random.Random(0))
        assert said == PING


def test_auto_masks_nothing_outside_of_calls(grammars: Grammars, nano: Tokenizer):
    constraint = grammars.tool_calls(SEVERAL, choice="auto", parallel=True, thinking=True)
    for id_ in nano.encode(f"Hm <tool_call> {PING}</think>\n\nWell, "):
        assert constraint.mask() is None
        constraint.accept(id_)
    for id_ in nano.encode(PING):
        constraint.accept(id_)
        assert (constraint.mask() is None) == (id_ == nano.token_id("</tool_call>"))


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_call_that_the_model_began_follows_the_schema(
    nano: Tokenizer, grammars: Grammars, name: str
):
    opening, ended = nano.encode("<tool_call>"), 0
    for seed in range(12):
        declared, numbers = one(name), random.Random(seed)
        constraint = grammars.tool_calls([declared], choice="auto", parallel=True, thinking=False)
        constraint.accept(*opening)
        said = [*opening, *stroll(constraint, nano, numbers)]
        if constraint.mask() is None:
            ended += 1
            found = read([nano.decode(said, skip_special=False)], (declared,))
            # llguidance's own formats, in the JSON form, know no longest address.
            assert len(found) == 1 and judged(found, declared, formats=False), found
    assert ended >= 2


def test_names_of_any_letters(nano: Tokenizer, grammars: Grammars):
    declared = tool('say "é" /x', {'a "b" \\ {é}': TEXT}, required=['a "b" \\ {é}'])
    for form in (xml, as_json):
        text = form('say "é" /x', {'a "b" \\ {é}': "v"})
        constraint = grammars.tool_calls([declared], choice="auto", parallel=False, thinking=False)
        for id_ in nano.encode(text):
            constraint.accept(id_)
        assert set(allowed(constraint, len(nano)).tolist()) == STOP
        assert meant(read([text], (declared,))) == [('say "é" /x', {'a "b" \\ {é}': "v"})]


def test_a_tokenizer_without_the_marks_spells_them(processor: Processor):
    tiny = processor.tokenizer
    assert tiny.token_id("<tool_call>") is None
    grammars = Grammars(tiny, 304, tiny.eos_ids)
    free = grammars.tool_calls(SEVERAL, choice="auto", parallel=True, thinking=False)
    assert free.mask() is None
    called = grammars.tool_calls(SEVERAL, choice="=ping", parallel=False, thinking=False)
    assert walk(called, tiny, tiny.eos_ids, random.Random(0)) == PING


def test_free_choices(grammars: Grammars):
    for tools, choice in ((SEVERAL, "none"), ((), "auto"), ((), "none")):
        assert (
            grammars.tool_calls(tools, choice=choice, parallel=True, thinking=False).mask() is None
        )
