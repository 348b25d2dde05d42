"""Answers are read field by field, whole or cut, held to the form or not."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from app.places import RESOURCES
from app.reading.documents.claims import answered_object, claims_of, form_value
from app.reading.documents.forms import form_of, load_form
from app.reading.documents.values import Field
from tests.fixtures.documents import receipt_answer

FORM = form_of(
    {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "count": {"type": "integer"},
            "paid": {"type": "boolean"},
            "kind": {"enum": ["a", "b"]},
            "rows": {
                "type": "array",
                "items": {"type": "object", "properties": {"n": {"type": "number"}}},
            },
        },
    },
    "x",
)
SIZE = (1000, 2000)


def fields(answer: object) -> dict[str, Field]:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return {claim.field.name: claim.field for claim in claims_of(text, FORM, 3, SIZE).claims}


def claim(value: object, quotation: str = "words") -> object:
    return {"quotation": quotation, "bbox_2d": [100, 200, 300, 400], "value": value}


def test_a_value_with_its_words_and_place():
    field = fields({"name": claim("Ada", "  Ada \n Lovelace")})["name"]
    assert (field.value, field.page, field.quotation) == ("Ada", 3, "Ada Lovelace")
    assert field.box and (field.box.start.x, field.box.end.y) == (100, 800)


def test_what_is_not_there():
    told = fields({"name": claim("N/A"), "count": None, "paid": claim(None)})
    assert all(told[name].value is None for name in ("name", "count", "paid", "kind"))
    assert "rows[1].n" not in told


def test_answers_that_no_grammar_held():
    told = fields(
        'Here it is:\n```json\n{"name": "Ada", "rows": [{"n": 1.5}, {"n": null}, {"n": 2}]}\n```'
    )
    assert told["name"].value == "Ada" and told["name"].box is None
    assert [told[f"rows[{n}].n"].value for n in (1, 2)] == [1.5, 2], "rows of nothing are none"


def test_values_of_another_type_are_told():
    wrong = {
        "name": claim(3),
        "count": claim(1.5),
        "paid": claim("yes"),
        "kind": claim("c"),
        "rows": 3,
    }
    read = claims_of(json.dumps(wrong), FORM, 1, SIZE)
    assert all(claim.field.value is None for claim in read.claims)
    assert len(read.problems) == 5, read.problems
    big = claims_of('{"count": 1e400, "rows": [{"n": NaN}]}', FORM, 1, SIZE)
    assert len(big.problems) == 2 and all(c.field.value is None for c in big.claims)


def test_boxes_that_are_none_leave_the_value():
    for box in ([1, 2, 3], [5, 5, 5, 5], "x", None):
        told = fields({"name": {"quotation": "Ada", "bbox_2d": box, "value": "Ada"}})
        assert told["name"].value == "Ada" and told["name"].box is None


def test_prose_is_no_answer():
    read = claims_of("I cannot see a receipt.", FORM, 2, SIZE)
    assert read.claims == () and not read.whole and "page 2" in read.problems[0]


@settings(deadline=None)  # two cores, many tests
@given(st.integers(1, 3000))
def test_a_cut_answer_keeps_what_is_whole_and_invents_nothing(length: int):
    form = load_form(RESOURCES / "schemas" / "receipt.json")
    whole = receipt_answer()
    truth = {c.field.path: c.field.value for c in claims_of(whole, form, 1, SIZE).claims}
    cut = whole[: min(length, len(whole) - 1)]
    read = claims_of(cut, form, 1, SIZE)
    assert not read.whole and read.problems
    for item in read.claims:
        assert item.field.value is None or item.field.value == truth[item.field.path]


@settings(deadline=None)  # two cores, many tests
@given(st.text(max_size=80))
def test_any_text_is_an_answer_or_none(text: str):
    answered_object("{" + text)
    claims_of(text, FORM, 1, SIZE)


@settings(deadline=None)  # two cores, many tests
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["name", "count", "rows", "n", "value", "bbox_2d", "quotation"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_without_a_fall(answer: object):
    claims_of(json.dumps({"name": answer, "rows": answer, "paid": answer}), FORM, 1, SIZE)


def test_the_values_in_the_form_of_the_schema():
    told = fields({"name": claim("Ada"), "rows": [{"n": claim(1)}, {"n": claim(2)}]})
    value = form_value(FORM.root, list(told.values()))
    empty = {"count": None, "paid": None, "kind": None}
    assert value == {"name": "Ada", **empty, "rows": [{"n": 1}, {"n": 2}]}
