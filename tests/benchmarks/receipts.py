"""What the checks on receipts are worth: a reader that errs in known ways, and what is marked how.

Half of the receipts are PDFs with a text layer, half are scans of them, where the second look is
told the truth. So these figures are of the checks alone; a model whose second look errs as its
first did is measured by `kestrel bench reading`.

Run with `python -m tests.benchmarks.receipts`; tests/app/reading/documents/test_receipts.py holds
that no error is confirmed.
"""

import json
import random
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from app.places import PROMPTS, RESOURCES
from app.reading.documents.extraction import extract
from app.reading.documents.forms import load_form
from app.reading.documents.opening import open_document
from app.reading.documents.values import Extraction, Value
from app.reading.documents.values import Path as Place
from app.reading.documents.wording import DocumentPrompts
from app.reading.prompts import load_wording
from app.reading.run import Budget, Run
from app.reading.verdict import Verdict
from tests.fixtures.documents import Line, Reader, bbox, scan, write_pdf

FORM = load_form(RESOURCES / "schemas" / "receipt.json")
GOODS = ("Rye bread", "Apple cake", "Green tea", "Olive oil", "Brown rice", "Plum jam", "Candles")
ERRORS = 0.12  # of all values
KINDS = ("digit", "letter", "value", "invented")  # value: its quotation is true, it is not


@dataclass
class Receipt:
    """A receipt as it is printed, and as the reader tells it."""

    lines: list[Line] = field(default_factory=list)
    told: dict[Place, object] = field(default_factory=dict)
    wrong: dict[Place, str] = field(default_factory=dict)  # the kind of each error


Tally = Counter[tuple[str, str, Verdict]]  # "pdf" or "scan", "true" or the error, the verdict


def measured(folder: Path, count: int, seed: int = 7) -> Tally:
    """Read so many receipts; how often which kind of value got which verdict."""
    chance = random.Random(seed)
    tally: Tally = Counter()
    for number in range(count):
        receipt = _receipt(chance, number)
        pdf = write_pdf(folder / f"{number}.pdf", receipt.lines)
        kind = "scan" if number % 2 else "pdf"
        shown = scan(pdf, pdf.with_suffix(".png")) if number % 2 else pdf
        for found in _read(pdf, shown, receipt).found:
            tally[kind, receipt.wrong.get(found.path, "true"), found.verdict] += 1
    return tally


def table(tally: Tally) -> str:
    """One line for each kind of document and of error."""
    lines = [f"{'':6}{'':10}{'confirmed':>14}{'unconfirmed':>14}{'contradicted':>14}"]
    verdicts: tuple[Verdict, ...] = ("confirmed", "unconfirmed", "contradicted")
    for kind in ("pdf", "scan"):
        for error in ("true", *KINDS):
            counts = "".join(f"{tally[kind, error, verdict]:14}" for verdict in verdicts)
            lines.append(f"{kind:6}{error:10}{counts}")
    return "\n".join(lines)


def _read(pdf: Path, shown: Path, receipt: Receipt) -> Extraction:
    answer = dict.fromkeys(FORM.root.members)
    rows = sum(path[-1] == "amount" for path in receipt.told)
    answer |= {str(path[0]): told for path, told in receipt.told.items() if len(path) == 1}
    names = ("description", "quantity", "unit_price", "amount")
    answer["items"] = [{n: receipt.told["items", at, n] for n in names} for at in range(rows)]
    wording = load_wording(DocumentPrompts, PROMPTS)
    reader = Reader(pdf, json.dumps(answer))
    with open_document(shown) as document, Run(reader, "x", budget=Budget(steps=500)) as run:
        return extract(run, document, FORM, wording)


def _receipt(chance: random.Random, number: int) -> Receipt:
    made = Receipt()
    day, month = chance.randint(13, 28), chance.randint(1, 12)

    def printed(path: Place, x: float, y: float, text: str, value: Value) -> None:
        line = Line(x, y, text)
        made.lines.append(line)
        made.told[path] = _told(made, path, line, value, chance)

    printed(("merchant",), 60, 80, f"Shop {number} Street Market", f"Shop {number} Street Market")
    printed(("date",), 60, 110, f"{day}/{month:02}/2026", f"2026-{month:02}-{day}")
    below = total = 0
    for at in range(chance.randint(2, 7)):
        count, cents, y = chance.randint(1, 5), chance.randint(50, 2500), 160 + 25 * at
        name = chance.choice(GOODS)
        printed(("items", at, "description"), 60, y, name, name)
        printed(("items", at, "quantity"), 300, y, str(count), count)
        printed(("items", at, "unit_price"), 360, y, f"{cents / 100:.2f}", cents / 100)
        printed(("items", at, "amount"), 460, y, f"{count * cents / 100:.2f}", count * cents / 100)
        below, total = y + 40, total + count * cents
    sums = {"subtotal": total, "tax": round(total / 10), "total": total + round(total / 10)}
    for at, (name, cents) in enumerate(sums.items()):
        made.lines.append(Line(60, below + 25 * at, name.title()))
        printed((name,), 460, below + 25 * at, f"{cents / 100:.2f}", cents / 100)
    return made


_WORDS = ("merchant", "description")


def _told(
    made: Receipt, path: Place, line: Line, value: Value, chance: random.Random
) -> dict[str, object]:
    """What the reader says of a value: about where it stands, and at times wrong."""
    box, quotation = [place + chance.randint(-6, 6) for place in bbox(line)], line.text
    if chance.random() < ERRORS:
        kind = chance.choice([k for k in KINDS if (k == "letter") == (path[-1] in _WORDS)] or KINDS)
        made.wrong[path] = kind
        value = _changed(value, chance)
        quotation = quotation if kind == "value" else str(value)
        box = [80, 900, 200, 920] if kind == "invented" else box
    return {"quotation": quotation, "bbox_2d": box, "value": value}


def _changed(value: Value, chance: random.Random) -> Value:
    """Another value: a letter or a digit is off."""
    if isinstance(value, int | float):
        return round(value + chance.choice([0.01, 0.1, 1, 10]), 2)
    assert isinstance(value, str), "receipts have words and numbers"
    place = len(value) - 1 if value[-1].isdigit() else chance.randrange(len(value))
    digit = value[place].isdigit()
    other = str((int(value[place]) + chance.randint(1, 8)) % 10) if digit else chance.choice("xqz")
    return value[:place] + other + value[place + 1 :]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        print(table(measured(Path(scratch), 50)))
