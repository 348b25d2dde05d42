"""Deleting for good: the words, the files and the copies of both."""

import time
from collections.abc import Sequence

from app.chat.attachments import DAY_S, Attachments, FolderAttachments
from app.chat.backup import Backups
from app.chat.cards import Cards
from app.chat.database import Database

KEPT_S = 30 * DAY_S  # how long the trash is kept
_PAGES = 200  # of the index, merged at one go
_SETTLED_S = 60.0  # a file younger than that may be about to be used by somebody


class Trash:
    """What is deleted here is gone at once, its files too; `tidy` clears what is left of it."""

    def __init__(
        self, db: Database, cards: Cards, attachments: Attachments, backups: Backups | None
    ) -> None:
        self._db, self._cards = db, cards
        self._attachments, self._backups = attachments, backups

    def purge(self, older_than_s: float) -> tuple[str, ...]:
        """Delete for good what has been in the trash that long."""
        rows = self._db.rows("SELECT id FROM chats WHERE trashed <= ?", time.time() - older_than_s)
        chats = tuple(row[0] for row in rows)
        if chats:
            self.delete(chats)
        return chats

    def delete(self, chats: Sequence[str]) -> None:
        files: set[str] = set()
        with self._db.writing():
            for chat in chats:
                files |= self._files_of(chat)
                self._db.change("DELETE FROM drafts WHERE chat = ?", chat)
                self._db.change("DELETE FROM chats WHERE id = ?", chat)
                self._db.change("INSERT OR IGNORE INTO forgotten VALUES (?)", chat)
        self._db.write_through()
        self._remove(files)

    def tidy(self) -> None:
        """What was deleted leaves the backups, and the pieces of it that the index of words keeps
        until it is merged."""
        chats = [row[0] for row in self._db.rows("SELECT chat FROM forgotten")]
        if not chats:
            return
        if self._backups is not None:
            self._backups.forget(chats)
        self._merge_index()
        with self._db.writing():
            self._db.change_each("DELETE FROM forgotten WHERE chat = ?", [(c,) for c in chats])
        self._db.write_through()

    def _merge_index(self) -> None:
        """In short steps, between which others can write."""
        pages, changed = -_PAGES, 2  # below zero: all of it is to be merged
        while changed >= 2:  # the command itself counts as one
            before = self._db.changes
            with self._db.writing(durable=False):
                self._db.change("INSERT INTO words(words, rank) VALUES ('merge', ?)", pages)
            pages, changed = _PAGES, self._db.changes - before

    def clear_out(self) -> None:
        """What has its time behind it, and files that were kept but never used, as when a question
        was not sent after all. Those may yet belong to a damaged database that was set aside."""
        self.purge(KEPT_S)
        if self._backups is not None:
            self._backups.clear_aside(KEPT_S)
        if isinstance(self._attachments, FolderAttachments) and not self._has_aside():
            used = {row[0] for row in self._db.rows("SELECT DISTINCT file FROM uses")}
            self._attachments.sweep(used | self._cards.files_of_drafts())

    def _has_aside(self) -> bool:
        return self._backups is not None and bool(self._backups.aside())

    def _files_of(self, chat: str) -> set[str]:
        rows = self._db.rows(
            "SELECT file FROM uses JOIN turns ON turns.seq = uses.turn WHERE chat = ?", chat
        )
        return {row[0] for row in rows}

    def _remove(self, files: set[str]) -> None:
        if not isinstance(self._attachments, FolderAttachments):
            return
        drafts = self._cards.files_of_drafts()
        for file in files - drafts:
            if self._db.row("SELECT 1 FROM uses WHERE file = ?", file) is None:
                self._attachments.remove(file, _SETTLED_S)
