"""The list of conversations, and how each was left: its draft and the place in it."""

import time
from dataclasses import replace

from app.chat.attachments import Attachments
from app.chat.conversation import ChatCard, ChatSettings, Draft, Place
from app.chat.database import Database, Row
from app.chat.records import draft_of, draft_record, dumped, loaded, settings_of, settings_record
from app.chat.tree import gone, new_id

_CARD = "SELECT id, title, created, changed, folder, pinned, trashed FROM chats"


class Cards:
    def __init__(self, db: Database, attachments: Attachments, traceless: bool) -> None:
        self._db, self._attachments, self._traceless = db, attachments, traceless

    def listed(self) -> tuple[ChatCard, ...]:
        return self._cards("WHERE trashed IS NULL ORDER BY pinned DESC, changed DESC, rowid DESC")

    def trashed(self) -> tuple[ChatCard, ...]:
        return self._cards("WHERE trashed IS NOT NULL ORDER BY trashed DESC")

    def card(self, chat: str) -> ChatCard:
        row = self._db.row(f"{_CARD} WHERE id = ?", chat)
        if row is None:
            raise gone()
        return self._card(row)

    def new(self, title: str, folder: str, settings: ChatSettings) -> ChatCard:
        now = time.time()
        card = ChatCard(new_id(), sound(title), now, now, sound(folder), traceless=self._traceless)
        with self._db.writing():
            self.insert(card, settings)
        return card

    def take_in(self, card: ChatCard, settings: ChatSettings) -> ChatCard:
        """A chat from elsewhere, under an id of its own."""
        title, folder = sound(card.title), sound(card.folder)
        taken = replace(card, id=new_id(), title=title, folder=folder, trashed=None)
        self.insert(taken, settings)
        return taken

    def insert(self, card: ChatCard, settings: ChatSettings) -> None:
        self._db.change(
            "INSERT INTO chats(id, title, created, changed, folder, pinned, trashed, settings)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            card.id,
            card.title,
            card.created,
            card.changed,
            card.folder,
            int(card.pinned),
            card.trashed,
            dumped(settings_record(settings)),
        )

    def change(self, chat: str, column: str, value: object) -> None:
        """`column` is one of ours, never a stranger's word."""
        if isinstance(value, str):
            value = sound(value)
        with self._db.writing():
            if not self._db.change(f"UPDATE chats SET {column} = ? WHERE id = ?", value, chat):
                raise gone()

    def folders(self) -> tuple[str, ...]:
        rows = self._db.rows(
            "SELECT DISTINCT folder FROM chats WHERE folder <> '' AND trashed IS NULL"
        )
        return tuple(sorted((row[0] for row in rows), key=str.casefold))

    def settings(self, chat: str) -> ChatSettings:
        row = self._db.row("SELECT settings FROM chats WHERE id = ?", chat)
        if row is None:
            raise gone()
        return settings_of(loaded(row[0]))

    def set_settings(self, chat: str, settings: ChatSettings) -> None:
        self.change(chat, "settings", dumped(settings_record(settings)))

    def draft(self, chat: str) -> Draft:
        row = self._db.row("SELECT draft FROM drafts WHERE chat = ?", chat)
        return Draft() if row is None else draft_of(loaded(row[0]), self._attachments.get)

    def keep_draft(self, chat: str, draft: Draft) -> None:
        """Files stay where they are; what has no file, as from the clipboard, is kept."""
        record = dumped(draft_record(draft, self._attachments.put))
        with self._db.writing(durable=False):
            if draft == Draft():
                self._db.change("DELETE FROM drafts WHERE chat = ?", chat)
            else:
                self._db.change("INSERT OR REPLACE INTO drafts VALUES (?, ?)", chat, record)

    def files_of_drafts(self) -> set[str]:
        drafts = [loaded(row[0]) for row in self._db.rows("SELECT draft FROM drafts")]
        sources = [part.get("source", {}) for draft in drafts for part in draft["parts"]]
        return {source["file"] for source in sources if "file" in source}

    def place(self, chat: str) -> Place:
        row = self._db.row("SELECT turn, points FROM places WHERE chat = ?", chat)
        return Place() if row is None else Place(*row)

    def keep_place(self, chat: str, place: Place) -> None:
        with self._db.writing(durable=False):
            self._db.change(
                "INSERT OR REPLACE INTO places SELECT id, ?, ? FROM chats WHERE id = ?",
                place.turn,
                place.offset,
                chat,
            )

    def _cards(self, which: str) -> tuple[ChatCard, ...]:
        return tuple(self._card(row) for row in self._db.rows(f"{_CARD} {which}"))

    def _card(self, row: Row) -> ChatCard:
        chat, title, created, changed, folder, pinned, trashed = row
        pinned = bool(pinned)
        return ChatCard(chat, title, created, changed, folder, pinned, trashed, self._traceless)


def sound(text: str) -> str:
    """Without halves of surrogate pairs, which no database takes."""
    return text.encode(errors="replace").decode()
