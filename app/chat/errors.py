"""What can go wrong with kept conversations, in words for a person, and of which kind it is."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeAlias

# "gone": the chat or turn was deleted, perhaps in another window. "refused": a file that was to be
# imported, or a folder to export to, cannot be used. "newer": a later version wrote the store.
Trouble: TypeAlias = Literal[
    "full", "readonly", "busy", "damaged", "newer", "gone", "refused", "failed"
]


class StoreError(Exception):
    """`kind` is for a window that has its own words for it."""

    def __init__(self, text: str, kind: Trouble = "failed") -> None:
        super().__init__(text)
        self.kind: Trouble = kind


class StoreDamaged(StoreError):
    """The database cannot be read. `backup` is the last good copy, which `recover` puts back."""

    def __init__(self, text: str, backup: Path | None = None) -> None:
        super().__init__(text, "damaged")
        self.backup = backup


_SQLITE: dict[int, tuple[Trouble, str]] = {
    sqlite3.SQLITE_FULL: ("full", "The disk is full. Free some space and try again."),
    sqlite3.SQLITE_READONLY: ("readonly", "The folder {where} cannot be written to."),
    sqlite3.SQLITE_CANTOPEN: ("readonly", "The conversations in {where} cannot be opened."),
    sqlite3.SQLITE_PERM: ("readonly", "The folder {where} cannot be written to."),
    sqlite3.SQLITE_BUSY: ("busy", "Another window is writing to the conversations. Try again."),
    sqlite3.SQLITE_LOCKED: ("busy", "Another window is writing to the conversations. Try again."),
    sqlite3.SQLITE_CORRUPT: ("damaged", "The conversations in {where} are damaged."),
    sqlite3.SQLITE_NOTADB: ("damaged", "The conversations in {where} are damaged."),
}
_SYSTEM: dict[int, tuple[Trouble, str]] = {
    errno.ENOSPC: ("full", "The disk is full. Free some space and try again."),
    errno.EDQUOT: ("full", "Your share of the disk is full. Free some space and try again."),
    errno.EROFS: ("readonly", "{where} lies on a disk that cannot be written to."),
    errno.EACCES: ("readonly", "You may not use {where}."),
    errno.EPERM: ("readonly", "You may not use {where}."),
    errno.ENOENT: ("refused", "{where} is not there any more."),
}


@contextmanager
def explained(where: Path | str) -> Iterator[None]:
    """What SQLite and the system say about `where`, as a StoreError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _from_sqlite(error, where) from error
    except OSError as error:
        kind, words = _SYSTEM.get(error.errno or 0, ("failed", "{where}: {error}"))
        place = error.filename if isinstance(error.filename, str) else where
        text = words.format(where=place, error=error.strerror or error)
        raise StoreError(text, kind) from error


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether it tells of a broken file and not of a busy or full one."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _from_sqlite(error: sqlite3.DatabaseError, where: Path | str) -> Exception:
    if isinstance(error, sqlite3.ProgrammingError):
        return error  # of ours
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    kind, words = _SQLITE.get(code, ("failed", "The conversations in {where}: {error}"))
    text = words.format(where=where, error=error)
    return StoreDamaged(text) if kind == "damaged" else StoreError(text, kind)
