"""Receipts and invoices whose every value is known: as a PDF with its text, and as a scan of it.

Values are in the form of resources/schemas; sums are true. Drawn with reportlab (a development
dependency), scanned by pypdfium2 at 130 dots to the inch, slightly turned and grey.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from tools.material.folder import Entry, lines
from tools.nano.world import NOUNS, QUALITIES

SCHEMAS = ("receipt", "invoice")
SIZE = (420.0, 595.0)  # points: A5
DPI = 130
_STREETS = ("Mill Lane", "Harbour Road", "Station Street", "Park Row", "Castle Hill")
_TOWNS = ("Leeds", "Bristol", "Cardiff", "York", "Exeter")
_FIRMS = ("Trading", "Supplies", "Works", "Partners", "Stores")
Value = dict[str, Any]  # Any: the values of a schema


@dataclass(frozen=True)
class Line:
    """Cells at places from the left, in points; a row of the page."""

    cells: tuple[tuple[float, str], ...]
    size: float = 10.0


def write_papers(folder: Path, count: int, first: int) -> Path:
    """So many of each schema, each as a PDF and as a scan; the path of their list."""
    folder.mkdir(parents=True, exist_ok=True)
    entries: list[Entry] = []
    for schema in SCHEMAS:
        for seed in range(first, first + count):
            rng = random.Random(f"{schema}:{seed}")
            value, rows = (_receipt if schema == "receipt" else _invoice)(rng)
            content = pdf(rows)
            (folder / f"{schema}_{seed}.pdf").write_bytes(content)
            scan(content, rng).save(folder / f"{schema}_{seed}.png")
            for kind, ending in (("pdf", "pdf"), ("scan", "png")):
                named: Entry = {"doc_filename": f"{schema}_{seed}.{ending}", "schema": schema}
                entries.append(named | {"data_source": f"{schema} {kind}", "value": value})
    path = folder / "papers.json"
    path.write_text(lines(entries), encoding="utf-8")
    return path


def pdf(rows: Sequence[Line]) -> bytes:
    """One page with a text layer; the same rows, the same bytes."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=SIZE, invariant=True)
    y = SIZE[1] - 40
    for row in rows:
        canvas.setFont("Helvetica", row.size)
        for x, text in row.cells:
            canvas.drawString(x, y, text)
        y -= row.size + 7
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def scan(content: bytes, rng: random.Random) -> Image.Image:
    """The page as a flat-bed gives it: no text layer, half a degree askew, on grey."""
    document = pdfium.PdfDocument(content)
    page = document[0].render(scale=DPI / 72).to_pil()  # pyright: ignore[reportArgumentType]
    document.close()
    askew = rng.uniform(-0.5, 0.5)
    return page.convert("L").rotate(askew, Image.Resampling.BICUBIC, fillcolor=244)


def _receipt(rng: random.Random) -> tuple[Value, list[Line]]:
    value: Value = {
        "merchant": _firm(rng),
        "address": _address(rng),
        "date": _date(rng),
        "currency": "GBP",
        "items": _items(rng),
    }
    subtotal = _sum(value["items"])
    tax = round(subtotal * 0.2, 2)
    value |= {"subtotal": subtotal, "tax": tax, "total": round(subtotal + tax, 2)}
    rows = [
        _row(value["merchant"], size=16),
        _row(value["address"]),
        _row(f"Date: {value['date']}"),
        *_table(value["items"]),
        _row("Subtotal", f"{subtotal:.2f}"),
        _row("VAT 20%", f"{tax:.2f}"),
        _row("Total GBP", f"{value['total']:.2f}", size=12),
    ]
    return value, rows


def _invoice(rng: random.Random) -> tuple[Value, list[Line]]:
    value: Value = {
        "invoice_number": f"INV-{rng.randrange(1000, 9999)}",
        "invoice_date": _date(rng),
        "seller": {"name": _firm(rng), "address": _address(rng)},
        "buyer": {"name": _firm(rng), "address": _address(rng)},
        "currency": "EUR",
        "items": _items(rng),
    }
    subtotal = _sum(value["items"])
    tax = round(subtotal * 0.19, 2)
    value |= {"subtotal": subtotal, "tax_rate": 19, "tax": tax, "total": round(subtotal + tax, 2)}
    rows = [
        _row(value["seller"]["name"], size=14),
        _row(value["seller"]["address"]),
        _row(f"Invoice {value['invoice_number']}", size=12),
        _row(f"Invoice date: {value['invoice_date']}"),
        _row(f"Bill to: {value['buyer']['name']}"),
        _row(value["buyer"]["address"]),
        *_table(value["items"]),
        _row("Subtotal", f"{subtotal:.2f}"),
        _row("VAT 19%", f"{tax:.2f}"),
        _row("Amount due EUR", f"{value['total']:.2f}", size=12),
    ]
    return value, rows


def _row(text: str, amount: str = "", size: float = 10.0) -> Line:
    return Line(((40.0, text), *(((340.0, amount),) if amount else ())), size)


def _table(items: list[Value]) -> list[Line]:
    heads = Line(((40.0, "Item"), (200.0, "Qty"), (260.0, "Price"), (340.0, "Amount")))
    rows = [
        Line(
            (
                (40.0, item["description"]),
                (200.0, str(item["quantity"])),
                (260.0, f"{item['unit_price']:.2f}"),
                (340.0, f"{item['amount']:.2f}"),
            )
        )
        for item in items
    ]
    return [heads, *rows]


def _items(rng: random.Random) -> list[Value]:
    items: list[Value] = []
    for noun in rng.sample(NOUNS, rng.randint(1, 5)):
        quantity, cents = rng.randint(1, 9), rng.randrange(50, 5000, 5)
        items.append(
            {
                "description": f"{rng.choice(QUALITIES)} {noun}",
                "quantity": quantity,
                "unit_price": cents / 100,
                "amount": quantity * cents / 100,
            }
        )
    return items


def _sum(items: list[Value]) -> float:
    return round(sum(item["amount"] for item in items), 2)


def _firm(rng: random.Random) -> str:
    return f"{rng.choice(NOUNS)} {rng.choice(_FIRMS)}"


def _address(rng: random.Random) -> str:
    return f"{rng.randint(1, 99)} {rng.choice(_STREETS)}, {rng.choice(_TOWNS)}"


def _date(rng: random.Random) -> str:
    return f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
