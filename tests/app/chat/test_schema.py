"""A store of an earlier version is brought forward, after a copy; a later one is left alone."""

import sqlite3
from pathlib import Path

import pytest

from app.chat.conversation import Draft
from app.chat.schema import STEPS
from app.chat.store import Store, StoreError

V1 = (Path(__file__).parent / "v1.sql").read_text()


def lay_v1(folder: Path) -> None:
    folder.mkdir()
    connection = sqlite3.connect(folder / "chats.db")
    connection.executescript(V1)
    connection.close()


def version(file: Path) -> int:
    connection = sqlite3.connect(file)
    try:
        return connection.execute("PRAGMA user_version").fetchone()[0]
    finally:
        connection.close()


def test_an_early_store_is_brought_forward(folder: Path):
    lay_v1(folder)
    store = Store.open(folder)
    (card,) = store.chats()
    assert (card.title, card.folder, card.pinned) == ("Kestrels", "Birds", True)
    question, answer = store.path(card.id)
    assert question.turn.text == "What hovers here?"
    assert (answer.turn.text, answer.versions) == ("A kestrel, hovering.", ("t2", "t3"))
    assert answer.turn.reply and answer.turn.reply.end and answer.turn.reply.end.reason == "stop"
    assert store.settings(card.id).settings.temperature == 0.5
    assert store.draft("") == Draft("Not sent")
    assert [hit.turn for hit in store.search("buzzard")] == ["t2"]
    store.close()
    assert version(folder / "chats.db") == len(STEPS)


def test_it_is_copied_first(folder: Path):
    lay_v1(folder)
    Store.open(folder).close()
    (copy,) = (folder / "backups").iterdir()
    assert version(copy) == 1
    Store.open(folder).close()
    assert len(list((folder / "backups").iterdir())) == 1


def test_a_step_that_fails_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def fails(_: object) -> None:
        raise sqlite3.OperationalError("no")

    lay_v1(folder)
    with monkeypatch.context() as patch:
        patch.setattr("app.chat.schema.STEPS", (*STEPS, fails))
        with pytest.raises(StoreError):
            Store.open(folder)
    assert version(folder / "chats.db") == 1
    Store.open(folder).close()


def test_a_later_store_is_left_alone(folder: Path):
    Store.open(folder).close()
    connection = sqlite3.connect(folder / "chats.db")
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    with pytest.raises(StoreError, match="newer version") as error:
        Store.open(folder)
    assert error.value.kind == "newer"
