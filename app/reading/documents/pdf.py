"""Pages of a PDF, drawn by PDFium, with the words of its text layer and where they stand.

PDFium is not made for several threads, so one lock holds all of it. A page may be of any size and
hold anything: what is drawn is bounded in pixels, in seconds and in letters.
"""

import ctypes
import threading
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from app.reading.documents.filled import filled_fields
from app.reading.documents.unreadable import DocumentUnreadable, damaged, protected
from app.reading.documents.values import DPI, PIXELS, Sheet, Word
from app.reading.folders.names import shown_name
from app.reading.geometry import PixelBox, pixel_box

INCH = 72  # points: the unit of a page
LETTERS = 200_000  # of a page; a page of a newspaper has 30,000
SECONDS = 60.0  # for drawing one page
FINE = 64  # PDFium gives places in whole pixels: asked on a canvas this much larger
LONGEST = 16_000  # pixels of a side
_ONE = threading.RLock()
_HYPHENS = "\x02\ufffe"  # what PDFium says for a hyphen at the end of a line


class PdfPages:
    """An open PDF."""

    def __init__(self, name: str, file: pdfium.PdfDocument) -> None:
        self.name = name
        self._file = file
        self.count = len(file)

    def sheet(self, number: int, dpi: float = DPI, limit: int = PIXELS) -> Sheet:
        with _ONE, _mended(self.name, number):
            page = self._file[number - 1]
            try:
                scale = _scale(page.get_size(), dpi, limit)
                forms = self._file.formenv
                picture = _drawn(page, scale, forms)
                filled = _filled(page, forms, picture.size) if forms else ()
                return Sheet(number, picture, (*_words(page, picture.size), *filled))
            finally:
                page.close()


@contextmanager
def open_pdf(path: Path, password: str | None) -> Iterator[PdfPages]:
    """The pages of a PDF.

    Raises:
        PasswordNeeded: it is encrypted, and the password is missing or wrong.
        DocumentUnreadable: it is damaged.
    """
    name = shown_name(path.name)
    with _ONE:
        try:
            file = pdfium.PdfDocument(path, password=password)
        except pdfium.PdfiumError as error:
            raise _unopened(name, error, password) from error
    try:
        with _ONE, _mended(name):
            file.init_forms()  # so that what was filled in is drawn
            pages = PdfPages(name, file)
        yield pages
    finally:
        with _ONE:
            file.close()


def _unopened(name: str, error: pdfium.PdfiumError, password: str | None) -> DocumentUnreadable:
    if error.err_code == raw.FPDF_ERR_PASSWORD:
        return protected(name, password)
    if error.err_code == raw.FPDF_ERR_SECURITY:
        return DocumentUnreadable(f"{name} is protected in a way unknown here; print it as a PDF")
    if error.err_code == raw.FPDF_ERR_SUCCESS:
        return DocumentUnreadable(f"{name} has no pages; save or export it again")
    return damaged(name)


@contextmanager
def _mended(name: str, page: int = 0) -> Iterator[None]:
    """Whatever PDFium stumbles over, as one line."""
    try:
        yield
    except (pdfium.PdfiumError, IndexError, ValueError, MemoryError, ctypes.ArgumentError) as error:
        where = f"page {page} of {name}" if page else name
        raise damaged(where) from error


def _scale(size: tuple[float, float], dpi: float, limit: int) -> float:
    """Pixels to the point: as asked, unless the page is so large or so long."""
    width, height = (max(side, 1.0) for side in size)
    fitting = (limit / (width * height)) ** 0.5
    return min(dpi / INCH, fitting, LONGEST / max(width, height))


def _drawn(page: pdfium.PdfPage, scale: float, forms: pdfium.PdfFormEnv | None) -> Image.Image:
    width = max(int(page.get_width() * scale), 1)
    height = max(int(page.get_height() * scale), 1)
    bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    place = (bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT)
    _draw(page, place)
    if forms:
        raw.FPDF_FFLDraw(forms, *place)
    return bitmap.to_pil().convert("RGB")


