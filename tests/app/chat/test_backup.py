"""A copy a day, checked; a damaged store is noticed, says so, and comes back."""

import os
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from app.chat.database import is_sound
from app.chat.store import Store, StoreDamaged, StoreError
from tests.app.chat.conftest import Talk, begin_talk, reply, say

DAY_S = 86_400.0


def garble(file: Path, start: float = 0.0) -> None:
    """Overwrite every page from that share of the file on."""
    content = bytearray(file.read_bytes())
    first = int(len(content) * start) // 4096 * 4096
    for place in range(first, len(content), 4096):
        content[place : place + 2000] = b"\xa5" * 2000
    file.write_bytes(content)


def backups(folder: Path) -> list[Path]:
    return sorted((folder / "backups").iterdir())


def test_one_copy_a_day_a_week_of_them(
    folder: Path, store: Store, talk: Talk, monkeypatch: pytest.MonkeyPatch
):
    assert store.backed_up() is None
    now = time.time()
    for day in range(10):
        monkeypatch.setattr(time, "time", lambda day=day: now + day * (DAY_S + 1))
        assert store.backup() is not None
        assert store.backup() is None  # there is one of today
    assert store.backed_up() == pytest.approx(now + 9 * DAY_S, abs=20)
    assert len(backups(folder)) == 7
    assert all(is_sound(file) for file in backups(folder))


def test_a_copy_is_a_whole_store(folder: Path, store: Store, talk: Talk, tmp_path: Path):
    copy = store.backup()
    assert copy is not None
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(copy, elsewhere / "chats.db")
    other = Store.open(elsewhere)
    assert [s.turn.text for s in other.path(talk.chat)] == [
        "Where is Save?",
        "It is at the bottom right.",
    ]
    other.close()


@pytest.mark.parametrize("start", [0.0, 0.5])
def test_a_damaged_store_names_the_copy_and_is_left_alone(folder: Path, start: float):
    store = Store.open(folder)
    talk = begin_talk(store)
    copy = store.backup()
    store.close()
    garble(folder / "chats.db", start)
    before = (folder / "chats.db").read_bytes()
    with pytest.raises(StoreDamaged) as error:
        Store.open(folder)
    assert error.value.backup == copy and error.value.kind == "damaged"
    assert str(copy) in str(error.value) and "damaged" in str(error.value)
    assert (folder / "chats.db").read_bytes() == before
    again = Store.recover(folder)
    assert len(again.path(talk.chat)) == 2
    assert again.search("bottom")
    aside = next(folder.glob("damaged-*")) / "chats.db"
    assert aside.read_bytes() == before
    again.close()


def test_what_can_be_read_of_a_damaged_store_is_brought_back(folder: Path):
    store = Store.open(folder)
    talk = begin_talk(store)
    store.backup()
    above = talk.answer.id
    for number in range(300):
        above = say(store, talk.chat, above, f"After the copy {number}").id
    late = store.new_chat("Made after the copy").id
    reply(store, late, say(store, late, None, "Late question").id, "Late answer")
    store.close()
    assert _spoil_one_page_of_turns(folder / "chats.db")
    with pytest.raises(StoreDamaged):
        Store.open(folder)
    again = Store.recover(folder)
    assert [s.turn.text for s in again.path(late)] == ["Late question", "Late answer"]
    came_back = [s.turn.text for s in again.path(talk.chat)]
    assert came_back[2:] == [f"After the copy {n}" for n in range(len(came_back) - 2)]
    assert len(came_back) > 10
    assert again.search("Late answer")
    assert is_sound(folder / "chats.db")
    again.close()


def test_recovering_loses_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch):
    store = Store.open(folder)
    store.backup()
    late = begin_talk(store)  # after the copy
    store.close()
    (picture,) = (folder / "attachments").iterdir()
    os.utime(picture, (1.0, 1.0))
    content = bytearray((folder / "chats.db").read_bytes())
    content[-4096:] = b"\xff" * 4096  # of the index, so that the turns can be read
    (folder / "chats.db").write_bytes(content)
    with pytest.raises(StoreDamaged):
        Store.open(folder)
    again = Store.recover(folder)
    assert len(again.path(late.chat)) == 2 and picture.exists()
    stray = again.keep_file(b"of a turn that could not be read")
    again.close()
    assert isinstance(stray, Path)
    os.utime(stray, (1.0, 1.0))
    Store.open(folder).close()
    assert stray.exists()  # the damaged database may be mended yet
    later = time.time() + 31 * DAY_S
    monkeypatch.setattr(time, "time", lambda: later)
    Store.open(folder).close()
    assert list(folder.glob("damaged-*")) == [] and not stray.exists()


def _spoil_one_page_of_turns(file: Path) -> bool:
    content = bytearray(file.read_bytes())
    for place in range(4096, len(content), 4096):
        page = content[place : place + 4096]
        if page[0] == 0x0D and b"After the copy 150" in page:  # a leaf of a table
            content[place : place + 8] = b"\xff" * 8
            file.write_bytes(content)
            return True
    return False


def test_an_older_copy_is_taken_if_the_latest_is_damaged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    store = Store.open(folder)
    talk = begin_talk(store)
    store.backup()
    later = time.time() + 2 * DAY_S
    monkeypatch.setattr(time, "time", lambda: later)
    store.backup()
    store.close()
    first, second = backups(folder)
    garble(second)
    garble(folder / "chats.db")
    with pytest.raises(StoreDamaged) as error:
        Store.open(folder)
    assert error.value.backup == first
    again = Store.recover(folder)
    assert len(again.path(talk.chat)) == 2
    again.close()


def test_a_lost_database_is_not_taken_for_an_empty_one(folder: Path):
    store = Store.open(folder)
    talk = begin_talk(store)
    store.backup()
    store.close()
    (folder / "chats.db").unlink()
    with pytest.raises(StoreDamaged, match="are gone"):
        Store.open(folder)
    assert not (folder / "chats.db").exists()
    again = Store.recover(folder)
    assert len(again.path(talk.chat)) == 2
    again.close()


def test_without_a_copy_it_says_so_and_begins_empty(folder: Path):
    folder.mkdir()
    (folder / "chats.db").write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreDamaged, match="no good copy") as error:
        Store.open(folder)
    assert error.value.backup is None
    store = Store.recover(folder)
    assert store.chats() == ()
    store.close()


def test_damage_found_by_the_copying_replaces_no_copy(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    store = Store.open(folder)
    begin_talk(store)
    good = store.backup()
    later = time.time() + 2 * DAY_S
    monkeypatch.setattr(time, "time", lambda: later)
    store.close()
    broken = sqlite3.connect(folder / "chats.db")
    broken.execute("PRAGMA writable_schema = ON")
    broken.execute("UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'turns_of_parent'")
    broken.commit()
    broken.close()
    monkeypatch.setattr("app.chat.salvage.CHECKED_BYTES", 0)  # as for a very large one
    store = Store.open(folder)
    with pytest.raises(StoreError, match="damaged") as error:
        store.backup()
    assert isinstance(error.value, StoreDamaged) and error.value.backup == good
    assert backups(folder) == [good]
    store.close()
