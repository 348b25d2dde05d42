"""A full disk, a folder that cannot be used: said plainly, and nothing is lost by it."""

import os
from pathlib import Path

import pytest

from app.chat.store import Store, StoreError
from tests.app.chat.conftest import REPLY, Talk, say


def test_a_full_disk(folder: Path, store: Store, talk: Talk):
    turn = store.begin_reply(talk.chat, talk.question.id, "nano")
    pages = store._db.row("PRAGMA page_count")
    assert pages is not None
    store._db.row(f"PRAGMA max_page_count = {pages[0] + 2}")
    with pytest.raises(StoreError, match="disk is full") as error:
        store.grow(turn.id, "x" * 100_000, "", 0.0)
    assert error.value.kind == "full"
    with pytest.raises(StoreError, match="disk is full"):
        say(store, talk.chat, talk.answer.id, "x" * 100_000)
    assert len(store.path(talk.chat)) == 2
    store._db.row("PRAGMA max_page_count = 1000000")
    store.finish(turn.id, "x" * 100_000, REPLY)  # there is room again
    assert len(store.path(talk.chat)[-1].turn.text) == 100_000


def test_a_store_that_cannot_be_written_to_is_still_read(folder: Path, store: Store, talk: Talk):
    store._db.change("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="cannot be written to") as error:
        say(store, talk.chat, talk.answer.id, "x")
    assert error.value.kind == "readonly" and str(folder) in str(error.value)
    assert len(store.path(talk.chat)) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_used(tmp_path: Path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="You may not use") as error:
            Store.open(tmp_path / "kept")
        assert error.value.kind == "readonly"
    finally:
        tmp_path.chmod(0o700)


def test_a_file_where_the_folder_should_be(tmp_path: Path):
    (tmp_path / "kept").write_text("")
    with pytest.raises(StoreError, match="kept"):
        Store.open(tmp_path / "kept")


def test_a_writer_that_is_locked_out_says_so(
    folder: Path, store: Store, talk: Talk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.chat.database.BUSY_S", 0.05)
    other = Store.open(folder)
    with store._db.writing(), pytest.raises(StoreError, match="Another window") as error:
        say(other, talk.chat, talk.answer.id, "x")
    assert error.value.kind == "busy"
    say(other, talk.chat, talk.answer.id, "x")
    other.close()
