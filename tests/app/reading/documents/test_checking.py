"""Each claim is heard against its quotation, the text layer, and a second look."""

import json
from pathlib import Path

import pytest

from app.places import PROMPTS, RESOURCES
from app.reading.documents.checking import LOOKS, checked
from app.reading.documents.claims import Claim, claims_of
from app.reading.documents.forms import Form, load_form
from app.reading.documents.opening import open_document
from app.reading.documents.values import Field, Sheet
from app.reading.documents.wording import DocumentPrompts
from app.reading.prompts import load_wording
from app.reading.run import Budget, Run
from tests.fixtures.documents import (
    RECEIPT,
    Line,
    Reader,
    claim,
    receipt_answer,
    scan,
    scanned_pdf,
    write_pdf,
)
from tests.fixtures.scripted_ask import ScriptedAsk

WORDING = load_wording(DocumentPrompts, PROMPTS)
TOTAL = RECEIPT[16]


@pytest.fixture
def form() -> Form:
    return load_form(RESOURCES / "schemas" / "receipt.json")


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return write_pdf(tmp_path / "a.pdf", RECEIPT)


def sheet_of(path: Path) -> Sheet:
    with open_document(path) as document:
        return document.sheet(1)


def heard(run: Run, sheet: Sheet, form: Form, **changed: object) -> dict[str, Field]:
    told = claims_of(receipt_answer(**changed), form, 1, sheet.size)
    claims, _ = checked(run, sheet, told.claims, WORDING)
    return {claim.field.name: claim.field for claim in claims}


def alone(sheet: Sheet, form: Form, **changed: object) -> dict[str, Field]:
    """Heard without any question: the text layer is enough."""
    ask = ScriptedAsk()
    fields = heard(Run(ask, "test"), sheet, form, **changed)
    assert not ask.asked
    return fields


def test_the_truth_is_confirmed_and_put_exactly_on_its_words(pdf: Path, form: Form):
    sheet = sheet_of(pdf)
    fields = alone(sheet, form)
    assert {f.verdict for f in fields.values() if f.value is not None} == {"confirmed"}
    (word,) = [word for word in sheet.words if word.text == "11.99"]
    assert fields["total"].box == word.box


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (claim(12.99, TOTAL), "it says '11.99'"),
        (claim(12.99, TOTAL, "12.99"), "it has '11.99' there"),
        (claim(11.99, Line(60, 600, "11.99"), "99.11"), "nothing of it is on the page"),
    ],
    ids=["another value", "another quotation", "bare paper"],
)
def test_what_the_page_does_not_say_is_contradicted(
    pdf: Path, form: Form, changed: object, reason: str
):
    field = alone(sheet_of(pdf), form, total=changed)["total"]
    assert field.verdict == "contradicted" and not field.stands
    assert any(reason in item.words for item in field.evidence), field.evidence


def test_right_words_at_a_wrong_place_are_not_confirmed_but_found(pdf: Path, form: Form):
    sheet = sheet_of(pdf)
    wrong = {"quotation": "11.99", "bbox_2d": [100, 900, 200, 920], "value": 11.99}
    field = alone(sheet, form, total=wrong)["total"]
    assert field.verdict == "unconfirmed" and field.stands
    assert field.box in [word.box for word in sheet.words]


def test_a_value_without_words_or_without_a_place_is_never_confirmed(pdf: Path, form: Form):
    bare = {"quotation": "", "bbox_2d": [1, 1, 9, 9], "value": 11.99}
    assert alone(sheet_of(pdf), form, total=bare)["total"].verdict == "unconfirmed"
    nowhere = {"quotation": "11.99", "value": 11.99}
    assert alone(sheet_of(pdf), form, total=nowhere)["total"].verdict == "unconfirmed"
    invented = {"quotation": "77.77", "value": 77.77}
    assert alone(sheet_of(pdf), form, total=invented)["total"].verdict == "contradicted"


def test_one_number_for_two_fields_confirms_neither(pdf: Path, form: Form):
    fields = alone(sheet_of(pdf), form, subtotal=claim(11.99, TOTAL))
    assert fields["subtotal"].verdict == fields["total"].verdict == "unconfirmed"
    assert "total was taken" in fields["subtotal"].evidence[0].words


def test_a_scan_is_looked_at_again_line_by_line(pdf: Path, form: Form, tmp_path: Path):
    ask = Reader(pdf)
    fields = heard(Run(ask, "test"), sheet_of(scan(pdf, tmp_path / "a.png")), form)
    assert {f.verdict for f in fields.values() if f.value is not None} == {"confirmed"}
    assert ask.looks == 8, "the lines that hold values; two items of four values are two lines"
    assert set(ask.questions) == {WORDING.document_text}, "nothing of the page stands in a question"


def test_a_second_look_that_reads_something_else(pdf: Path, form: Form, tmp_path: Path):
    sheet = sheet_of(scan(pdf, tmp_path / "a.png"))
    lies = {
        "total": claim(12.99, TOTAL, "12.99"),
        "merchant": claim("Corner Bakary", RECEIPT[0], "Corner Bakary"),
        "payment_method": claim("card", Line(60, 600, "card")),
    }
    fields = heard(Run(Reader(pdf), "test"), sheet, form, **lies)
    assert fields["total"].verdict == "contradicted"
    assert "11.99" in fields["total"].evidence[0].words
    assert fields["merchant"].verdict == "unconfirmed", "a letter is off, on one side"
    assert fields["payment_method"].evidence[0].words == "nothing can be read there"
    assert not fields["payment_method"].stands


def test_a_stamp_over_a_scan_silences_nothing(pdf: Path, form: Form, tmp_path: Path):
    picture = scan(pdf, tmp_path / "a.png")
    stamped = scanned_pdf(picture, tmp_path / "b.pdf", Line(60, 700, "Paid on 2026-04-01 by card"))
    ask = Reader(pdf)
    fields = heard(Run(ask, "test"), sheet_of(stamped), form)
    assert fields["total"].verdict == "confirmed" and ask.looks


def test_the_budget_ends_looks_and_leaves_the_rest_unconfirmed(
    pdf: Path, form: Form, tmp_path: Path
):
    sheet = sheet_of(scan(pdf, tmp_path / "a.png"))
    told = claims_of(receipt_answer(), form, 1, sheet.size)
    run = Run(Reader(pdf), "test", budget=Budget(steps=2))
    claims, problems = checked(run, sheet, told.claims, WORDING)
    named = {claim.field.name: claim.field for claim in claims}
    assert named["merchant"].verdict == "confirmed" and named["total"].verdict == "unconfirmed"
    assert len(problems) == 1 and "were not looked at twice" in problems[0]


def test_a_page_has_only_so_many_looks(form: Form, pdf: Path, tmp_path: Path):
    sheet = sheet_of(scan(pdf, tmp_path / "a.png"))
    leaf = claims_of(receipt_answer(), form, 1, sheet.size).claims[0].leaf
    items = [
        {"quotation": f"x{n}", "bbox_2d": [10, 20 * n, 50, 20 * n + 9], "value": f"x{n}"}
        for n in range(LOOKS + 2)
    ]
    many = claims_of(
        json.dumps({"merchant": None, "items": [{"description": item} for item in items]}),
        *(form, 1, sheet.size),
    ).claims
    ask = ScriptedAsk(*["x"] * 100)
    _, problems = checked(Run(ask, "test"), sheet, [Claim(c.field, leaf) for c in many], WORDING)
    assert len(ask.asked) == LOOKS and "2 values were not looked at twice" in problems[0]
