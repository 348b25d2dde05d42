"""Everything on a screen as a table: waiting, read, filtered, copied."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.chat.events import Answer, End
from app.chat.message import ImagePart
from app.reading.geometry import Pixels, pixel_box
from app.reading.reply import Unread
from app.reading.screens import Element, Found, Reading, Search
from app.reading.telling import Step, Steps, Told
from app.reading.verdict import Evidence
from app.ui.picture.rows import SURE
from app.ui.picture.table import ElementTable

SAMPLES = Path(__file__).parents[4] / "resources/samples"
PRINT = ImagePart(SAMPLES / "print.png", "print.png")


def reading(reason: str = "stop", unread: tuple[Unread, ...] = ()) -> Reading:
    sample = json.loads((SAMPLES / "print.json").read_text())
    elements = tuple(
        Element(e["role"], e["text"], e["state"], pixel_box(*e["box"])) for e in sample["elements"]
    )
    return Reading(
        tuple(sample["size"]),
        elements,
        unread,
        (Answer("", "", (), End(reason)),),  # type: ignore[arg-type]
    )


@pytest.fixture
def table(qtbot: QtBot) -> ElementTable:
    table = ElementTable()
    qtbot.addWidget(table)
    table.resize(1000, 600)
    table.show()
    table.show_waiting(PRINT)
    return table


def said(table: ElementTable) -> str:
    return f"{table._count.text()}\n{table._told.text()}"


def test_while_it_waits_it_tells_how_far_it_is_and_can_be_stopped(
    table: ElementTable, qtbot: QtBot
):
    table.seeing(300, 1200)
    assert "300 of 1,200 tokens" in said(table) and not table.marks.isVisible()
    table.counted(4)
    assert "4 elements" in said(table)
    stop = next(b for b in table.findChildren(QPushButton) if b.text() == "Stop")
    with qtbot.waitSignal(table.stop_wanted):
        qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)


def test_it_is_read(table: ElementTable, qtbot: QtBot):
    table.read(reading())
    assert table.marks.rows.rowCount() == 9 and table.marks.isVisible()
    assert said(table) == "9 elements\n"
    index = table.marks.found.index(5, 4)
    assert index.data() == "48, 116"
    qtbot.waitUntil(lambda: table.canvas.is_ready)
    table.canvas.hovered.emit(3)
    assert table.marks.here == 3


def test_what_is_missing_is_told(table: ElementTable):
    table.read(reading("length", (Unread('{"bbox_2d": [1', "cut off"),)))
    assert "cut off; capture a smaller part" in said(table)
    assert '{"bbox_2d": [1' in said(table)


def test_filter_and_copy(table: ElementTable, qtbot: QtBot):
    table.read(reading())
    qtbot.keyClicks(table.filter, "check COL")
    assert "1 of 9 elements" in said(table)
    table.copy_table()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["number", "element", "role"]
    assert lines[1:] == ["6\tColor\tcheckbox\tchecked\t16\t104\t80\t128"]
    table.copy_json()
    assert [e["label"] for e in json.loads(QGuiApplication.clipboard().text())] == ["Color"]
    table.filter.clear()
    table.copy_json()
    assert len(json.loads(QGuiApplication.clipboard().text())) == 9


def test_a_failure_offers_to_try_again(table: ElementTable, qtbot: QtBot):
    table.failed("No memory left.")
    assert "No memory left." in said(table)
    with qtbot.waitSignal(table.retry_wanted):
        qtbot.mouseClick(table._retry, Qt.MouseButton.LeftButton)


def test_arrow_keys_point(table: ElementTable, qtbot: QtBot):
    table.read(reading())
    table.activateWindow()
    table.marks.setFocus()
    qtbot.waitUntil(table.marks.hasFocus)
    qtbot.keyClick(table.marks, Qt.Key.Key_Down)
    qtbot.keyClick(table.marks, Qt.Key.Key_Down)
    assert table.canvas.here == table.marks.here > 0


def test_an_empty_screen_is_an_answer(table: ElementTable):
    empty = Reading((320, 192), (), (), (Answer("[]", "", (), End("stop")),))
    table.read(empty)
    assert "No elements found" in said(table) and not table.marks.isVisible()


def test_what_was_found_is_marked(table: ElementTable):
    whole = (Answer("[]", "", (), End("stop")),)
    by_box = Found("Save", pixel_box(16, 136, 80, 160), Pixels(48, 148))
    by_point = Found("Cancel", None, Pixels(132, 148))
    table.found(Search((320, 192), (by_box, by_point), (), whole))
    assert said(table) == "2 elements\n"
    table.copy_table()
    lines = QGuiApplication.clipboard().text().splitlines()[1:]
    assert [line.split("\t")[4:] for line in lines] == [["16", "136", "80", "160"], ["132", "148"]]
    table.found(Search((320, 192), (), (), whole))
    assert "Not on this picture." in said(table)


def test_the_same_picture_is_not_opened_again(table: ElementTable, qtbot: QtBot):
    qtbot.waitUntil(lambda: table.canvas.is_ready)
    table.show_waiting(PRINT)
    assert table.canvas.is_ready


def test_verdicts_come_one_by_one_and_what_is_pointed_at_stays(table: ElementTable):
    first = reading()
    table.listed(first)
    table.checking(0, len(first.elements))
    assert "0 of 9 looked at again" in said(table) and table.marks.isVisible()
    table.marks.highlight(2)
    evidence = (Evidence("second look", "contradicted", "Open"),)
    elements = (replace(first.elements[0], evidence=evidence), *first.elements[1:])
    table.listed(replace(first, elements=elements))
    table.checking(1, len(elements))
    assert table.marks.rows.texts(0)[SURE] == "contradicted" and table.marks.here == 2
    table.read(replace(first, elements=elements))
    assert not table.marks.isColumnHidden(SURE) and "9 elements" in said(table)


def test_what_was_not_looked_at_again_is_told(table: ElementTable):
    whole = reading()
    evidence = (Evidence("second look", "confirmed", "Print"),)
    elements = (replace(whole.elements[0], evidence=evidence), *whole.elements[1:])
    table.read(replace(whole, elements=elements))
    assert "8 of them were not looked at again" in said(table)


def test_a_screen_in_words(table: ElementTable):
    table.said(Told("A printer's window.", Answer("", "", (), End("stop"))))
    assert table.words.toPlainText() == "A printer's window." and table.words.isVisible()
    table.said(Told("A printer", Answer("", "", (), End("length"))))
    assert "cut off by its length" in said(table)
    table.show_waiting(PRINT)
    assert not table.words.isVisible()


def test_steps_have_the_numbers_of_their_places(table: ElementTable):
    stopped = (Evidence("second look", "contradicted", "Open"),)
    steps = (
        Step(1, "Wait.", "", None),
        Step(2, "Click it.", "Save", pixel_box(16, 136, 80, 160), stopped),
    )
    table.said(Steps((320, 192), steps, (), "step 2 means another thing"))
    assert table.words.toPlainText() == "– Wait.\n1. Click it."
    assert "step 2 means “Save”, but “Open” stands there" in said(table)
    assert [mark.verdict for mark in table.marks.rows.marks] == ["contradicted"]
    table.said(Steps((320, 192), (), ()))
    assert "No way to do this" in said(table)
