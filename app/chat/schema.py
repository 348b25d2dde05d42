"""The tables, as the steps that made them. A step is never changed: a new one is added.

`PRAGMA user_version` counts the steps a file has seen.
"""

from collections.abc import Callable

from app.chat.database import Database
from app.chat.errors import StoreError
from app.chat.records import loaded
from app.chat.words import folded

_CHATS = (
    """CREATE TABLE chats (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        folder TEXT NOT NULL,
        pinned INTEGER NOT NULL DEFAULT 0,
        created REAL NOT NULL,
        changed REAL NOT NULL,
        trashed REAL,
        settings TEXT NOT NULL,
        chosen TEXT
    ) STRICT""",
    # `chosen` is the child that is shown, `rev` counts changes, `writer` is who is writing a reply
    # just now. A parent's row goes with its chat's: a cascade along a long path would be too deep.
    """CREATE TABLE turns (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        chat TEXT NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
        parent TEXT REFERENCES turns(id) DEFERRABLE INITIALLY DEFERRED,
        chosen TEXT,
        rev INTEGER NOT NULL DEFAULT 0,
        writer TEXT,
        role TEXT NOT NULL,
        created REAL NOT NULL,
        parts TEXT NOT NULL,
        reply TEXT
    ) STRICT""",
    "CREATE INDEX turns_of_chat ON turns(chat, seq)",
    "CREATE INDEX turns_of_parent ON turns(parent)",
    "CREATE INDEX turns_in_writing ON turns(writer) WHERE writer IS NOT NULL",
    # Which files of the attachments' folder a turn shows.
    """CREATE TABLE uses (
        turn INTEGER NOT NULL REFERENCES turns(seq) ON DELETE CASCADE,
        file TEXT NOT NULL,
        PRIMARY KEY (turn, file)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX uses_of_file ON uses(file)",
    # Of a chat, or of "" for the one that is not there yet; so no reference.
    "CREATE TABLE drafts (chat TEXT PRIMARY KEY, draft TEXT NOT NULL) STRICT",
    """CREATE TABLE places (
        chat TEXT PRIMARY KEY REFERENCES chats(id) ON DELETE CASCADE,
        turn TEXT NOT NULL,
        points INTEGER NOT NULL
    ) STRICT""",
)


def _lay_tables(db: Database) -> None:
    for statement in _CHATS:
        db.change(statement)


def _lay_index(db: Database) -> None:
    """Trigrams find any three signs in a row, which words of a script without spaces need."""
    db.change("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'trigram case_sensitive 1')")
    db.change(
        """CREATE TRIGGER turn_deleted AFTER DELETE ON turns BEGIN
            DELETE FROM words WHERE rowid = old.seq;
        END"""
    )
    index_all(db)


def index_all(db: Database) -> None:
    """Write the index of words anew."""
    db.change("DELETE FROM words")
    for seq, parts in db.rows("SELECT seq, parts FROM turns WHERE writer IS NULL"):
        texts = [part.get("text") or part.get("name") or "" for part in loaded(parts)]
        db.change("INSERT INTO words(rowid, text) VALUES (?, ?)", seq, folded("\n\n".join(texts)))


def _lay_forgotten(db: Database) -> None:
    """Chats deleted for good that may still stand in backups and in pieces in the index."""
    db.change("CREATE TABLE forgotten (chat TEXT PRIMARY KEY) STRICT")


STEPS: tuple[Callable[[Database], None], ...] = (_lay_tables, _lay_index, _lay_forgotten)


def migrate(db: Database, before: Callable[[], object]) -> None:
    """Bring a database to this version; `before` is called first if there is something in it."""
    if db.version == len(STEPS):
        return
    if db.version > len(STEPS):
        raise StoreError(
            "These conversations were last opened by a newer version of Kestrel. "
            "Update Kestrel to open them.",
            "newer",
        )
    if db.version:
        before()
    with db.writing():
        for number in range(db.version, len(STEPS)):  # another process may have been first
            STEPS[number](db)
            db.version = number + 1
