"""The window of documents: opening, turning, reading, and how each ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.reading.documents.values import Field
from app.ui.documents.window import DocumentWindow
from app.ui.window.curtain import Curtain
from tests.app.ui.documents.conftest import answer, show
from tests.fixtures.documents import RECEIPT, bbox, receipt_answer, scan, truncated, write_pdf
from tests.fixtures.scripted_server import EVENT_STREAM, SILENCE, chunk
from tests.fixtures.shown_documents import fill, size_of

PREFILL = chunk(choices=[], prompt_progress={"total": 900, "processed": 400})


def html(*lines: int) -> str:
    told = [(RECEIPT[n], " ".join(map(str, bbox(RECEIPT[n])))) for n in lines]
    return "".join(f'<p data-bbox="{box}">{line.text}</p>' for line, box in told)


def filled(window: DocumentWindow, receipt: Path) -> DocumentWindow:
    fill(window, size_of(receipt))
    return window


def named(window: DocumentWindow, name: str) -> Field:
    return next(field for field in window.result.fields.rows.fields if field.name == name)


# Opening


def test_it_says_what_to_do_while_it_is_empty(window: DocumentWindow):
    assert window.empty.isVisible() and not window.page.isVisible()
    assert not window.standing.isVisible()
    assert not window.result.save.isEnabled()


def test_a_document_is_opened_on_its_first_page(opened: DocumentWindow):
    assert opened.windowTitle() == "Corner Bakery.pdf"
    assert (opened.number, opened.page.number.text()) == (1, "1")
    assert opened.page._of.text() == "of 2"
    assert not opened.page.back.isEnabled() and opened.page.on.isEnabled()
    assert opened.result.all_button.isEnabled() and not opened.result.copy.isEnabled()


def test_pages_are_turned_by_keys_by_number_and_never_beyond(opened: DocumentWindow, qtbot: QtBot):
    canvas = opened.page.canvas
    qtbot.keyClick(canvas, Qt.Key.Key_PageDown)
    assert opened.number == 2 and not opened.page.on.isEnabled()
    qtbot.keyClick(canvas, Qt.Key.Key_PageDown)
    assert opened.number == 2
    opened.page.number.setText("1")
    qtbot.keyClick(opened.page.number, Qt.Key.Key_Return)
    assert opened.number == 1
    opened.page.number.setText("99")
    qtbot.keyClick(opened.page.number, Qt.Key.Key_Return)
    assert (opened.number, opened.page.number.text()) == (2, "2")
    opened.page.number.setText("x")
    qtbot.keyClick(opened.page.number, Qt.Key.Key_Return)
    assert (opened.number, opened.page.number.text()) == (2, "2")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"words"])
def test_what_cannot_be_opened_says_why(
    window: DocumentWindow, tmp_path: Path, qtbot: QtBot, content: bytes
):
    (tmp_path / "a.pdf").write_bytes(content)
    window.open(tmp_path / "a.pdf")
    qtbot.waitUntil(lambda: window.standing.words.property("kind") == "bad")
    assert window.standing.words.text().startswith("A.pdf") and window.empty.isVisible()
    assert not window.standing.stop.isVisible()


def test_a_protected_one_asks_for_its_password(
    window: DocumentWindow, tmp_path: Path, qtbot: QtBot
):
    window.open(write_pdf(tmp_path / "locked.pdf", RECEIPT, password="secret"))
    qtbot.waitUntil(window.standing.password.isVisible)
    qtbot.keyClicks(window.standing.password, "wrong")
    qtbot.keyClick(window.standing.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "check it" in window.standing.words.text())
    qtbot.keyClicks(window.standing.password, "secret")
    window.standing.unlock.click()
    qtbot.waitUntil(lambda: window.page.canvas.is_ready)
    assert window.number == 1 and not window.standing.isVisible()


def test_a_document_that_is_dropped_is_opened(window: DocumentWindow, receipt: Path, qtbot: QtBot):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(receipt))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none, place = Qt.KeyboardModifier.NoModifier, QPoint(99, 99)
    enter = QDragEnterEvent(place, copy, mime, left, none)
    QApplication.sendEvent(window, enter)
    (curtain,) = window.findChildren(Curtain)
    assert enter.isAccepted() and curtain.isVisible()
    QApplication.sendEvent(window, QDropEvent(QPointF(place), copy, mime, left, none))
    assert not curtain.isVisible()
    qtbot.waitUntil(lambda: window.page.canvas.is_ready)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # Pillow's own word for it
def test_a_page_that_is_damaged_is_said_and_the_others_are_shown(
    window: DocumentWindow, tmp_path: Path, qtbot: QtBot
):
    pdf = write_pdf(tmp_path / "a.pdf", RECEIPT, RECEIPT)
    tiff = scan(pdf, tmp_path / "a.tif", 20)
    show(window, tiff, qtbot)
    truncated(tiff, 0.5)
    window.turn(2)
    qtbot.waitUntil(lambda: 2 in window.shelf.lost)
    assert "damaged" in window.result.problems.words.text()
    window.turn(1)  # it was drawn before
    assert window.page.canvas.is_ready or window.number == 1


# Reading


def test_pages_appear_one_by_one(make: Callable, receipt: Path, qtbot: QtBot):
    window, server = make(answer(html(0, 2)), [EVENT_STREAM, PREFILL, SILENCE])
    show(window, receipt, qtbot)
    window.result.all_button.click()
    qtbot.waitUntil(lambda: 1 in window.shelf.readings)
    assert [view.block.text for view in window.result.blocks.views] == [
        "Corner Bakery",
        "Date: 2026-03-14",
    ]
    assert {view.block.verdict for view in window.result.blocks.views} == {"confirmed"}
    assert len(window.page.canvas._marks) == 2
    qtbot.waitUntil(lambda: "400 of 900" in window.standing.words.text())
    assert window.standing.words.text() == "Page 2 of 2 · 400 of 900 tokens seen"
    assert window.standing.bar.value() == 1 and window.standing.stop.isVisible()
    assert not window.result.all_button.isEnabled()
    window.turn(2)
    assert "not read yet" in window.result._no_text.text()
    window.standing.stop.click()
    assert not window.reader.is_busy and not window.standing.isVisible()
    assert 1 in window.shelf.readings and window.result.all_button.isEnabled()
    qtbot.waitUntil(server.left.is_set)
    assert window.result.all_button.text() == "Read the other pages"
    server.scripts.append(answer(html(0)))
    window.result.all_button.click()
    qtbot.waitUntil(lambda: set(window.shelf.readings) == {1, 2})
    assert len(server.asked) == 3  # the first page is not asked again
    qtbot.waitUntil(lambda: window.result.all_button.text() == "Read all pages")


def test_the_fields_of_a_receipt(make: Callable, receipt: Path, qtbot: QtBot):
    told = receipt_answer()
    window, server = make(answer(told), answer(told))
    show(window, receipt, qtbot)
    window.result.fields_tab.click()
    assert window.result.forms.currentText() == "Receipt"
    window.result.fields_button.click()
    qtbot.waitUntil(lambda: window.shelf.extraction is not None, timeout=20_000)
    assert named(window, "total").value == 11.99
    assert named(window, "total").verdict == "confirmed"
    assert "schema" in json.dumps(server.asked[0].json)
    assert window.result.save.isEnabled() and window.result.copy.isEnabled()


def test_fields_appear_page_by_page_and_stay_when_it_is_stopped(
    make: Callable, receipt: Path, qtbot: QtBot
):
    window, server = make(answer(receipt_answer()), [EVENT_STREAM, PREFILL, SILENCE])
    show(window, receipt, qtbot)
    window.result.fields_tab.click()
    assert "Choose what kind" in window.result._no_fields.text()
    window.result.fields_button.click()
    qtbot.waitUntil(lambda: "400 of 900" in window.standing.words.text(), timeout=20_000)
    assert named(window, "total").value == 11.99 and window.reader.is_busy
    window.standing.stop.click()
    first = window.result.problems.words.text().splitlines()[0]
    assert first == "Of 2 pages 1 are read; no sums are checked yet."
    assert named(window, "total").value == 11.99 and window.result.save.isEnabled()


def test_a_failure_is_one_sentence_with_a_way_on(make: Callable, receipt: Path, qtbot: QtBot):
    window, server = make(
        [EVENT_STREAM, chunk(error={"message": "no memory left"})], answer(html(0))
    )
    show(window, receipt, qtbot)
    window.result.page_button.click()
    qtbot.waitUntil(lambda: window.standing.retry.isVisible())
    assert window.standing.words.text() == "No memory left."
    window.standing.retry.click()
    qtbot.waitUntil(lambda: not window.standing.isVisible())
    assert len(server.asked) == 2 and 1 in window.shelf.readings


def test_escape_stops_a_reading_before_it_closes(make: Callable, receipt: Path, qtbot: QtBot):
    window, server = make([EVENT_STREAM, SILENCE])
    show(window, receipt, qtbot)
    window.result.page_button.click()
    qtbot.waitUntil(lambda: bool(server.asked))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible() and not window.reader.is_busy
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_another_document_lets_go_of_the_former(
    opened: DocumentWindow, receipt: Path, tmp_path: Path, qtbot: QtBot
):
    filled(opened, receipt)
    show(opened, write_pdf(tmp_path / "b.pdf", RECEIPT), qtbot)
    assert not opened.shelf.readings and opened.shelf.extraction is None
    assert not opened.result.blocks.views and not opened.result.page_button.isVisible()
    assert opened.result.all_button.text() == "Read the page"


# Schemas


def test_a_schema_of_ones_own(opened: DocumentWindow, tmp_path: Path):
    own = tmp_path / "mine.json"
    own.write_text('{"type": "object", "properties": {"who": {"type": "string"}}}')
    forms = opened.result.forms
    forms.use(own)
    assert forms.currentText() == "mine.json" and forms.form().name == "mine"
    own.write_text("{")
    opened.result.fields_tab.click()
    opened.result.fields_button.click()
    assert "mend it" in opened.standing.words.text() and not opened.reader.is_busy
    forms.use(tmp_path / "none.json")
    assert "cannot be read" in opened.standing.words.text()
    assert forms.currentText() == "mine.json"


def test_every_ready_schema_can_be_asked(opened: DocumentWindow):
    forms = opened.result.forms
    names: list[str] = []
    for row in range(forms.count() - 1):
        forms.setCurrentIndex(row)
        names.append(forms.form().name)
    assert names == ["receipt", "invoice", "form", "chart"]
