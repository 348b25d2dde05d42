"""Opening a document and drawing its pages beside the window.

A document is opened anew for each page: that takes milliseconds, and nothing is left open that a
program or a memory stick waits for.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.chat.message import ImagePart
from app.reading.documents.opening import DocumentUnreadable, PasswordNeeded, open_document
from app.reading.documents.values import Size
from app.ui.picture.job import Job

KEPT = 6  # pages drawn last, as PNG files: turning back shows them at once


@dataclass(frozen=True)
class Opened:
    """A document that can be opened."""

    path: Path
    password: str | None
    count: int


@dataclass(frozen=True)
class Drawn:
    """A page as it is shown and as a model sees it."""

    number: int
    part: ImagePart
    size: Size


class Pages(QObject):
    """Signals `opened`, `locked` or `refused`; then `drawn` or `missed` for each page wanted.

    Only the last that was wanted is told.
    """

    opened = Signal(object)
    locked = Signal(str)  # it needs a password, or another one
    refused = Signal(str)
    drawn = Signal(object)
    missed = Signal(int, str)  # number, why

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Opened | None = None
        self._kept: dict[int, Drawn] = {}
        self._opening: Job | None = None
        self._drawing: Job | None = None
        self._wanted = 0

    def open(self, path: Path, password: str | None = None) -> None:
        self.close()
        self._opening = Job(partial(opened, path, password))
        self._opening.over.connect(self._take)
        self._opening.begin()

    def adopt(self, document: Opened) -> None:
        """One that is known to open."""
        self._document = document
        self.opened.emit(document)

    def want(self, number: int) -> None:
        """A page of the document that is open."""
        assert self._document is not None, "a document is open"
        self._wanted, self._drawing = number, None
        if (known := self._kept.get(number)) is not None:
            self.drawn.emit(known)
            return
        self._drawing = Job(partial(drawn, self._document, number))
        self._drawing.over.connect(self._show)
        self._drawing.begin()

    def close(self) -> None:
        """Hear of nothing more."""
        self._document = self._opening = self._drawing = None
        self._kept.clear()

    def _take(self, job: Job) -> None:
        if job is not self._opening:
            return
        self._opening = None
        if isinstance(job.value, Opened):
            self.adopt(job.value)
        elif isinstance(job.error, PasswordNeeded):
            self.locked.emit(sentence(job.error))
        else:
            assert job.error is not None, "a job has a value or an error"
            self.refused.emit(sentence(job.error))

    def _show(self, job: Job) -> None:
        if job is not self._drawing:
            return
        self._drawing = None
        if isinstance(job.value, Drawn):
            self._kept[job.value.number] = job.value
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
            self.drawn.emit(job.value)
        else:
            assert job.error is not None, "a job has a value or an error"
            self.missed.emit(self._wanted, sentence(job.error))


def opened(path: Path, password: str | None) -> Opened:
    """Runs on any thread, as `drawn` does; both raise DocumentUnreadable."""
    with open_document(path, password) as document:
        return Opened(path, password, document.count)


def drawn(document: Opened, number: int) -> Drawn:
    with open_document(document.path, document.password) as pages:
        sheet = pages.sheet(number)
        return Drawn(number, ImagePart(sheet.png, document.path.name), sheet.size)


def sentence(error: Exception) -> str:
    """One line of the reading rooms as people are told it."""
    words = str(error)
    if not isinstance(error, DocumentUnreadable | OSError):
        words = f"{type(error).__name__}: {words}"
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith((".", "!", "?")) else ".")
