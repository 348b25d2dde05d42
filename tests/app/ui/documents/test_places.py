"""What was read and where it stands: each side of the window leads to the other."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from app.reading.documents.values import Field
from app.ui.documents.window import DocumentWindow
from tests.fixtures.shown_documents import extraction, fill, reading, size_of


def filled(window: DocumentWindow, receipt: Path) -> DocumentWindow:
    fill(window, size_of(receipt))
    return window


def named(window: DocumentWindow, name: str) -> Field:
    return next(field for field in window.result.fields.rows.fields if field.name == name)


def centre(window: DocumentWindow, mark: int) -> QPointF:
    canvas = window.page.canvas
    return canvas._placed[mark - 1].target.center() + canvas._sight.corner


def test_a_field_turns_to_its_page_and_is_marked(
    opened: DocumentWindow, receipt: Path, qtbot: QtBot
):
    size = size_of(receipt)
    opened.reader.extracted.emit(extraction(size, page=2))
    opened.result.fields_tab.click()
    assert not opened.page.canvas._marks  # nothing of it stands on the first page
    opened.page.canvas.zoom_to(4.0)
    opened.result.fields.chosen.emit(named(opened, "total"))
    assert opened.number == 2
    canvas = opened.page.canvas
    qtbot.waitUntil(lambda: canvas.is_ready and canvas.here > 0)
    assert canvas._marks[canvas.here - 1].label == "total: 11.99"
    assert canvas.rect().contains(centre(opened, canvas.here).toPoint())
    detail = opened.result.detail.text()
    assert "“11.99”" in detail and "second look: contradicted (1.99)" in detail


def test_a_box_on_the_page_selects_its_row(opened: DocumentWindow, receipt: Path, qtbot: QtBot):
    filled(opened, receipt)
    opened.result.fields_tab.click()
    canvas = opened.page.canvas
    mark = 1 + next(i for i, m in enumerate(canvas._marks) if m.label.startswith("tax"))
    place = centre(opened, mark).toPoint()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert opened.result.fields.here == named(opened, "tax")
    assert canvas.here == mark


def test_arrow_keys_in_the_table_show_the_places(
    opened: DocumentWindow, receipt: Path, qtbot: QtBot
):
    filled(opened, receipt)
    opened.result.fields_tab.click()
    table = opened.result.fields
    table.setFocus()
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    canvas = opened.page.canvas
    assert canvas._marks[canvas.here - 1].label == "date: 2026-03-14"
    for _ in range(9):
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.here is not None and table.here.name == "tip"
    assert canvas.here == 0  # what was not found has no place
    assert opened.number == 1


def test_blocks_and_their_boxes(opened: DocumentWindow, receipt: Path, qtbot: QtBot):
    filled(opened, receipt)
    canvas, blocks = opened.page.canvas, opened.result.blocks
    assert len(canvas._marks) == 5  # the list has no place
    qtbot.mouseClick(blocks.views[3].text.viewport(), Qt.MouseButton.LeftButton)
    assert (blocks.here, canvas.here) == (3, 4)
    assert "6.90 + 4.50" in opened.result.detail.text()
    qtbot.keyClick(blocks, Qt.Key.Key_Up)
    assert (blocks.here, canvas.here) == (2, 3)
    assert blocks.accessibleDescription() == "unconfirmed: Date: 2026-03-14"
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=centre(opened, 1).toPoint())
    assert blocks.here == 0 and blocks.views[0].property("here")
    assert not blocks.views[2].property("here")


def test_problems_are_shown_above(opened: DocumentWindow, receipt: Path):
    filled(opened, receipt)
    assert opened.result.problems.isVisible()
    assert opened.result.problems.words.text() == "Could not be read: Subtotal 10 (cut off)"
    opened.result.fields_tab.click()
    assert "11.40" in opened.result.problems.words.text()
    opened.result.text_tab.click()
    opened.turn(2)
    assert not opened.result.problems.isVisible()


def test_a_page_that_is_not_whole_says_so(opened: DocumentWindow, receipt: Path):
    opened.reader.read.emit(replace(reading(size_of(receipt)), whole=False, unread=()))
    assert "lacks its end" in opened.result.problems.words.text()


def test_arrows_lead_through_fields_of_several_pages(
    opened: DocumentWindow, receipt: Path, qtbot: QtBot
):
    size = size_of(receipt)
    first, second = extraction(size).fields[:2], extraction(size, page=2).fields[2:5]
    both = replace(extraction(size), fields=(*first, *second), pages={1: size, 2: size})
    opened.reader.extracted.emit(both)
    opened.result.fields_tab.click()
    table = opened.result.fields
    table.setFocus()
    table.selectRow(0)
    for row in (1, 2, 3, 2, 1):
        down = row > table.currentIndex().row()
        qtbot.keyClick(table, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
        assert table.here == both.fields[row] and opened.number == both.fields[row].page
    qtbot.waitUntil(lambda: opened.page.canvas.is_ready and opened.page.canvas.here == 2)


def test_a_page_of_many_blocks_is_built_bit_by_bit(
    opened: DocumentWindow, receipt: Path, qtbot: QtBot
):
    one = reading(size_of(receipt))
    opened.reader.read.emit(replace(one, blocks=one.blocks[:3] * 30))
    blocks = opened.result.blocks
    assert len(blocks.views) < 90
    opened.turn(1, 60)  # one that is not made yet
    assert blocks.here == 60 and blocks.views[60].property("here")
    qtbot.waitUntil(lambda: len(blocks.views) == 90)
    assert opened.page.canvas.here == 61
