"""Documents and folders, taken apart beside the window: pages as pictures, files as one text.

Drawing a page takes a tenth of a second, packing a folder many: neither is done in the window's
thread, and what was dropped by mistake can be taken away meanwhile.
"""

import threading
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.chat.message import ImagePart
from app.ui.composer.intake import Intake
from app.ui.picture.job import Job

MOST_PAGES = 8  # as many as fit into one question: a page is about 2,000 visual tokens
translate = QCoreApplication.translate


class Unpacking(QObject):
    """`opened` carries the path and an Intake of what is in it; `changed`: whether it is at work.

    `readable` names a document of which not everything was taken: its own window shows all.
    """

    opened = Signal(object, object)
    changed = Signal(bool)
    readable = Signal(object, str)  # Path, and why

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[Path, tuple[Job, threading.Event]] = {}
        self.context = 0  # tokens of the model that will be asked; 0: not known

    @property
    def is_busy(self) -> bool:
        return bool(self._jobs)

    def open(self, path: Path) -> None:
        """Begin; one that is being opened already is not opened again."""
        if path in self._jobs:
            return
        stop = threading.Event()
        job = Job(partial(unpacked, path, stop, self.context))
        job.over.connect(partial(self._take, path))
        self._jobs[path] = (job, stop)
        self.changed.emit(True)
        job.begin()

    def drop(self, path: Path) -> None:
        """It is not wanted any more."""
        if path in self._jobs:
            _, stop = self._jobs.pop(path)
            stop.set()
            self.changed.emit(self.is_busy)

    def close(self) -> None:
        """Hear of nothing more."""
        for _, stop in self._jobs.values():
            stop.set()
        self._jobs.clear()

    def _take(self, path: Path, job: Job) -> None:
        known = self._jobs.get(path)
        if known is None or known[0] is not job:
            return
        del self._jobs[path]
        if job.error is not None:
            taken = Intake(refused=((path.name, str(job.error)),))
        else:
            assert isinstance(job.value, Unpacked), "it is unpacked"
            taken = job.value.taken
            if job.value.more:
                self.readable.emit(path, job.value.more)
        self.opened.emit(path, taken)
        self.changed.emit(self.is_busy)


class Unpacked:
    """What was in it, and in one line why its own window shows more of it."""

    def __init__(self, taken: Intake, more: str = "") -> None:
        self.taken, self.more = taken, more


def unpacked(path: Path, stop: threading.Event, context: int = 0) -> Unpacked:
    """The parts of a document or a folder. Runs in any thread; `stop` ends it between two pages."""
    if path.is_dir():
        from app.ui.composer.folders import packed  # when it is first wanted: the start is quicker

        return Unpacked(packed(path, stop, context))
    return _pages(path, stop)


def _pages(path: Path, stop: threading.Event) -> Unpacked:
    from app.reading.documents.opening import (  # when it is first wanted: the start is quicker
        DocumentUnreadable,
        PasswordNeeded,
        open_document,
    )

    parts: list[ImagePart] = []
    refused: list[tuple[str, str]] = []
    more = ""
    try:
        with open_document(path) as document:
            shown = min(document.count, MOST_PAGES)
            for number in range(1, shown + 1):
                if stop.is_set():
                    break
                name = _named(path.name, number, document.count)
                try:
                    parts.append(ImagePart(document.sheet(number).png, name))
                except DocumentUnreadable as error:
                    refused.append((name, _sentence(error)))
            if document.count > shown:
                refused.append((_rest(path.name, shown + 1, document.count), _too_many()))
                more = translate(
                    "Unpacking", "{name} has {count} pages; the first {shown} are here."
                )
                more = more.format(name=path.name, count=f"{document.count:,}", shown=shown)
    except PasswordNeeded:
        refused.append((path.name, _protected()))
        more = translate("Unpacking", "{name} opens with a password.").format(name=path.name)
    except DocumentUnreadable as error:
        refused.append((path.name, _sentence(error)))
    return Unpacked(Intake(tuple(parts), "", tuple(refused)), more)


def _named(name: str, number: int, count: int) -> str:
    if count == 1:
        return name
    return translate("Unpacking", "{name}, page {number}").format(name=name, number=number)


def _rest(name: str, first: int, last: int) -> str:
    if first == last:
        return _named(name, last, last)
    words = translate("Unpacking", "{name}, pages {first} to {last}")
    return words.format(name=name, first=first, last=f"{last:,}")


def _too_many() -> str:
    return translate(
        "Unpacking",
        "One question takes {count} pages; read it with File > Read a document…, where each page "
        "can be asked about.",
    ).format(count=MOST_PAGES)


def _protected() -> str:
    return translate(
        "Unpacking",
        "It opens with a password; read it with File > Read a document…, which asks for it, or "
        "save it without one.",
    )


def _sentence(error: Exception) -> str:
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}."
