"""What stands around the conversations: background work, housekeeping, transfers, launching."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.chat.conversation import Reply
from app.chat.events import End
from app.chat.message import said
from app.chat.store import Store
from app.client.connection import LONGEST_SOCKET
from app.ui.housekeeping import Housekeeping
from app.ui.launching import Launching, called, folder_of, is_remote, patience_of
from app.ui.preferences import Preferences
from app.ui.quick_ask import Kept
from app.ui.transfers import Transfers
from app.ui.window.notice import Notice
from app.ui.work import Work


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


def test_work_is_done_elsewhere_and_told_here(qtbot: QtBot, owner: QObject):
    work = Work(threading.get_ident, owner)
    told: list[int] = []
    work.done.connect(lambda thread: told.append(thread))
    work.done.connect(lambda _: told.append(threading.get_ident()))
    work.start()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[0] != threading.get_ident() == told[1]


def test_work_that_fails_says_why(qtbot: QtBot, owner: QObject):
    def fail() -> None:
        raise FileNotFoundError(2, "No such file or directory", "/gone/a.png")

    work = Work(fail, owner)
    told: list[str] = []
    work.failed.connect(told.append)
    work.start()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["a.png: No such file or directory"]


def test_answers_cut_off_by_a_crash_get_their_end(owner: QObject, tmp_path: Path):
    crashed = Store.open(tmp_path / "chats")
    chat = crashed.new_chat().id
    question = crashed.add(chat, None, "user", said("user", "q").parts)
    reply = crashed.begin_reply(chat, question.id, "nano")
    crashed.grow(reply.id, "half", "", 0.0)
    crashed.close()
    store = Store.open(tmp_path / "chats")
    housekeeping = Housekeeping(store, owner)
    housekeeping.begin()
    settled = store.turn(reply.id)
    assert settled.text == "half"
    assert settled.reply is not None and settled.reply.end is not None
    assert settled.reply.end.reason == "cancelled"
    housekeeping.close()
    store.close()


def test_a_backup_is_made_once_a_day(qtbot: QtBot, owner: QObject, store: Store):
    housekeeping = Housekeeping(store, owner)
    store.new_chat("kept")
    assert store.backed_up() is None
    housekeeping.back_up()
    qtbot.waitUntil(lambda: store.backed_up() is not None)
    first = store.backed_up()
    housekeeping.back_up()
    assert store.backed_up() == first
    housekeeping.close()


def test_what_another_window_writes_is_noticed(
    qtbot: QtBot, owner: QObject, store: Store, tmp_path: Path
):
    housekeeping = Housekeeping(store, owner)
    store.changed_elsewhere()
    other = Store.open(tmp_path / "chats")
    other.new_chat("from elsewhere")
    with qtbot.waitSignal(housekeeping.changed, timeout=10_000):
        housekeeping.look()
    other.close()


@pytest.mark.parametrize("as_markdown", [True, False])
def test_chats_go_out_and_come_back(qtbot: QtBot, store: Store, tmp_path: Path, as_markdown: bool):
    chat = store.new_chat("A talk").id
    store.add(chat, None, "user", said("user", "What is this?").parts)
    notice = Notice()
    qtbot.addWidget(notice)
    transfers = Transfers(notice, notice, store)
    transfers.export_to(tmp_path / "out", (chat,), as_markdown=as_markdown)
    qtbot.waitUntil(lambda: "out" in notice.text)
    pattern = "*.md" if as_markdown else "*.json"
    (file,) = (tmp_path / "out").glob(pattern)
    with qtbot.waitSignal(transfers.imported, timeout=10_000):
        transfers.import_from(file)
    assert [card.title for card in store.chats()] == ["A talk", "A talk"]


def test_an_export_has_the_name_that_was_given(
    qtbot: QtBot, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    chat = store.new_chat("A talk").id
    store.add(chat, None, "user", said("user", "What is this?").parts)
    notice = Notice()
    qtbot.addWidget(notice)
    transfers = Transfers(notice, notice, store)
    for given, made in {"Talks 25.11": "Talks 25.11", "Talks.json": "Talks"}.items():
        chosen = (str(tmp_path / given), "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, chosen=chosen: chosen)
        transfers.export(None)
        qtbot.waitUntil(lambda made=made: notice.text == f"Exported to {made}")
        assert any((tmp_path / made).iterdir())


def test_a_strange_file_is_refused(qtbot: QtBot, store: Store, tmp_path: Path):
    strange = tmp_path / "strange.json"
    strange.write_text("{}")
    notice = Notice()
    qtbot.addWidget(notice)
    transfers = Transfers(notice, notice, store)
    transfers.import_from(strange)
    qtbot.waitUntil(lambda: notice.property("tone") == "bad")
    assert "strange.json" in notice.text and store.chats() == ()


def test_a_quick_talk_becomes_a_chat(store: Store):
    talk = (said("user", "Where?"), said("assistant", "There."), said("user", "Sure?"))
    reply = Reply(end=End("stop"), model="nano")
    chat = Kept(store).keep(talk, (reply,))
    path = store.path(chat)
    assert [shown.turn.text for shown in path] == ["Where?", "There.", "Sure?"]
    assert path[1].turn.reply is not None and path[1].turn.reply.end == End("stop")
    assert store.card(chat).title == "Where?"


def test_the_engine_is_started_as_it_was_chosen(tmp_path: Path):
    launching = Launching(tmp_path)
    launch = launching.of(Preferences(model="/m/qwen", memory_gb=2.0))
    arguments = list(launch.arguments)
    assert arguments[arguments.index("--model") + 1] == "/m/qwen"
    assert arguments[arguments.index("--memory") + 1] == str(2 * 2**30)
    assert launching.of(Preferences(model="remote:there")).arguments.count("kestrel-nano") == 1
    assert launch.socket == launching.of(Preferences()).socket


def test_a_home_too_deep_for_a_socket_has_one_elsewhere(tmp_path: Path):
    deep = tmp_path / ("x" * 120)
    assert len(str(Launching(deep).of(Preferences()).socket).encode()) <= LONGEST_SOCKET


def test_names_of_models():
    assert (called("remote:mini"), is_remote("remote:mini")) == ("mini", True)
    assert (called("/m/Qwen3.5-4B"), is_remote("/m/Qwen3.5-4B")) == ("Qwen3.5-4B", False)
    assert folder_of("remote:mini") is None
    nano = folder_of("kestrel-nano")
    assert nano is not None and (nano / "config.json").exists()
    assert patience_of(Preferences(idle_minutes=None)).idle is None
    assert patience_of(Preferences(idle_minutes=3)).idle == 180
