"""An extraction as JSON: what a command prints, a file of results holds and a batch remembers."""

import csv
import io
from collections.abc import Iterator, Sequence

from app.reading.documents.forms import Form, leaves
from app.reading.documents.values import Block, Extraction, Field, Json, PageReading, cell_text
from app.reading.geometry import PixelBox, whole_box
from app.reading.json_text import json_text
from app.reading.verdict import Evidence

Row = list[object]


def extraction_record(extraction: Extraction) -> Json:
    """Everything: the values that stand in the user's form, and each field with its evidence."""
    sizes = {str(number): list(size) for number, size in extraction.pages.items()}
    return {
        "file": extraction.source,
        "schema": extraction.schema,
        "value": extraction.value,
        "fields": [_field_record(field, extraction) for field in extraction.fields],
        "problems": list(extraction.problems),
        "pages": sizes,
        "complete": extraction.whole,
    }


def failure_record(source: str, schema: str, reason: str) -> Json:
    """A document of a batch that could not be read."""
    return {"file": source, "schema": schema, "error": reason}


def page_record(page: PageReading) -> Json:
    return {
        "page": page.number,
        "size": list(page.size),
        "blocks": [_block_record(block, page) for block in page.blocks],
        "unread": [{"text": piece.text, "reason": piece.reason} for piece in page.unread],
        "complete": page.whole,
    }


def records_csv(records: Sequence[Json], form: Form) -> dict[str, str]:
    """Files of CSV by the end of their names: "" has a line a document, ".items" a line an item.

    Each value has its verdict beside it. What was set aside is empty; its claim is a problem.
    """
    paths = [path for path, _ in leaves(form.root)]
    plain = [path for path in paths if "[]" not in path]
    head: Row = ["file", *_heads(plain), "problems"]
    files = {"": _csv([head, *(_document_row(record, plain) for record in records)])}
    for listed in dict.fromkeys(path[: _last(path) + 1] for path in paths if "[]" in path):
        inner = [path for path in paths if path[: _last(path) + 1] == listed]
        name = "." + ".".join(step for step in listed if step != "[]")
        places = [
            f"{step} number"
            for step, after in zip(listed, listed[1:], strict=False)
            if after == "[]"
        ]
        rows = [row for record in records for row in _list_rows(record, listed, inner)]
        files[name] = _csv([["file", *places, *_heads([p[len(listed) :] for p in inner])], *rows])
    return files


def records_jsonl(records: Sequence[Json]) -> str:
    return "".join(json_text(record) + "\n" for record in records)


def _field_record(field: Field, extraction: Extraction) -> Json:
    size = extraction.pages.get(field.page or 0)
    return {
        "name": field.name,
        "path": list(field.path),
        "value": field.value,
        "verdict": field.verdict,
        "stands": field.stands,
        "page": field.page,
        "box": _whole(field.box, size),
        "quotation": field.quotation,
        "evidence": [_evidence_record(item) for item in field.evidence],
    }


def _block_record(block: Block, page: PageReading) -> Json:
    rows = {"rows": [list(row) for row in block.rows]} if block.kind == "table" else {}
    level = {"level": block.level} if block.kind == "heading" else {}
    return {
        "kind": block.kind,
        "text": block.text,
        **level,
        **rows,
        "box": _whole(block.box, page.size),
        "verdict": block.verdict,
        "evidence": [_evidence_record(item) for item in block.evidence],
    }


def _evidence_record(item: Evidence) -> Json:
    return {"witness": item.witness, "verdict": item.verdict, "words": item.words}


def _whole(box: PixelBox | None, size: tuple[int, int] | None) -> list[int] | None:
    return list(whole_box(box, size)) if box and size else None


def _last(path: Sequence[str]) -> int:
    """The place of the innermost list of a path."""
    return max(at for at, step in enumerate(path) if step == "[]") if "[]" in path else -1


def _heads(paths: Sequence[Sequence[str]]) -> Iterator[str]:
    for path in paths:
        name = cell_text(".".join(path)) or "value"
        yield from (name, f"{name} verdict")


def _document_row(record: Json, paths: Sequence[Sequence[str]]) -> Row:
    if "error" in record:
        return [cell_text(record["file"]), *[""] * (2 * len(paths)), cell_text(record["error"])]
    problems = cell_text("; ".join(record["problems"]))
    return [cell_text(record["file"]), *_cells(record, [list(path) for path in paths]), problems]


def _list_rows(
    record: Json, listed: Sequence[str], inner: Sequence[Sequence[str]]
) -> Iterator[Row]:
    """A row for each entry of a list, or of the lists within the entries of another one."""
    depth = len(listed)
    entries = dict.fromkeys(
        tuple(field["path"][:depth])
        for field in record.get("fields", [])
        if len(field["path"]) >= depth and _is_entry(field["path"][:depth], listed)
    )
    for entry in entries:
        numbers = [step + 1 for step in entry if isinstance(step, int)]
        paths = [[*entry, *path[depth:]] for path in inner]
        yield [cell_text(record["file"]), *numbers, *_cells(record, paths)]


def _is_entry(path: Sequence[str | int], listed: Sequence[str]) -> bool:
    steps = zip(path, listed, strict=True)
    return all(isinstance(a, int) if b == "[]" else a == b for a, b in steps)


def _cells(record: Json, paths: Sequence[Sequence[str | int]]) -> Iterator[object]:
    """Value and verdict of each path; of a disputed one neither value is taken."""
    found: dict[tuple[str | int, ...], Json] = {}
    for field in record["fields"]:
        found.setdefault(tuple(field["path"]), field)  # what stands comes first
    for path in paths:
        field = found.get(tuple(path))
        value = field["value"] if field and field["stands"] else None
        yield "" if value is None else cell_text(value) if isinstance(value, str) else value
        yield field["verdict"] if field and field["value"] is not None else ""


def _csv(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
