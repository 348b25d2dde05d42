"""Tools whose schemas a grammar could not enforce are refused, by the name of what is wrong."""

from pathlib import Path

import pytest

from mlx_model.errors import RequestError
from mlx_model.inputs.tokenizer import Tokenizer
from mlx_model.runtime.structured.grammar import Grammars
from tests.fixtures.nano import stop_ids
from tests.fixtures.tool_calls import tool

ROOT = Path(__file__).parents[4]
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


@pytest.fixture(scope="module")
def grammars() -> Grammars:
    nano = Tokenizer(ROOT / "resources/models/kestrel-nano")
    return Grammars(nano, len(nano), stop_ids())


REFUSED = {
    "'look'.*'at'.*'uniqueItems'|uniqueItems": {"at": {"type": "array", "uniqueItems": True}},
    "parameter 'at'.*format 'color'": {"at": {"type": "string", "format": "color"}},
    "'contentEncoding' beside": {"at": {"type": "string", "contentEncoding": "base64"}},
    "allOf": {"at": {"allOf": [TEXT, {"minLength": 2}]}},
    "overlap": {"at": {"oneOf": [TEXT, {"type": "string", "minLength": 2}]}},
    "look-around": {"at": {"type": "string", "pattern": "(?=a)b"}},
    "choices in": {"at": {"type": "string", "pattern": "^a|b$"}},
    "nullable": {"at": {"type": "string", "nullable": True}},
    "leads nowhere": {"at": {"$ref": "#/$defs/No"}},
    "#/properties/at": {"at": WHOLE, "b": {"type": "array", "items": {"$ref": "#/properties/at"}}},
    "beside": {"at": {"$ref": "#/$defs/T", "minLength": 5}},
    "told from others": {"at": {"enum": ["3", 4.5]}},
    "the name 'a>b'": {"a>b": TEXT},
    "whole number": {"at": {"type": "string", "maxLength": "5"}},
    "not False": {"at": False},
}


@pytest.mark.parametrize("named", REFUSED)
@pytest.mark.parametrize("choice", ["auto", "required"])
def test_what_cannot_be_enforced_is_refused_by_name(grammars: Grammars, named: str, choice: str):
    declared = tool("look", REFUSED[named], **{"$defs": {"T": TEXT}})
    with pytest.raises(RequestError, match=named) as caught:
        grammars.tool_calls([declared], choice=choice, parallel=True, thinking=False)
    assert "'look'" in str(caught.value) or "grammar of the tools" in str(caught.value)


ROOTS = {
    "minProperties": {"minProperties": 1},
    "anyOf": {"anyOf": [{"required": ["a"]}]},
    "'b' is not declared": {"required": ["b"]},
    "object": {"type": "array"},
}


@pytest.mark.parametrize("named", ROOTS)
def test_what_binds_all_parameters_is_refused(grammars: Grammars, named: str):
    declared = tool("look", {"a": TEXT}, **ROOTS[named])
    with pytest.raises(RequestError, match=f"'look'.*{named}"):
        grammars.tool_calls([declared], choice="auto", parallel=True, thinking=False)


@pytest.mark.parametrize(
    ("tools", "choice"), [((), "required"), ((), "=x"), ((tool("ping"),), "=x")]
)
def test_choices_of_nothing_are_refused(grammars: Grammars, tools: tuple, choice: str):
    with pytest.raises(RequestError, match=choice.removeprefix("=")):
        grammars.tool_calls(tools, choice=choice, parallel=True, thinking=False)
