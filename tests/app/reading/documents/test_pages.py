"""A page is read block by block, each heard by its witnesses; circles and cuts are noticed."""

from pathlib import Path

import pytest

from app.chat.message import words_of
from app.places import PROMPTS
from app.reading.documents.opening import open_document
from app.reading.documents.pages import read_page
from app.reading.documents.values import PageReading, Sheet
from app.reading.documents.wording import DocumentPrompts
from app.reading.prompts import load_wording
from app.reading.run import Run
from tests.fixtures.documents import Line, scan, write_pdf
from tests.fixtures.scripted_ask import ScriptedAsk

WORDING = load_wording(DocumentPrompts, PROMPTS)
PAGE = (
    Line(60, 80, "Yearly report", 24),
    Line(60, 130, "Sales rose by 12 per cent in 2025."),
    Line(60, 200, "Shop"),
    Line(300, 200, "Sales"),
    Line(60, 230, "Leeds"),
    Line(300, 230, "120"),
    Line(60, 260, "York"),
    Line(300, 260, "80"),
    Line(60, 290, "Total"),
    Line(300, 290, "200"),
)
HTML = (
    '<h1 data-bbox="95 60 400 105">Yearly report</h1>'
    '<p data-bbox="95 135 500 165">Sales rose by {rise} per cent in 2025.</p>'
    '<table data-bbox="95 215 600 360"><tr><td>Shop</td><td>Sales</td></tr>'
    "<tr><td>Leeds</td><td>120</td></tr><tr><td>York</td><td>80</td></tr>"
    "<tr><td>Total</td><td>{total}</td></tr></table>"
)


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    with open_document(write_pdf(tmp_path / "a.pdf", PAGE)) as document:
        return document.sheet(1)


def read(sheet: Sheet, *answers: str, reason: str = "stop") -> PageReading:
    ask = ScriptedAsk(*answers, reason=reason)  # pyright: ignore[reportArgumentType]
    reading = read_page(Run(ask, "test"), sheet, WORDING, "html")
    assert words_of(ask.asked[0][0].parts) == "qwenvl html"
    return reading


def test_true_blocks_are_confirmed(sheet: Sheet):
    page = read(sheet, HTML.format(rise=12, total=200))
    assert [(b.kind, b.verdict) for b in page.blocks] == [
        ("heading", "confirmed"),
        ("paragraph", "confirmed"),
        ("table", "confirmed"),
    ]
    assert {item.witness for item in page.blocks[2].evidence} == {"text layer", "arithmetic"}
    assert page.whole and page.size == sheet.size and not page.unread


def test_one_wrong_digit_is_contradicted(sheet: Sheet):
    page = read(sheet, HTML.format(rise=21, total=210))
    assert [b.verdict for b in page.blocks] == ["confirmed", "contradicted", "contradicted"]
    assert "21" in page.blocks[1].evidence[0].words


def test_a_scan_leaves_words_unconfirmed_and_sums_count(tmp_path: Path):
    path = scan(write_pdf(tmp_path / "a.pdf", PAGE), tmp_path / "a.png")
    with open_document(path) as document:
        page = read(document.sheet(1), HTML.format(rise=21, total=200))
    assert [b.verdict for b in page.blocks] == ["unconfirmed", "unconfirmed", "confirmed"]


def test_markdown_in_answer_to_html_is_read_too(sheet: Sheet):
    page = read(sheet, "# Yearly report\n\n1. Sales rose by 12 per cent in 2025.")
    assert [(b.kind, b.verdict) for b in page.blocks] == [
        ("heading", "confirmed"),
        ("list", "confirmed"),
    ], "the number of an entry is a list's own"


def test_circles_are_noticed(sheet: Sheet):
    page = read(sheet, HTML.format(rise=12, total=200) + "<p>and so on</p>" * 50)
    assert not page.whole and [b.text for b in page.blocks].count("and so on") == 1
    assert [piece.reason for piece in page.unread] == ["told 50 times in a row"]


def test_cuts_are_noticed(sheet: Sheet):
    for reason in ("length", "loop"):
        page = read(sheet, HTML[:100], reason=reason)
        assert not page.whole and page.blocks[0].text == "Yearly report"


def test_an_empty_answer_is_an_empty_page(sheet: Sheet):
    assert read(sheet, "").blocks == ()
