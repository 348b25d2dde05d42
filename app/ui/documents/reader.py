"""Asks the engine what stands in a document: page by page its text, or the fields of a form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from app.client.client import Client
from app.places import PROMPTS
from app.reading.documents.claims import form_value
from app.reading.documents.extraction import PageClaims, extract
from app.reading.documents.forms import Form
from app.reading.documents.merging import merged
from app.reading.documents.opening import open_document
from app.reading.documents.pages import read_page
from app.reading.documents.unreadable import DocumentUnreadable
from app.reading.documents.values import Extraction, PageReading
from app.reading.documents.wording import DocumentPrompts
from app.reading.prompts import OWN_WORDING, load_wording
from app.reading.run import Budget, Progress, Run
from app.ui.documents.drawing import Opened, sentence
from app.ui.reading_thread import ReadingThread, Tell

# Of each page: a question, and as many second looks as it may have fields.
ASKED = "html"  # the form that has a place for every block
STEPS, TOKENS, SECONDS = 24, 60_000, 600.0


@dataclass(frozen=True)
class Turn:
    """A page is begun: the `place`th, from 0, of `count` that are to be read."""

    number: int
    place: int
    count: int


@dataclass(frozen=True)
class Lost:
    """A page that could not be read, and why."""

    number: int
    reason: str


@dataclass(frozen=True)
class SoFar:
    """The fields of the first pages, while others are still to be read."""

    extraction: Extraction
    pages: int


class DocumentReader(QObject):
    """One reading at a time; a new one cancels the former, of which nothing more is told.

    Each ends with one of `done`, `failed` and `cancelled`.
    """

    read = Signal(object)  # PageReading, page by page
    lost = Signal(object)  # Lost
    extracted = Signal(object)  # Extraction, of the first pages and at last of all
    advanced = Signal(str, int, int)  # in words, pages done, of all
    done = Signal()
    failed = Signal(str)
    cancelled = Signal()

    def __init__(
        self,
        client: Client,
        logs: Path,
        checkpoint: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._checkpoint = checkpoint
        self._turn = Turn(0, 0, 0)
        self._thread = ReadingThread(client, logs, self)
        self._thread.told.connect(self._hear)
        self._thread.progressed.connect(self._advance)
        self._thread.done.connect(self._end)
        self._thread.failed.connect(self._fail)
        self._thread.cancelled.connect(self.cancelled)

    @property
    def is_busy(self) -> bool:
        return self._thread.is_busy

    def use(self, checkpoint: Path | None) -> None:
        """The folder of the checkpoint that answers from now on; None: it is not known."""
        self._checkpoint = checkpoint

    def read_pages(self, document: Opened, numbers: Sequence[int]) -> None:
        """The text of some pages."""
        self._begin(document, numbers, _read_pages)

    def take_fields(self, document: Opened, form: Form) -> None:
        """What a form asks for, of all pages."""
        numbers = range(1, document.count + 1)
        self._begin(document, numbers, partial(_take_fields, form))

    def cancel(self) -> None:
        self._thread.cancel()

    def close(self) -> None:
        """Cancel, and wait for the end of what is under way."""
        self._thread.close()

    def _begin(self, document: Opened, numbers: Sequence[int], read: "_Reading") -> None:
        count = len(numbers)
        self._turn = Turn(numbers[0], 0, count)
        budget = Budget(max(60, STEPS * count), max(400_000, TOKENS * count), SECONDS * (count + 2))
        own = self._checkpoint / OWN_WORDING if self._checkpoint is not None else None
        self._thread.begin(
            f"document {document.path.stem[:40]}",
            lambda run, tell: read(
                document, tuple(numbers), load_wording(DocumentPrompts, PROMPTS, own), run, tell
            ),
            budget=budget,
            refusals=(DocumentUnreadable,),
        )

    def _hear(self, told: object) -> None:
        match told:
            case Turn():
                self._turn = told
                self._advance(Progress(0, ""))
            case PageReading():
                self.read.emit(told)
            case SoFar(extraction, pages):
                self.extracted.emit(
                    replace(extraction, problems=self._said_first(extraction, pages))
                )
            case Lost():
                self.lost.emit(told)
            case _:
                raise AssertionError(f"a reading told {told!r}")

    def _said_first(self, extraction: Extraction, pages: int) -> tuple[str, ...]:
        """It stays so where the reading ends early."""
        words = self.tr("Of {count} pages {done} are read; no sums are checked yet.")
        first = words.format(count=f"{self._turn.count:,}", done=f"{pages:,}")
        return (first, *extraction.problems)

    def _advance(self, at: Progress) -> None:
        turn = self._turn
        words = self.tr("Page {number}").format(number=f"{turn.number:,}")
        if turn.count > 1:
            words = self.tr("Page {place} of {count}")
            words = words.format(place=f"{turn.place + 1:,}", count=f"{turn.count:,}")
        if at.said:
            more = self.tr("{count} letters read").format(count=f"{at.said:,}")
        elif at.total:
            more = self.tr("{done} of {total} tokens seen")
            more = more.format(done=f"{at.seen:,}", total=f"{at.total:,}")
        else:
            more = ""
        told = " · ".join(filter(None, (words, more)))
        self.advanced.emit(told, turn.place, turn.count if turn.count > 1 else 0)

    def _end(self, value: object) -> None:
        if isinstance(value, Extraction):
            self.extracted.emit(value)
        self.done.emit()

    def _fail(self, reason: str) -> None:
        self.failed.emit(sentence(DocumentUnreadable(reason)))


class _Reading(Protocol):
    """What is called beside the window."""

    def __call__(
        self,
        document: Opened,
        numbers: tuple[int, ...],
        prompts: DocumentPrompts,
        run: Run,
        tell: Tell,
    ) -> object: ...


def _read_pages(
    document: Opened, numbers: tuple[int, ...], prompts: DocumentPrompts, run: Run, tell: Tell
) -> None:
    with open_document(document.path, document.password) as pages:
        for place, number in enumerate(numbers):
            run.check_cancelled()
            tell(Turn(number, place, len(numbers)))
            try:
                tell(read_page(run, pages.sheet(number), prompts, ASKED))
            except DocumentUnreadable as error:
                run.note("left out", page=number, reason=str(error))
                tell(Lost(number, sentence(error)))


def _take_fields(
    form: Form,
    document: Opened,
    numbers: tuple[int, ...],
    prompts: DocumentPrompts,
    run: Run,
    tell: Tell,
) -> Extraction:
    def turn(done: int, total: int) -> None:
        if done < total:
            tell(Turn(numbers[done], done, total))

    def heard(read: Sequence[PageClaims]) -> None:
        if len(read) < len(numbers):
            tell(SoFar(so_far(document.path.name, form, read), len(read)))

    with open_document(document.path, document.password) as pages:
        return extract(run, pages, form, prompts, numbers, turn, heard)


def so_far(source: str, form: Form, read: Sequence[PageClaims]) -> Extraction:
    """The fields of the pages that are read; sums are recomputed when all are."""
    fields, disputed = merged([page.claims for page in read])
    value = form_value(form.root, fields)
    assert isinstance(value, dict), "a form is an object"
    told = (*(problem for page in read for problem in page.problems), *disputed)
    sizes = {page.number: page.size for page in read}
    return Extraction(source, form.name, fields, value, told, sizes, whole=False)
