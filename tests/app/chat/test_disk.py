"""What must outlive a loss of power is forced onto the disk; what grows twice a second is not."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from app.chat import disk
from app.chat.store import Store
from tests.app.chat.conftest import REPLY, Talk, say

FULL, NORMAL = (2,), (1,)


def test_questions_are_forced_onto_the_disk_and_growth_is_not(store: Store, talk: Talk):
    assert store._db.row("PRAGMA journal_mode") == ("wal",)
    assert store._db.row("PRAGMA foreign_keys") == (1,)
    say(store, talk.chat, talk.answer.id, "x")
    assert store._db.row("PRAGMA synchronous") == FULL
    turn = store.begin_reply(talk.chat, talk.question.id, "nano")
    store.grow(turn.id, "It", "", 0.0)
    assert store._db.row("PRAGMA synchronous") == NORMAL
    store.finish(turn.id, "It is", REPLY)
    assert store._db.row("PRAGMA synchronous") == FULL


@pytest.mark.parametrize("can", [True, False])
def test_a_mac_is_asked_for_more_than_its_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can: bool
):
    asked: list[object] = []

    def ask(handle: int, command: int) -> int:
        asked.append(command)
        if not can:
            raise OSError(errno.ENOTSUP, "not on this disk")
        return 0

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", ask)
    monkeypatch.setattr(os, "fsync", lambda _: asked.append("fsync"))
    with (tmp_path / "a").open("wb") as file:
        disk.settle(file.fileno())
    assert asked == ([51] if can else [51, "fsync"])
