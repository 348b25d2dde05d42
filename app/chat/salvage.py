"""Opening a database that may be damaged, and reading what can be read of one that is."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from app.chat.backup import Backups
from app.chat.database import Database, Row, is_sound
from app.chat.errors import StoreDamaged
from app.chat.records import loaded
from app.chat.schema import STEPS, index_all, migrate

# Reading through a larger one takes too long at every start; its daily backup is read through.
CHECKED_BYTES = 32 << 20

_CHAT = "id, title, folder, pinned, created, changed, trashed, settings, chosen"
_TURN = "seq, id, chat, parent, role, parts, created, reply, chosen, writer"


def open_checked(file: Path, backups: Backups) -> Database:
    """Raises StoreDamaged, which names the last good copy, and leaves everything as it is."""
    if not file.exists() and (good := backups.good()) is not None:
        raise StoreDamaged(_told(f"The conversations in {file.parent} are gone.", good), good)
    small = file.exists() and 0 < file.stat().st_size <= CHECKED_BYTES
    try:
        if small and not is_sound(file, quick=True):
            raise StoreDamaged(f"The conversations in {file.parent} are damaged.")
        db = Database(file)
        migrate(db, lambda: backups.make(file))
    except StoreDamaged as error:
        good = backups.good()
        raise StoreDamaged(_told(str(error), good), good) from error
    return db


def _told(what: str, good: Path | None) -> str:
    if good is None:
        return f"{what} There is no good copy of them."
    made = datetime.fromtimestamp(good.stat().st_mtime)
    return f"{what} The last good copy is of {made:%Y-%m-%d, %H:%M}: {good}"


def salvage(damaged: Path, db: Database) -> int:
    """Bring what a damaged database still tells into another; how many turns were new there."""
    if not damaged.exists():
        return 0
    connection = sqlite3.connect(damaged)
    connection.text_factory = lambda text: text.decode(errors="replace")
    try:
        if not _is_of_this_version(connection):
            return 0
        chats = list(_readable(connection, "chats", "rowid", _CHAT))
        turns = sorted(_readable(connection, "turns", "seq", _TURN))
    finally:
        connection.close()
    with db.writing():
        for chat in chats:
            _bring_chat(db, chat)
        new = sum(_bring_turn(db, turn) for turn in turns)
        _drop_broken_choices(db)
        index_all(db)
    return new


def _is_of_this_version(connection: sqlite3.Connection) -> bool:
    with suppress(sqlite3.DatabaseError):
        return connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    return False


def _readable(connection: sqlite3.Connection, table: str, key: str, columns: str) -> Iterator[Row]:
    """From both ends up to where it cannot be read."""
    seen: set[object] = set()
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.DatabaseError):
            for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY {key} {order}"):
                if row[0] not in seen:
                    seen.add(row[0])
                    yield row


def _bring_chat(db: Database, row: Row) -> None:
    with suppress(json.JSONDecodeError):
        loaded(row[7])
        db.change(
            f"INSERT INTO chats({_CHAT}) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET"
            " title = excluded.title, folder = excluded.folder, pinned = excluded.pinned,"
            " changed = excluded.changed, trashed = excluded.trashed, chosen = excluded.chosen",
            *row,
        )


def _bring_turn(db: Database, row: Row) -> bool:
    _, turn, chat, parent, _, parts, _, reply, chosen, _ = row
    known = db.row("SELECT 1 FROM turns WHERE id = ?", turn) is not None
    has_home = db.row("SELECT 1 FROM chats WHERE id = ?", chat) is not None
    has_parent = parent is None or db.row("SELECT 1 FROM turns WHERE id = ?", parent) is not None
    try:
        sources = [part.get("source", {}) for part in loaded(parts)]
        loaded(reply or "null")
    except json.JSONDecodeError:
        return False
    if known:
        db.change("UPDATE turns SET chosen = ? WHERE id = ?", chosen, turn)
    elif has_home and has_parent:
        db.change(f"INSERT OR IGNORE INTO turns({_TURN}) VALUES (?,?,?,?,?,?,?,?,?,?)", *row)
        for source in sources:
            if "file" in source:
                db.change(
                    "INSERT OR IGNORE INTO uses SELECT seq, ? FROM turns WHERE id = ?",
                    source["file"],
                    turn,
                )
    return not known and db.row("SELECT 1 FROM turns WHERE id = ?", turn) is not None


def _drop_broken_choices(db: Database) -> None:
    """A chosen turn that could not be read gives way to the latest of its siblings."""
    db.change(
        "UPDATE turns AS t SET chosen = (SELECT id FROM turns WHERE parent = t.id"
        " ORDER BY seq DESC LIMIT 1)"
        " WHERE chosen IS NULL OR chosen NOT IN (SELECT id FROM turns WHERE parent = t.id)"
    )
    db.change(
        "UPDATE chats AS c SET chosen = (SELECT id FROM turns WHERE chat = c.id"
        " AND parent IS NULL ORDER BY seq DESC LIMIT 1)"
        " WHERE chosen IS NULL OR chosen NOT IN"
        " (SELECT id FROM turns WHERE chat = c.id AND parent IS NULL)"
    )
