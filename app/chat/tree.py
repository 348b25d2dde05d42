"""The turns of a conversation: a tree of which one path is shown. No turn is ever overwritten."""

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.chat.attachments import Attachments, kept_parts
from app.chat.conversation import Reply, Shown, Turn
from app.chat.database import Database, Row
from app.chat.errors import StoreError
from app.chat.events import End
from app.chat.message import Part, Role, TextPart
from app.chat.records import (
    dumped,
    loaded,
    parts_of,
    parts_record,
    reply_of,
    reply_record,
    searchable,
)
from app.chat.words import folded

_COLUMNS = "id, parent, role, parts, created, reply"
_CHATS_READ = 4  # kept in memory
_FEW = 100
_INSERT = (
    "INSERT INTO turns(id, chat, parent, role, parts, created, reply, chosen, writer)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LINE = """WITH RECURSIVE line(id, parent, depth) AS (
        SELECT id, parent, 0 FROM turns WHERE id = ? AND chat = ?
        UNION ALL
        SELECT turns.id, turns.parent, depth + 1 FROM turns JOIN line ON turns.id = line.parent
    ) SELECT line.id, line.parent, above.chosen FROM line
    LEFT JOIN turns AS above ON above.id = line.parent ORDER BY depth"""
_LOST = End("failed", error="The program ended before an answer came.", retryable=True)


class Tree:
    """`writer` names this store among those that may be writing replies."""

    def __init__(self, db: Database, attachments: Attachments, writer: str) -> None:
        self._db, self._attachments, self._writer = db, attachments, writer
        self._read: dict[str, dict[str, tuple[int, Turn]]] = {}  # the last one last

    def path(self, chat: str) -> tuple[Shown, ...]:
        with self._db.reading():
            top = self._db.row("SELECT chosen FROM chats WHERE id = ?", chat)
            if top is None:
                raise gone()
            rows = self._db.rows(
                "SELECT id, parent, chosen, rev FROM turns WHERE chat = ? ORDER BY seq", chat
            )
            chosen = {row[0]: row for row in rows}
            versions: dict[str | None, list[str]] = {}
            for row in rows:
                versions.setdefault(row[1], []).append(row[0])
            line: list[tuple[str, int]] = []
            at = top[0]
            while at is not None:
                line.append((at, chosen[at][3]))
                at = chosen[at][2]
            turns = self._known(chat, line)
        return tuple(Shown(turn, tuple(versions[turn.parent])) for turn in turns)

    def _known(self, chat: str, line: list[tuple[str, int]]) -> list[Turn]:
        """Turns with their revisions: those of the chats last shown are read once."""
        known = self._read.pop(chat, {})
        missing = [turn for turn, rev in line if turn not in known or known[turn][0] != rev]
        if missing:
            revs = dict(line)
            few = len(missing) < _FEW  # else it is faster to read the whole chat
            which = "id IN (SELECT value FROM json_each(?))" if few else "chat = ?"
            rows = self._db.rows(
                f"SELECT {_COLUMNS} FROM turns WHERE {which}", dumped(missing) if few else chat
            )
            on_path = [row for row in rows if row[0] in revs]
            known.update((turn.id, (revs[turn.id], turn)) for turn in self._turns(on_path))
        self._read[chat] = known
        for oldest in list(self._read)[:-_CHATS_READ]:
            del self._read[oldest]
        return [known[turn][1] for turn, _ in line]

    def turn(self, turn: str) -> Turn:
        row = self._db.row(f"SELECT {_COLUMNS} FROM turns WHERE id = ?", turn)
        if row is None:
            raise gone()
        return self._turn(row)

    def all(self, chat: str) -> tuple[tuple[Turn, ...], dict[str | None, str]]:
        """Every version of every turn in the order they were made, and which child is chosen."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS}, chosen FROM turns WHERE chat = ? ORDER BY seq", chat
        )
        top = self._db.row("SELECT chosen FROM chats WHERE id = ?", chat)
        chosen: dict[str | None, str] = {row[0]: row[6] for row in rows if row[6] is not None}
        if top is not None and top[0] is not None:
            chosen[None] = top[0]
        return tuple(self._turns(rows)), chosen

    def take_in(self, chat: str, turns: Sequence[Turn], chosen: Mapping[str | None, str]) -> None:
        """Turns from elsewhere, parents before their children, under ids of their own."""
        ids: dict[str | None, str | None] = {None: None}
        for turn in turns:
            if turn.parent not in ids or turn.id in ids:
                raise StoreError(
                    "This cannot be imported: its turns do not make a conversation.", "refused"
                )
            ids[turn.id] = new_id()
            taken = replace(_ended(turn), id=ids[turn.id], parent=ids[turn.parent])
            self.insert(chat, taken)
        for turn in turns:
            if chosen.get(turn.parent) == turn.id:
                self._pick(chat, ids[turn.parent], ids[turn.id] or "")

    def add(self, chat: str, parent: str | None, role: Role, parts: Sequence[Part]) -> Turn:
        kept = kept_parts(self._attachments, parts)
        turn = Turn(new_id(), parent, role, kept, time.time())
        with self._db.writing():
            self.insert(chat, turn)
        return turn

    def begin_reply(self, chat: str, parent: str | None, model: str) -> Turn:
        turn = Turn(new_id(), parent, "assistant", (), time.time(), Reply(model=model))
        with self._db.writing():
            self.insert(chat, turn, self._writer)
        return turn

    def insert(self, chat: str, turn: Turn, writer: str | None = None) -> None:
        """A whole turn, which becomes the chosen one of its siblings."""
        if (
            turn.parent is not None
            and self._db.row("SELECT 1 FROM turns WHERE id = ? AND chat = ?", turn.parent, chat)
            is None
        ):
            raise gone()
        parts = dumped(parts_record(turn.parts, self._attachments.put))
        reply = None if turn.reply is None else dumped(reply_record(turn.reply))
        row = (turn.id, chat, turn.parent, turn.role, parts, turn.created, reply, None, writer)
        self._touch(chat)
        self._db.change(_INSERT, *row)
        self._pick(chat, turn.parent, turn.id)
        if writer is None:
            self._index(turn)

    def grow(self, turn: str, text: str, thinking: str, thought_s: float) -> None:
        with self._db.writing(durable=False):
            reply = self._reply(turn)
            grown = replace(reply, thinking=thinking, thought_s=thought_s)
            self._db.change(
                "UPDATE turns SET parts = ?, reply = ?, rev = rev + 1 WHERE id = ?",
                self._said(text),
                dumped(reply_record(grown)),
                turn,
            )

    def finish(self, turn: str, text: str, reply: Reply) -> None:
        with self._db.writing():
            changed = self._db.change(
                "UPDATE turns SET parts = ?, reply = ?, rev = rev + 1, writer = NULL WHERE id = ?",
                self._said(text),
                dumped(reply_record(reply)),
                turn,
            )
            if not changed:
                raise gone()
            self._index(self.turn(turn))
            self._db.change(
                "UPDATE chats SET changed = ? WHERE id = (SELECT chat FROM turns WHERE id = ?)",
                time.time(),
                turn,
            )

    def in_writing(self) -> tuple[tuple[Turn, str], ...]:
        """Replies without an end, each with the token of the store that writes or wrote it."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS}, writer FROM turns WHERE writer IS NOT NULL ORDER BY seq"
        )
        return tuple((self._turn(row), row[6]) for row in rows)

    def settle(self, turn: str) -> Turn:
        """Give a reply whose writer died its end: what came of it stays."""
        lost = self.turn(turn)
        if lost.reply is not None and lost.reply.end is None:
            came = bool(lost.text or lost.reply.thinking)
            self.finish(
                turn, lost.text, replace(lost.reply, end=End("cancelled") if came else _LOST)
            )
        return self.turn(turn)

    def choose(self, chat: str, turn: str) -> None:
        """Show it, and so all that leads to it; what follows is what was last shown there."""
        with self._db.writing():
            for child, parent, chosen in self._line(chat, turn):
                if child != chosen:
                    self._pick(chat, parent, child)

    def copy_line(self, chat: str, turn: str, into: str) -> None:
        """The path up to a turn, as a conversation of its own."""
        with self._db.writing():
            above: str | None = None
            for old, *_ in reversed(self._line(chat, turn)):
                original = self.turn(old)
                copy = replace(_ended(original), id=new_id(), parent=above)
                self.insert(into, copy)
                above = copy.id

    def files(self, turn: Turn) -> Iterator[str]:
        """The names of the attachments' files that it shows."""
        for part in turn.parts:
            if not isinstance(part, TextPart):
                named = self._attachments.put(part.source)
                if "file" in named:
                    yield named["file"]

    def _line(self, chat: str, turn: str) -> list[Row]:
        """From a turn up to the first one: ids, their parents, and the chosen children of those."""
        line = self._db.rows(_LINE, turn, chat)
        if not line:
            raise gone()
        return line

    def _pick(self, chat: str, parent: str | None, child: str) -> None:
        if parent is None:
            self._db.change("UPDATE chats SET chosen = ? WHERE id = ?", child, chat)
        else:
            self._db.change("UPDATE turns SET chosen = ? WHERE id = ?", child, parent)

    def _touch(self, chat: str) -> None:
        if not self._db.change("UPDATE chats SET changed = ? WHERE id = ?", time.time(), chat):
            raise gone()

    def _index(self, turn: Turn) -> None:
        found = self._db.row("SELECT seq FROM turns WHERE id = ?", turn.id)
        assert found is not None
        seq = found[0]
        self._db.change("DELETE FROM words WHERE rowid = ?", seq)
        self._db.change(
            "INSERT INTO words(rowid, text) VALUES (?, ?)", seq, folded(searchable(turn))
        )
        for file in self.files(turn):
            self._db.change("INSERT OR IGNORE INTO uses(turn, file) VALUES (?, ?)", seq, file)

    def _reply(self, turn: str) -> Reply:
        row = self._db.row("SELECT reply FROM turns WHERE id = ?", turn)
        if row is None or row[0] is None:
            raise gone()
        return reply_of(loaded(row[0]))

    def _said(self, text: str) -> str:
        return dumped(parts_record((TextPart(text),), self._attachments.put))

    def _turn(self, row: Row) -> Turn:
        return self._turns([row])[0]

    def _turns(self, rows: list[Row]) -> list[Turn]:
        """All JSON is read at one go: that is twice as fast as bit by bit."""
        get = self._attachments.get
        parts = loaded(f"[{','.join(row[3] for row in rows)}]")
        replies = loaded(f"[{','.join(row[5] or 'null' for row in rows)}]")
        return [
            Turn(row[0], row[1], row[2], parts_of(said, get), row[4], reply and reply_of(reply))
            for row, said, reply in zip(rows, parts, replies, strict=True)
        ]


def _ended(turn: Turn) -> Turn:
    """Nobody goes on writing the copy of a reply."""
    if turn.reply is None or turn.reply.end is not None:
        return turn
    return replace(turn, reply=replace(turn.reply, end=End("cancelled")))


def new_id() -> str:
    return uuid.uuid4().hex


def gone() -> StoreError:
    return StoreError(
        "It is not there any more: it was deleted, perhaps in another window.", "gone"
    )
