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
    """What is deleted here stands in no backup either, and its files are gone too."""

    def __init__(
        self, db: Database, cards: Cards, attachments: Attachments, backups: Backups | None
    ) -> None:
        self._db, self._cards = db, cards
        self._attachments, self._backups = attachments, backups
        self._untidy = False

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
        self._untidy = True
        self._db.write_through()
        if self._backups is not None:
            self._backups.forget(chats)
        self._remove(files)

    def tidy(self) -> None:
        """The index of words keeps pieces of deleted ones until it is merged: in short steps,
        between which others can write."""
        pages = -_PAGES  # below zero: all of it is to be merged
        while self._untidy:
            before = self._db.changes
            with self._db.writing(durable=False):
                self._db.change("INSERT INTO words(words, rank) VALUES ('merge', ?)", pages)
            self._untidy = self._db.changes - before >= 2  # the command itself counts as one
            pages = _PAGES
        self._db.write_through()

    def sweep(self) -> None:
        """Files that were kept but never used, as when a question was not sent after all."""
        if isinstance(self._attachments, FolderAttachments):
            used = {row[0] for row in self._db.rows("SELECT DISTINCT file FROM uses")}
            self._attachments.sweep(used | self._cards.files_of_drafts())

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
