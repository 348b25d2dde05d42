"""What was read, as files for other programs: each value with its place and its evidence."""

import csv
import io
import json
from collections.abc import Sequence

from app.reading.documents.records import extraction_record, page_record
from app.reading.documents.values import Extraction, PageReading, cell_text

COLUMNS = ("field", "value", "verdict", "stands", "page", "quotation")


def fields_csv(extraction: Extraction) -> str:
    """A row of each field. What a spreadsheet would compute is given as a text."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for field in extraction.fields:
        there = field.value is not None
        told = (field.verdict, "yes" if field.stands else "no") if there else ("", "")
        cells = (field.name, _text(field.value), *told, _text(field.page), field.quotation)
        rows.writerow([cell_text(cell) for cell in cells])
    return file.getvalue()


def fields_json(extraction: Extraction) -> str:
    """The value in the form of the schema, and each field; boxes in pixels of the page."""
    return _json(extraction_record(extraction))


def pages_json(readings: Sequence[PageReading]) -> str:
    """Each page with its blocks; boxes in pixels of the page."""
    return _json([page_record(reading) for reading in readings])


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
