"""Conversations that cannot be lost: what is said is on the disk before anything is made of it.

    folder/chats.db      the conversations (SQLite)
    folder/attachments/  what was shown in them, named after its content
    folder/backups/      a checked copy of the database for each of the last seven days
    folder/writers/      a locked file per open store

Any thread may use a store, several processes may have one folder open, and a process may be killed
at any moment.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.chat.attachments import (
    DAY_S,
    Attachments,
    FolderAttachments,
    MemoryAttachments,
    kept_parts,
)
from app.chat.backup import Backups
from app.chat.cards import Cards
from app.chat.conversation import ChatCard, ChatSettings, Draft, Hit, Place, Reply, Shown, Turn
from app.chat.database import Database
from app.chat.errors import StoreDamaged, StoreError, explained
from app.chat.message import Part, Role
from app.chat.records import Source
from app.chat.salvage import open_checked, salvage
from app.chat.schema import migrate
from app.chat.search import Search
from app.chat.trash import KEPT_S, Trash
from app.chat.tree import Tree
from app.chat.whole import Whole
from app.chat.writers import Writer

__all__ = ["Store", "StoreDamaged", "StoreError"]

DATABASE = "chats.db"


class Store:
    """Every method raises StoreError, in words for a person."""

    def __init__(
        self,
        db: Database,
        attachments: Attachments,
        writer: Writer | None,
        backups: Backups | None,
    ) -> None:
        self._db, self._attachments = db, attachments
        self._writer, self._backups = writer, backups
        self._cards = Cards(db, attachments, traceless=writer is None)
        self._tree = Tree(db, attachments, "" if writer is None else writer.token)
        self._trash = Trash(db, self._cards, attachments, backups)
        self._search = Search(db, self._cards.card, self._tree.turn)

    @classmethod
    def open(cls, folder: Path) -> "Store":
        """Makes the folder if need be. A damaged store is left as it is: see `recover`."""
        store = cls._open(folder)
        store._trash.clear_out()
        return store

    @classmethod
    def _open(cls, folder: Path) -> "Store":
        backups = Backups(folder / "backups")
        file = folder / DATABASE
        with explained(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            (folder / "attachments").mkdir(mode=0o700, exist_ok=True)
        db = open_checked(file, backups)
        with explained(folder):
            writer = Writer(folder / "writers")
        return cls(db, FolderAttachments(folder / "attachments"), writer, backups)

    @classmethod
    def recover(cls, folder: Path) -> "Store":
        """Set a damaged database aside, put the last good copy back, and into it what can be read
        of the damaged one, which stays for 30 days. Without a good copy it begins empty."""
        aside = Backups(folder / "backups").put_back(folder / DATABASE)
        store = cls._open(folder)
        salvage(aside / DATABASE, store._db)
        return store

    @classmethod
    def traceless(cls) -> "Store":
        """Nothing of it is ever written: it ends with the program."""
        db = Database(None)
        migrate(db, lambda: None)
        return cls(db, MemoryAttachments(), None, None)

    def close(self) -> None:
        self._db.close()
        if self._writer is not None:
            self._writer.close()

    @property
    def is_traceless(self) -> bool:
        return self._writer is None

    # --- the list ---

    def chats(self) -> tuple[ChatCard, ...]:
        """Those not in the trash: pinned ones first, then as they were last changed."""
        return self._cards.listed()

    def card(self, chat: str) -> ChatCard:
        return self._cards.card(chat)

    def new_chat(
        self, title: str = "", folder: str = "", settings: ChatSettings | None = None
    ) -> ChatCard:
        return self._cards.new(title, folder, settings or ChatSettings())

    def rename(self, chat: str, title: str) -> None:
        self._cards.change(chat, "title", title)

    def pin(self, chat: str, pinned: bool) -> None:
        self._cards.change(chat, "pinned", int(pinned))

    def move(self, chat: str, folder: str) -> None:
        """Into a folder of the list; "" takes it out."""
        self._cards.change(chat, "folder", folder)

    def folders(self) -> tuple[str, ...]:
        """Those that hold a chat."""
        return self._cards.folders()

    def settings(self, chat: str) -> ChatSettings:
        return self._cards.settings(chat)

    def set_settings(self, chat: str, settings: ChatSettings) -> None:
        self._cards.set_settings(chat, settings)

    def trash(self, chat: str) -> None:
        """Take it off the list; it can be restored for 30 days."""
        self._cards.change(chat, "trashed", time.time())

    def restore(self, chat: str) -> None:
        self._cards.change(chat, "trashed", None)

    def trashed(self) -> tuple[ChatCard, ...]:
        """The last deleted first."""
        return self._cards.trashed()

    def delete(self, chat: str) -> None:
        """For good, with the files that only it showed; from the backups by the next `tidy`."""
        self._trash.delete((chat,))

    def purge(self, older_than_s: float = KEPT_S) -> tuple[str, ...]:
        """Delete for good what has been in the trash that long; which chats it was."""
        return self._trash.purge(older_than_s)

    def tidy(self) -> None:
        """Clear what was deleted for good from the backups and from the index of words.

        It takes a while for a long history: better in another thread.
        """
        self._trash.tidy()

    def search(self, words: str, limit: int = 50) -> tuple[Hit, ...]:
        """Where all of the words stand, as they are typed: any text is a fine query."""
        return self._search.find(words, limit)

    # --- turns ---

    def path(self, chat: str) -> tuple[Shown, ...]:
        """From the first turn to the last along the chosen versions."""
        return self._tree.path(chat)

    def turn(self, turn: str) -> Turn:
        return self._tree.turn(turn)

    def add(self, chat: str, parent: str | None, role: Role, parts: Sequence[Part]) -> Turn:
        """On the disk when it returns, with all it shows; it becomes the chosen version.

        Large files are better kept first, in another thread (`keep_file`).
        """
        return self._tree.add(chat, parent, role, parts)

    def begin_reply(self, chat: str, parent: str | None, model: str) -> Turn:
        """An empty answer, to be grown and finished by this store."""
        return self._tree.begin_reply(chat, parent, model)

    def grow(self, turn: str, text: str, thinking: str, thought_s: float) -> None:
        """All of a reply that there is by now."""
        self._tree.grow(turn, text, thinking, thought_s)

    def finish(self, turn: str, text: str, reply: Reply) -> None:
        """The whole reply, with its end. Now a search finds it."""
        self._tree.finish(turn, text, reply)

    def unfinished(self) -> tuple[Turn, ...]:
        """Replies whose program died while it wrote them; none that is being written."""
        writer = self._writer
        if writer is None:
            return ()
        return tuple(t for t, token in self._tree.in_writing() if not writer.is_alive(token))

    def settle(self, turn: str) -> Turn:
        """Give such a reply its end: cancelled, or failed where nothing had come."""
        return self._tree.settle(turn)

    def choose(self, chat: str, turn: str) -> None:
        """Show this version from now on, wherever it stands; what followed it follows again."""
        self._tree.choose(chat, turn)

    def branch(self, chat: str, turn: str) -> ChatCard:
        """A new chat that holds all up to and including a turn."""
        card = self.card(chat)
        with self._db.writing():
            copy = self._cards.new(card.title, card.folder, self.settings(chat))
            self._tree.copy_line(chat, turn, copy.id)
        return self.card(copy.id)

    def whole(self, chat: str) -> Whole:
        """All of a chat, with every version of every turn."""
        with self._db.reading():
            turns, chosen = self._tree.all(chat)
            return Whole(self.card(chat), self.settings(chat), turns, chosen)

    def take_in(self, wholes: Sequence[Whole]) -> tuple[str, ...]:
        """Chats from elsewhere, all or none; they get ids of their own, which are returned."""
        kept = [
            [replace(t, parts=kept_parts(self._attachments, t.parts)) for t in whole.turns]
            for whole in wholes
        ]
        ids: list[str] = []
        with self._db.writing():
            for whole, turns in zip(wholes, kept, strict=True):
                card = self._cards.take_in(whole.card, whole.settings)
                self._tree.take_in(card.id, turns, whole.chosen)
                self._cards.change(card.id, "changed", whole.card.changed)
                ids.append(card.id)
        return tuple(ids)

    # --- how a chat was left ---

    def draft(self, chat: str) -> Draft:
        """What stood in its composer; chat "" is the one that is not there yet."""
        return self._cards.draft(chat)

    def keep_draft(self, chat: str, draft: Draft) -> None:
        self._cards.keep_draft(chat, draft)

    def place(self, chat: str) -> Place:
        return self._cards.place(chat)

    def keep_place(self, chat: str, place: Place) -> None:
        self._cards.keep_place(chat, place)

    # --- files ---

    def keep_file(self, source: Source, name: str = "") -> Source:
        """Make what a part shows outlive its original; returns the part's new source."""
        return self._attachments.keep(source, name)

    def changed_elsewhere(self) -> bool:
        """Whether another window or process wrote something since the last time this was asked."""
        return self._db.changed_elsewhere()

    def backup(self) -> Path | None:
        """Tidy; then copy the database and check the copy, if the last one is a day old.

        It takes a while for a long history: better in another thread.
        """
        self.tidy()
        if self._backups is None or self._db.file is None:
            return None
        latest = self._backups.latest()
        if latest is not None and 0 <= time.time() - latest < DAY_S:
            return None
        return self._backups.make(self._db.file)

    def backed_up(self) -> float | None:
        """When the last copy was made, in seconds since 1970."""
        return None if self._backups is None else self._backups.latest()

    def size(self) -> int:
        """Bytes on the disk, with what was shown and with all copies."""
        file = self._db.file
        if file is None:
            return 0
        with explained(file.parent):
            return sum(one.stat().st_size for one in file.parent.rglob("*") if one.is_file())
