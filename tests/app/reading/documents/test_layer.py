"""The text layer speaks for places where it has words, and is silent where there is only ink."""

from pathlib import Path

import pytest

from app.reading.documents.layer import Layer
from app.reading.documents.opening import open_document
from app.reading.documents.values import Sheet
from app.reading.geometry import Crop, PixelBox, relative_box
from tests.fixtures.documents import RECEIPT, Line, bbox, scan, scanned_pdf, write_pdf


def sheet_of(path: Path) -> Sheet:
    with open_document(path) as document:
        return document.sheet(1)


def place(sheet: Sheet, line: Line) -> PixelBox:
    return Crop.whole(sheet.size).pixel_box(relative_box(*bbox(line)))


@pytest.fixture
def receipt(tmp_path: Path) -> Sheet:
    return sheet_of(write_pdf(tmp_path / "a.pdf", RECEIPT))


def test_the_place_pointed_at_comes_first(receipt: Sheet):
    layer = Layer(receipt)
    first, second = layer.places("4.50", place(receipt, RECEIPT[10]))
    assert first.near and not second.near
    assert first.box.start.x > second.box.start.x, "the amount, right of the unit price"


def test_words_elsewhere_are_found_and_not_near(receipt: Sheet):
    (found,) = Layer(receipt).places("Rye bread", place(receipt, RECEIPT[16]))
    assert not found.near
    assert not Layer(receipt).places("Wheat bread", None)


def test_blocks_are_heard_word_by_word(receipt: Sheet):
    layer, box = Layer(receipt), place(receipt, RECEIPT[1])
    confirmed = layer.heard("12 Mill Lane, Leeds", box)
    wrong_number = layer.heard("13 Mill Lane, Leeds", box)
    assert confirmed and confirmed.verdict == "confirmed"
    assert wrong_number and wrong_number.verdict == "contradicted" and "13" in wrong_number.words
    almost = layer.heard("the quick Corner Bakery and 12 Mill Lane Leeds", None)
    assert almost and almost.verdict == "unconfirmed" and "quick" in almost.words
    assert layer.heard("…", box) is None


def test_a_number_told_twice_that_stands_once(receipt: Sheet):
    heard = Layer(receipt).heard("6.40 6.40", place(receipt, RECEIPT[6]))
    assert heard and heard.verdict == "contradicted"


def test_a_scan_is_silent_and_its_stamp_speaks_for_itself(tmp_path: Path):
    pdf = write_pdf(tmp_path / "a.pdf", RECEIPT)
    picture = scan(pdf, tmp_path / "a.png")
    stamp = Line(60, 800, "Received 2026-04-01 by the front desk")
    sheet = sheet_of(scanned_pdf(picture, tmp_path / "b.pdf", stamp))
    layer = Layer(sheet)
    assert layer.speaks and not layer.silent(place(sheet, stamp))
    assert layer.silent(place(sheet, RECEIPT[16])), "ink without words"
    assert not layer.silent(place(sheet, Line(300, 600, "nothing"))), "bare paper"
    assert Layer(Sheet(1, sheet.picture)).silent(None)


def test_letters_without_names_are_no_witness(receipt: Sheet):
    rubbish = [word.__class__("\ue001\ue002\ufffd", word.box) for word in receipt.words]
    assert not Layer(Sheet(1, receipt.picture, tuple(rubbish))).speaks


def test_a_label_beside_what_was_written_by_hand_does_not_speak_for_it(tmp_path: Path):
    label = Line(60, 100, "Nr")
    picture = scan(write_pdf(tmp_path / "a.pdf", [Line(76, 100, "17-B")]), tmp_path / "a.png")
    sheet = sheet_of(scanned_pdf(picture, tmp_path / "b.pdf", label))
    layer, written = Layer(sheet), place(sheet, Line(76, 100, "17-B"))
    assert layer.at(written) == "Nr" and layer.beside(written)
    assert not layer.beside(place(sheet, label)), "its own words"
    assert not layer.beside(place(sheet, Line(60, 118, "Nr"))), "nothing to see below"
