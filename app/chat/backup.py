"""Copies of the database, each read through before it counts; a week of them is kept."""

import os
import shutil
import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.chat.database import BUSY_S, is_sound
from app.chat.disk import settle
from app.chat.errors import StoreDamaged, explained

KEPT = 7
_LEFT_S = 3600.0
_ASIDE = "damaged-"
_STAMP = "chats-%Y%m%d-%H%M%S.db"


class Backups:
    """Those in one folder. Attachments need none: nothing ever changes or replaces them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Path]:
        """The latest first."""
        return sorted(self.folder.glob("chats-*.db"), reverse=True) if self.folder.is_dir() else []

    def latest(self) -> float | None:
        """When the latest was made, in seconds since 1970."""
        for file in self.all():
            return _time_of(file)
        return None

    def good(self) -> Path | None:
        """The latest in which nothing is wrong."""
        return next((file for file in self.all() if is_sound(file)), None)

    def make(self, database: Path) -> Path:
        """Others may read and write meanwhile. A damaged database replaces no good copy."""
        with explained(self.folder):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            for left in self.folder.glob("*.part*"):  # by a program that was killed
                if left.stat().st_mtime < time.time() - _LEFT_S:
                    left.unlink(missing_ok=True)
            part = self.folder / f"{os.getpid()}-{time.monotonic_ns()}.part"
            try:
                _copy(database, part)
                if not is_sound(part):
                    raise StoreDamaged(
                        f"The conversations in {database.parent} are damaged.", self.good()
                    )
                target = self._free_name()
                os.replace(part, target)
            finally:
                part.unlink(missing_ok=True)
            for old in self.all()[KEPT:]:
                old.unlink(missing_ok=True)
        return target

    def forget(self, chats: Sequence[str]) -> None:
        """What was deleted for good is deleted from the copies too."""
        for file in self.all():
            with explained(file):
                try:
                    _delete_from(file, chats)
                except sqlite3.DatabaseError:
                    if is_sound(file):
                        raise
                    file.unlink(missing_ok=True)  # of no use, yet it may hold the words

    def put_back(self, database: Path) -> Path:
        """The latest good copy, if any, in the place of a damaged database; the folder in which
        that one lies now."""
        good = self.good()
        aside = database.parent / f"{_ASIDE}{datetime.now(UTC):%Y%m%d-%H%M%S}"
        with explained(database.parent):
            aside.mkdir(mode=0o700)
            for suffix in ("", "-wal", "-shm"):
                file = Path(f"{database}{suffix}")
                if file.exists():
                    shutil.move(file, aside / file.name)
            if good is not None:
                part = database.with_suffix(".part")
                shutil.copyfile(good, part)
                os.replace(part, database)
        return aside

    def aside(self) -> list[Path]:
        """Folders of damaged databases that were set aside."""
        return sorted(self.folder.parent.glob(f"{_ASIDE}*"))

    def clear_aside(self, older_than_s: float) -> None:
        before = time.time() - older_than_s
        for folder in self.aside():
            with explained(folder):
                if folder.stat().st_mtime < before:
                    shutil.rmtree(folder)

    def _free_name(self) -> Path:
        at = int(time.time())
        while (file := self.folder / datetime.fromtimestamp(at, UTC).strftime(_STAMP)).exists():
            at += 1
        return file


def _time_of(file: Path) -> float:
    return datetime.strptime(file.name, _STAMP).replace(tzinfo=UTC).timestamp()


def _copy(database: Path, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    source = sqlite3.connect(database, timeout=BUSY_S)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, that needs no other beside it
    finally:
        copy.close()
        source.close()
    handle = os.open(target, os.O_RDONLY)
    try:
        settle(handle)
    finally:
        os.close(handle)


def _delete_from(file: Path, chats: Sequence[str]) -> None:
    connection = sqlite3.connect(file, timeout=BUSY_S)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        for chat in chats:
            connection.execute("DELETE FROM drafts WHERE chat = ?", (chat,))
            connection.execute("DELETE FROM chats WHERE id = ?", (chat,))
        connection.commit()
    finally:
        connection.close()
