"""Keeps page and result together: what is shown of a reading, whatever page is turned to."""

from PySide6.QtCore import QCoreApplication

from app.reading.documents.values import Extraction, Field, PageReading
from app.reading.reply import Unread
from app.ui.documents.drawing import Drawn
from app.ui.documents.page import PagePane
from app.ui.documents.result import TEXT, ResultPane
from app.ui.documents.shelf import Shelf, Shown
from app.ui.picture.wording import wording

translate = QCoreApplication.translate


class Showing:
    """`number` is the page that is shown, `drawn` its picture as soon as it is there."""

    def __init__(self, page: PagePane, result: ResultPane, shelf: Shelf) -> None:
        self._page, self._result, self._shelf = page, result, shelf
        self.number = self.count = 0
        self.drawn: Drawn | None = None
        self.shown = Shown()
        self.target: int | Field | None = None  # what is looked at, once its page is there
        self._reading: PageReading | None = None  # that is shown
        self._extraction: Extraction | None = None

    def refresh(self, *, busy: bool) -> None:
        """The result as it stands now, and its places on the page."""
        self._show_text(busy)
        self._show_fields(busy)
        self._result.show_problems(self._problems())
        self._result.set_state(
            pages=self.count,
            read=len(self._shelf.readings),
            busy=busy,
            table=self._has_table(),
            result=self._has_result(),
        )
        self.show_places()

    def wanted(self) -> list[int]:
        """The pages that are not read yet; where all are, all of them once more."""
        every = list(range(1, self.count + 1))
        return [number for number in every if number not in self._shelf.readings] or every

    def show_places(self) -> None:
        """On the page, as soon as it is drawn; the target is pointed at, on both sides."""
        if self.drawn is None:
            return
        self.shown = self._places()
        here = self.shown.number_of(self.target)
        size = self.shown.size or self.drawn.size
        self._page.canvas.show_places(self.drawn.part, self.shown.places, size, here)
        if isinstance(self.target, Field):
            self._result.choose_field(self.target)
        elif self.target is not None:
            self._result.choose_block(self.target)
        else:
            self._result.tell_detail()

    def _places(self) -> Shown:
        if self._result.tab == TEXT:
            return self._shelf.block_places(self.number)
        return self._shelf.field_places(self.number)

    def _show_text(self, busy: bool) -> None:
        reading = self._shelf.readings.get(self.number)
        if reading is not self._reading or reading is None:
            self._reading = reading
            self._result.show_page(reading)
        if reading is None or not reading.blocks:
            self._result.say_text(self._why_no_text(reading, busy))

    def _show_fields(self, busy: bool) -> None:
        if self._shelf.extraction is not self._extraction or self._extraction is None:
            self._extraction = self._shelf.extraction
            self._result.show_fields(self._extraction)
        if self._shelf.extraction is None:
            self._result.say_fields(
                translate("Document", "No page is read yet.")
                if busy
                else translate(
                    "Document",
                    "Choose what kind of document it is, and its fields are taken out: each with "
                    "its place on the page and how far it is checked.",
                )
            )

    def _why_no_text(self, reading: PageReading | None, busy: bool) -> str:
        if reading is not None:
            return translate("Document", "Nothing was read on this page.")
        if (reason := self._shelf.lost.get(self.number)) is not None:
            return reason
        if busy:
            return translate("Document", "This page is not read yet.")
        return translate(
            "Document", "Read the page, and its text stands here, each piece with its place."
        )

    def _problems(self) -> list[str]:
        if self._result.tab != TEXT:
            extraction = self._shelf.extraction
            return [_sentence(told) for told in extraction.problems] if extraction else []
        told = [
            translate("Document", "Page {number}: {reason}").format(number=number, reason=reason)
            for number, reason in sorted(self._shelf.lost.items())
        ]
        if (reading := self._shelf.readings.get(self.number)) is not None:
            if not reading.whole:
                told.append(
                    translate("Document", "The answer was cut off: the page lacks its end.")
                )
            told += [_unread(piece) for piece in reading.unread]
        return told

    def _has_table(self) -> bool:
        if self._result.tab == TEXT:
            return bool(self._shelf.table(self.number, -1))
        return self._shelf.extraction is not None

    def _has_result(self) -> bool:
        if self._result.tab == TEXT:
            return bool(self._shelf.readings)
        return self._shelf.extraction is not None


def _unread(piece: Unread) -> str:
    words = wording()
    return f"{words.unread} {piece.text} ({words.reasons.get(piece.reason, piece.reason)})"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
