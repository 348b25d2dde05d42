"""A user's schema is understood or refused with its place; the answer is held to the same form."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.places import RESOURCES
from app.reading.documents.forms import (
    READY,
    Many,
    SchemaUnusable,
    form_of,
    leaves,
    load_form,
    question_schema,
    skeleton,
)
from mlx_model.runtime.structured.schemas import validated


def obj(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


@pytest.mark.parametrize("name", READY)
def test_ready_schemas_are_understood_and_a_grammar_holds_them(name: str):
    form = load_form(RESOURCES / "schemas" / f"{name}.json")
    assert form.name == name and list(leaves(form.root))
    validated(question_schema(form.root))
    assert json.loads(json.dumps(skeleton(form.root))).keys() == form.root.members.keys()


def test_what_is_asked_for_each_value():
    form = form_of(obj(day={"type": "string", "format": "date", "description": "of  issue"}), "x")
    asked = question_schema(form.root)
    assert asked["required"] == ["day"] and asked["additionalProperties"] is False
    claim, nothing = asked["properties"]["day"]["anyOf"]
    assert nothing == {"type": "null"}
    assert list(claim["properties"]) == ["quotation", "bbox_2d", "value"], "it reads before it says"
    assert claim["properties"]["value"] == {"type": "string", "format": "date"}
    assert skeleton(form.root) == {"day": "date as YYYY-MM-DD: of issue"}


def test_everything_may_be_null_whatever_is_required():
    schema = obj(
        n={"type": ["integer", "null"]}, rows={"type": "array", "items": obj(a={"type": "string"})}
    )
    form = form_of(schema | {"required": ["n"]}, "x")
    assert isinstance(form.root.members["rows"], Many)
    assert [path for path, _ in leaves(form.root)] == [("n",), ("rows", "[]", "a")]
    assert question_schema(form.root)["properties"]["n"]["anyOf"][1] == {"type": "null"}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ([], "is no object"),
        ({"type": "string"}, 'must be of "type": "object"'),
        (obj(), "no properties"),
        (obj(a={"$ref": "#/$defs/a"}), "'$ref' at $.a"),
        (obj(a={"oneOf": [{"type": "string"}]}), "'oneOf' at $.a"),
        (obj(a={"type": "string", "minLength": 3}), "'minLength' at $.a"),
        (obj(a={"type": "array", "items": {"type": "string"}, "minItems": 1}), "'minItems' at $.a"),
        (obj(a={"type": "array"}), "$.a[] of the schema is no object"),
        (obj(a={"type": "money"}), "$.a of the schema needs a type"),
        (obj(a={"type": ["object", "string"]}), "$.a of the schema needs a type"),
        (obj(a={"type": "string", "format": "email"}), "format 'email' at $.a"),
        (obj(a={"type": "string", "enum": "x"}), "enum at $.a"),
        (obj(a={"type": "string"}) | {"additionalProperties": True}, "additionalProperties at $"),
        (obj(**{f"f{n}": {"type": "string"} for n in range(200)}), "more than 150 fields"),
        (
            obj(a={"type": "number"}) | {"x-checks": [{"equals": "b", "sums": [["a"]]}]},
            "no field b",
        ),
        (obj(a={"type": "number"}) | {"x-checks": [{"equals": "a"}]}, "x-checks"),
        (obj(a={"type": "number"}) | {"x-checks": 3}, "x-checks"),
    ],
)
def test_what_cannot_be_held_to_is_refused_with_its_place(schema: object, words: str):
    with pytest.raises(SchemaUnusable) as caught:
        form_of(schema, "mine")
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_files_that_are_no_schemas(tmp_path: Path):
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "large.json").write_bytes(b" " * (1 << 21))
    for name in ("gone.json", "broken.json", "deep.json", "large.json"):
        with pytest.raises(SchemaUnusable) as caught:
            load_form(tmp_path / name)
        assert name in str(caught.value) and "\n" not in str(caught.value)


def test_nesting_ends():
    schema = obj(a={"type": "string"})
    for _ in range(10):
        schema = obj(a=schema)
    with pytest.raises(SchemaUnusable, match="nested deeper"):
        form_of(schema, "mine")
