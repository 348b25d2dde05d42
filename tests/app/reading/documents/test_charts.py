"""A bar chart whose values are known: read true they are confirmed, misread they are set aside."""

import json
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from app.places import PROMPTS, RESOURCES
from app.reading.documents.extraction import extract
from app.reading.documents.forms import load_form
from app.reading.documents.opening import open_document
from app.reading.documents.values import Extraction
from app.reading.documents.wording import DocumentPrompts
from app.reading.prompts import load_wording
from app.reading.run import Run
from tests.fixtures.documents import HEIGHT, WIDTH, Line, Reader, claim, scan

BARS = {"Mon": 12, "Tue": 31, "Wed": 27, "Thu": 8}
TITLE = Line(60, 80, "Visitors a day", 20)
AXIS = Line(60, 130, "people")
LABELS = [Line(80 + 100 * n, 520, day) for n, day in enumerate(BARS)]
NUMBERS = [Line(80 + 100 * n, 490 - 10 * v, str(v)) for n, v in enumerate(BARS.values())]


def write_chart(path: Path) -> Path:
    """Bars as tall as their values, each value above its bar and each day below."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    for n, value in enumerate(BARS.values()):
        canvas.rect(75 + 100 * n, HEIGHT - 500, 40, 10 * value, fill=1)
    for line in (TITLE, AXIS, *LABELS, *NUMBERS):
        canvas.setFont("Helvetica", line.size)
        canvas.drawString(line.x, HEIGHT - line.y, line.text)
    canvas.save()
    return path


def told(**misread: int) -> str:
    points = [
        {"label": claim(label.text, label), "value": claim(misread.get(label.text, value), number)}
        for (label, number, value) in zip(LABELS, NUMBERS, BARS.values(), strict=True)
    ]
    return json.dumps(
        {
            "title": claim(TITLE.text, TITLE),
            "kind": None,
            "x_axis": None,
            "y_axis": claim("people", AXIS),
            "unit": None,
            "series": [{"name": None, "points": points}],
        }
    )


def read(truth: Path, shown: Path, answer: str) -> Extraction:
    wording = load_wording(DocumentPrompts, PROMPTS)
    with open_document(shown) as document, Run(Reader(truth, answer), "chart") as run:
        return extract(run, document, load_form(RESOURCES / "schemas" / "chart.json"), wording)


def test_values_of_a_chart_are_confirmed_on_the_page_and_on_a_scan_of_it(tmp_path: Path):
    pdf = write_chart(tmp_path / "chart.pdf")
    for shown in (pdf, scan(pdf, tmp_path / "chart.png")):
        extraction = read(pdf, shown, told())
        points = extraction.value["series"][0]["points"]
        assert {point["label"]: point["value"] for point in points} == BARS
        verdicts = {field.verdict for field in extraction.fields if field.value is not None}
        assert verdicts == {"confirmed"}, extraction.problems


def test_a_misread_bar_is_set_aside(tmp_path: Path):
    pdf = write_chart(tmp_path / "chart.pdf")
    extraction = read(pdf, pdf, told(Tue=37))
    values = [point["value"] for point in extraction.value["series"][0]["points"]]
    assert values == [12, None, 27, 8] and any("37" in problem for problem in extraction.problems)
