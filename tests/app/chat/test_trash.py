"""What is deleted can be brought back for 30 days; what is deleted for good is gone everywhere."""

import os
import time
from pathlib import Path

import pytest

from app.chat.conversation import Draft
from app.chat.message import ImagePart
from app.chat.store import Store
from tests.app.chat.conftest import Talk, begin_talk, reply, say

DAY_S = 86_400.0


def files_older(folder: Path, seconds: float) -> None:
    for file in (folder / "attachments").iterdir():
        then = time.time() - seconds
        os.utime(file, (then, then))


def test_deleting_can_be_undone(store: Store, talk: Talk):
    path = store.path(talk.chat)
    store.trash(talk.chat)
    assert store.chats() == () == store.folders()
    assert [card.id for card in store.trashed()] == [talk.chat]
    store.restore(talk.chat)
    assert store.card(talk.chat).trashed is None and store.trashed() == ()
    assert store.path(talk.chat) == path


def test_the_trash_is_emptied_after_30_days(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
):
    old, new = begin_talk(store), begin_talk(store)
    kept = store.new_chat("kept").id
    store.trash(old.chat)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 29 * DAY_S)
    store.trash(new.chat)
    monkeypatch.setattr(time, "time", lambda: now + 31 * DAY_S)
    again = Store.open(folder)
    assert [card.id for card in again.trashed()] == [new.chat]
    assert [card.id for card in again.chats()] == [kept]
    assert again.purge(0.0) == (new.chat,)
    assert again.trashed() == ()
    again.close()


def test_deleted_for_good_is_gone_from_every_file(folder: Path, store: Store):
    chat = store.new_chat("Secret title").id
    question = store.add(chat, None, "user", (ImagePart(b"secret picture", "a.png"),))
    answer = reply(store, chat, question.id, "Secret answer")
    say(store, chat, answer.id, "Secret question")
    store.keep_draft(chat, Draft("Secret draft"))
    assert store.backup() is not None
    files_older(folder, 3600.0)
    store.delete(chat)
    store.tidy()
    told = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert [word for word in (b"Secret", b"secret answer", b"secret picture") if word in told] == []
    assert list((folder / "attachments").iterdir()) == []


def test_the_index_keeps_no_pieces_of_what_was_deleted(folder: Path, store: Store, talk: Talk):
    chat = store.new_chat().id
    say(store, chat, None, "Zyxomma")
    store.delete(chat)
    store.close()
    store = Store.open(folder)  # whoever opens it next can do that too
    store.tidy()
    told = (folder / "chats.db").read_bytes()
    assert b"zyx" not in told and b"yxo" not in told
    assert store.search("bottom")
    store.close()


def test_a_file_that_another_chat_shows_stays(folder: Path, store: Store):
    one, two = begin_talk(store), begin_talk(store)
    store.keep_draft("", Draft(parts=(ImagePart(b"draft"),)))
    say(store, two.chat, two.answer.id, "more")
    files_older(folder, 3600.0)
    store.delete(one.chat)
    assert len(list((folder / "attachments").iterdir())) == 2
    store.delete(two.chat)
    assert len(list((folder / "attachments").iterdir())) == 1


def test_a_long_chat_can_be_deleted(store: Store):
    chat, above = store.new_chat().id, None
    for number in range(1500):  # deeper than SQLite's triggers may nest
        above = say(store, chat, above, str(number)).id
    store.delete(chat)
    assert store.chats() == () == store.search("1499")
