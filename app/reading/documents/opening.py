"""Any document as a row of pages: PDF, a picture, a TIFF of several pages.

What a file is, is told by its first bytes. Opening reads as little as can be; a page is drawn when
it is asked for, in a size that is bounded whatever the file claims.
"""

import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from app.chat.kinds import HEAD, kind_of
from app.reading.documents.pdf import open_pdf
from app.reading.documents.pictures import open_pictures
from app.reading.documents.unreadable import DocumentUnreadable, PasswordNeeded
from app.reading.documents.values import DPI, PIXELS, Sheet
from app.reading.folders.names import shown_name

PAGES = 2000  # a document of more is none that anybody reads page by page
BYTES = 1 << 30
_NO_FILE = "name a PDF or a picture that lies on the disk"

__all__ = ["Document", "DocumentUnreadable", "PasswordNeeded", "open_document", "page_numbers"]


class Document(Protocol):
    """A document that is open. Pages count from 1."""

    @property
    def name(self) -> str: ...

    @property
    def count(self) -> int: ...

    def sheet(self, number: int, dpi: float = DPI, limit: int = PIXELS) -> Sheet:
        """A page, drawn with so many dots to the inch (PDF) and at most `limit` pixels in all.

        Raises:
            DocumentUnreadable: this page is damaged.
        """
        ...


@contextmanager
def open_document(path: Path, password: str | None = None) -> Iterator[Document]:
    """The pages of a file.

    Raises:
        PasswordNeeded: it is encrypted, and the password is missing or wrong.
        DocumentUnreadable: it is missing, empty, damaged, no document, or far too large.
    """
    with _opening(path, password) as document:
        if document.count < 1:
            raise DocumentUnreadable(f"{document.name} has no pages; save or export it again")
        if document.count > PAGES:
            told = f"{document.name} has {document.count:,} pages, more than {PAGES:,}"
            raise DocumentUnreadable(f"{told}; split it")
        yield document


def page_numbers(words: str, count: int) -> tuple[int, ...]:
    """The pages that `1-3,5` names, in order and each once; empty words are all of `count`.

    Raises:
        DocumentUnreadable: it names no pages, or pages that are not there.
    """
    if not words.strip():
        return tuple(range(1, count + 1))
    chosen: set[int] = set()
    for piece in words.split(","):
        first, dash, last = (part.strip() for part in piece.partition("-"))
        if not first.isdecimal() or (dash and not last.isdecimal()) or len(piece) > 20:
            raise DocumentUnreadable(f"{words!r} names no pages; write them as 1-3,5")
        start, end = int(first), int(last) if dash else int(first)
        if end < start:
            raise DocumentUnreadable(f"{piece.strip()} runs backwards; write {end}-{start}")
        if not 1 <= start <= end <= count:
            have = f"the document has {count} page{'s' if count > 1 else ''}"
            raise DocumentUnreadable(f"there is no page {piece.strip()}; {have}")
        chosen.update(range(start, end + 1))
    return tuple(sorted(chosen))


def _opening(path: Path, password: str | None) -> AbstractContextManager[Document]:
    head = _head(path)
    kind = kind_of(head, path.name)
    if kind == "pdf":
        return open_pdf(path, password)
    if kind == "image":
        return open_pictures(path)
    raise DocumentUnreadable(
        f"{shown_name(path.name)} is no PDF and no picture; export it as a PDF"
    )


def _head(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would be waited for without an end
            raise DocumentUnreadable(f"{shown_name(path.name)} is no file; {_NO_FILE}")
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError as error:
        raise DocumentUnreadable(f"{path} does not exist; check the path") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DocumentUnreadable(f"{path} cannot be read ({reason})") from error
    if not head:
        raise DocumentUnreadable(f"{shown_name(path.name)} is empty; save or export it again")
    if status.st_size > BYTES:
        raise DocumentUnreadable(f"{shown_name(path.name)} is larger than 1 GiB; split it")
    return head
