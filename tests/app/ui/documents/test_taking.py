"""What is taken from a reading: a table for a spreadsheet, files, a page for a question."""

import json
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.chat.message import ImagePart
from app.ui.documents.result import FIELDS, TEXT
from app.ui.documents.window import DocumentWindow
from tests.fixtures.shown_documents import fill, size_of


def filled(window: DocumentWindow, receipt: Path) -> DocumentWindow:
    fill(window, size_of(receipt))
    return window


def test_a_table_goes_to_a_spreadsheet(opened: DocumentWindow, receipt: Path):
    filled(opened, receipt)
    opened.result.copy.click()
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text().splitlines()[1] == "Rye bread\t2\t3.20\t6.90"
    assert "<th>Quantity</th>" in mime.html() and "<td>Rye bread</td>" in mime.html()
    assert "copied" in opened.standing.words.text()


def test_the_fields_go_to_a_spreadsheet(opened: DocumentWindow, receipt: Path):
    filled(opened, receipt)
    opened.result.fields_tab.click()
    opened.result.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Field\tValue\tChecked\tPage"
    assert lines[3] == "items[1].amount\t6.9\tcontradicted\t1"
    assert lines[5] == "total\t11.99\tcontradicted, set aside\t1"
    assert lines[6].startswith("tip\tnot found")


def test_what_a_spreadsheet_would_compute_is_a_text(opened: DocumentWindow):
    opened.taking.copy((("Name",), ('=HYPERLINK("http://x")',), ("<b>",)))
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text().splitlines()[1].startswith("'=")
    assert "<td>&lt;b&gt;</td>" in mime.html() and "<td>=" not in mime.html()


def test_it_is_saved_in_the_form_of_the_ending(
    opened: DocumentWindow, receipt: Path, tmp_path: Path
):
    filled(opened, receipt)
    opened.taking.save_to(tmp_path / "a.md", TEXT)
    assert "# Corner Bakery" in (tmp_path / "a.md").read_text()
    opened.taking.save_to(tmp_path / "a.html", TEXT)
    assert "<table" in (tmp_path / "a.html").read_text()
    opened.taking.save_to(tmp_path / "p.json", TEXT)
    (page,) = json.loads((tmp_path / "p.json").read_text())
    assert page["blocks"][3]["verdict"] == "contradicted" and len(page["blocks"][0]["box"]) == 4
    opened.taking.save_to(tmp_path / "a.csv", FIELDS)
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert lines[5].startswith("total,11.99,contradicted,no,1,")
    opened.taking.save_to(tmp_path / "f.json", FIELDS)
    told = json.loads((tmp_path / "f.json").read_text())
    assert told["fields"][4]["stands"] is False and told["problems"]


def test_what_cannot_be_saved_says_why(opened: DocumentWindow, receipt: Path, tmp_path: Path):
    filled(opened, receipt)
    opened.taking.save_to(tmp_path / "a.docx", TEXT)
    assert ".md, .html, .json" in opened.standing.words.text()
    opened.taking.save_to(tmp_path / "gone" / "a.md", TEXT)
    assert "cannot be written: No such file" in opened.standing.words.text()


def test_a_page_can_be_asked_about(opened: DocumentWindow, qtbot: QtBot):
    with qtbot.waitSignal(opened.asked) as told:
        opened.page.ask.click()
    assert told.args is not None
    (part,) = told.args
    assert isinstance(part, ImagePart) and part.name == "Corner Bakery.pdf, page 1"
