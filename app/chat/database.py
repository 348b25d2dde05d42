"""One connection to a database, which any thread may use: transactions, and errors in plain words.

Several processes may have the same file open: readers see whole transactions (WAL), writers wait
for one another.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.chat.errors import explained, is_damage

BUSY_S = 10.0  # how long a writer waits for another one
CACHE_KIB = 16 << 10  # the index of a long history is merged four times as fast as by 2 MiB

# SQLite knows the types of its columns, the type checker does not.
Row = tuple[Any, ...]


class Database:
    """Without a file it is kept in memory, and no page of it ever reaches a disk."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self._where = "memory" if file is None else str(file.parent)
        self._lock = threading.RLock()
        self._durable: bool | None = None
        with explained(self._where):
            if file is not None:
                os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
            self._connection = _connect(file)
            self._seen = self._data_version()

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def writing(self, durable: bool = True) -> Iterator[None]:
        """All or nothing. Durable: on the disk itself when it returns, whatever then loses power.

        One within another is part of it.
        """
        with self._lock, explained(self._where):
            if self._connection.in_transaction:
                yield
                return
            self._sync(durable)
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:  # whatever ended it, nothing of it may stay; raised again
                # A full disk may have ended the transaction already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is read inside is of one moment."""
        with self._lock, explained(self._where):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("COMMIT")

    def rows(self, sql: str, *values: object) -> list[Row]:
        with self._lock, explained(self._where):
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> Row | None:
        with self._lock, explained(self._where):
            return self._connection.execute(sql, values).fetchone()

    def change(self, sql: str, *values: object) -> int:
        """Returns how many rows were changed; `writing` is around it."""
        with self._lock, explained(self._where):
            return self._connection.execute(sql, values).rowcount

    def change_each(self, sql: str, many: Iterable[Row]) -> None:
        with self._lock, explained(self._where):
            self._connection.executemany(sql, many)

    def changed_elsewhere(self) -> bool:
        """Whether another connection wrote since the last time this was asked."""
        with self._lock, explained(self._where):
            former, self._seen = self._seen, self._data_version()
            return self._seen != former

    def write_through(self) -> None:
        """What was deleted does not stand in the journal either, unless somebody reads just now."""
        self.row("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def changes(self) -> int:
        """How many rows were ever changed through this connection."""
        return self._connection.total_changes

    @property
    def version(self) -> int:
        found = self.row("PRAGMA user_version")
        assert found is not None
        return found[0]

    @version.setter
    def version(self, number: int) -> None:
        self.change(f"PRAGMA user_version = {number}")

    def _data_version(self) -> int:
        return self._connection.execute("PRAGMA data_version").fetchone()[0]

    def _sync(self, durable: bool) -> None:
        if durable != self._durable:
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._durable = durable


def _connect(file: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(
        ":memory:" if file is None else file,
        timeout=BUSY_S,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten; sorting never spills to a temporary file.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = {-CACHE_KIB}")
    if file is not None:
        connection.execute("PRAGMA journal_mode = WAL")
        # On a Mac a plain fsync leaves the bytes in the drive's own cache.
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
    return connection


def is_sound(file: Path, quick: bool = False) -> bool:
    """Whether SQLite finds nothing wrong in a file. Quick: without comparing its indexes."""
    check = "quick_check" if quick else "integrity_check"
    with explained(file.parent):
        connection = sqlite3.connect(file.resolve().as_uri() + "?mode=rw", uri=True, timeout=BUSY_S)
        try:
            return connection.execute(f"PRAGMA {check}(1)").fetchone() == ("ok",)
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                return False
            raise
        finally:
            connection.close()