def _draw(page: pdfium.PdfPage, place: tuple[Any, ...]) -> None:
    """Draw in pieces: a page may be made so that it takes hours."""
    until = time.monotonic() + SECONDS
    pause = raw.IFSDK_PAUSE(version=1)
    pdfium.internal.set_callback(pause, "NeedToPauseNow", lambda _: time.monotonic() > until)
    status = raw.FPDF_RenderPageBitmap_Start(*place, pause)
    raw.FPDF_RenderPage_Close(page)
    if status == raw.FPDF_RENDER_TOBECONTINUED:
        raise DocumentUnreadable(f"a page takes longer than {SECONDS:.0f} s to draw; print it anew")
    if status != raw.FPDF_RENDER_DONE:
        raise ValueError("the page could not be drawn")


@dataclass(frozen=True)
class _Canvas:
    """From points of a page to pixels of its picture, which is the same factor everywhere.

    PDFium is asked three times and not for each letter: it gives whole pixels, and slowly.
    """

    origin: tuple[float, float]
    along: tuple[float, float]  # the way of one point to the right
    up: tuple[float, float]

    @staticmethod
    def of(page: pdfium.PdfPage, size: tuple[int, int]) -> "_Canvas":
        canvas = pdfium.PdfPosConv(page, (0, 0, size[0] * FINE, size[1] * FINE, 0))
        far = max(page.get_size()) or 1.0
        places = [canvas.to_bitmap(*place) for place in ((0, 0), (far, 0), (0, far))]
        (x, y), (right_x, right_y), (up_x, up_y) = [(x / FINE, y / FINE) for x, y in places]
        along = (right_x - x) / far, (right_y - y) / far
        return _Canvas((x, y), along, ((up_x - x) / far, (up_y - y) / far))

    def box(self, left: float, bottom: float, right: float, top: float) -> PixelBox:
        corners = [(x, y) for x in (left, right) for y in (bottom, top)]
        xs = [self.origin[0] + x * self.along[0] + y * self.up[0] for x, y in corners]
        ys = [self.origin[1] + x * self.along[1] + y * self.up[1] for x, y in corners]
        return pixel_box(min(xs), min(ys), max(xs), max(ys))


def _words(page: pdfium.PdfPage, size: tuple[int, int]) -> Iterator[Word]:
    """Letters between blanks, with the box around all of them."""
    text = page.get_textpage()
    try:
        canvas = _Canvas.of(page, size)
        letters: list[str] = []
        boxes: list[PixelBox] = []
        for index in range(min(text.count_chars(), LETTERS)):
            letter = _letter(text, index)
            if letter.isspace():
                yield from _word(letters, boxes, size)
                letters, boxes = [], []
            elif letter:
                letters.append(letter)
                boxes.append(canvas.box(*text.get_charbox(index, loose=True)))
        yield from _word(letters, boxes, size)
    finally:
        text.close()


def _filled(
    page: pdfium.PdfPage, forms: pdfium.PdfFormEnv, size: tuple[int, int]
) -> Iterator[Word]:
    """The words in the fields of a form, each with the box of its whole field."""
    canvas = _Canvas.of(page, size)
    for text, place in filled_fields(page, forms):
        for word in text.split():
            yield from _word([word], [canvas.box(*place)], size)


def _letter(text: pdfium.PdfTextPage, index: int) -> str:
    code = raw.FPDFText_GetUnicode(text, index)
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        return "\N{REPLACEMENT CHARACTER}" if code else ""
    letter = chr(code)
    if letter in _HYPHENS:
        return "-"
    return " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter


def _word(letters: list[str], boxes: list[PixelBox], size: tuple[int, int]) -> Iterator[Word]:
    """The word, if any of it lies on the page: what was cut away is in many text layers."""
    if not letters:
        return
    box = pixel_box(
        max(min(box.start.x for box in boxes), 0.0),
        max(min(box.start.y for box in boxes), 0.0),
        min(max(box.end.x for box in boxes), float(size[0])),
        min(max(box.end.y for box in boxes), float(size[1])),
    )
    if box.width > 0 and box.height > 0:
        yield Word("".join(letters), box)
