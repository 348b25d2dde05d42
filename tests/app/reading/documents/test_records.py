"""Records hold everything that is known, in whole pixels."""

import json

from app.reading.documents.forms import form_of
from app.reading.documents.records import (
    extraction_record,
    failure_record,
    page_record,
    records_csv,
)
from app.reading.documents.values import Block, Extraction, Field, PageReading
from app.reading.geometry import pixel_box
from app.reading.reply import Unread
from app.reading.verdict import Evidence

FORM = form_of({"type": "object", "properties": {"total": {"type": "number"}}}, "mine")
BOX = pixel_box(1.4, 2.6, 30.2, 40.9)


def test_a_field_with_all_that_is_known():
    seen = Evidence("text layer", "confirmed", "there")
    field = Field(("total",), 1.5, 2, BOX, "Total 1.50", (seen,))
    told = Extraction("a.pdf", "mine", (field,), {"total": 1.5}, (), {2: (100, 200)})
    record = json.loads(json.dumps(extraction_record(told)))
    assert record["value"] == {"total": 1.5} and record["pages"] == {"2": [100, 200]}
    assert record["fields"] == [
        {
            **{"name": "total", "path": ["total"], "value": 1.5, "verdict": "confirmed"},
            **{"stands": True, "page": 2, "box": [1, 3, 30, 41], "quotation": "Total 1.50"},
            "evidence": [{"witness": "text layer", "verdict": "confirmed", "words": "there"}],
        }
    ]


def test_a_page():
    block = Block("table", "", BOX, rows=(("a",),))
    page = PageReading(3, (100, 200), (block,), (Unread("x", "no box"),), whole=False)
    record = json.loads(json.dumps(page_record(page)))
    assert record["blocks"][0]["rows"] == [["a"]] and record["blocks"][0]["box"] == [1, 3, 30, 41]
    assert record["unread"] == [{"text": "x", "reason": "no box"}] and not record["complete"]


def test_disputed_values_are_in_no_cell():
    against = (Evidence("another page", "contradicted"),)
    fields = tuple(Field(("total",), n, n, evidence=against) for n in (1, 2))
    told = extraction_record(Extraction("=a.pdf", "mine", fields, {"total": None}))
    lines = records_csv([told, failure_record("b.pdf", "mine", "is damaged")], FORM)[""]
    assert lines.splitlines() == [
        *("file,total,total verdict,problems", "'=a.pdf,,contradicted,", "b.pdf,,,is damaged")
    ]
