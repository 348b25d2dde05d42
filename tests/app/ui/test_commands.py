"""Commands of the menu, in a window with an engine that says nothing."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chat.conversation import Draft
from app.chat.store import Store, StoreError
from app.client.client import Client
from app.ui.commands import Commands
from app.ui.composer.attaching import Attaching
from app.ui.desk import Desk
from app.ui.talks import Talks
from app.ui.window.main import MainWindow
from tests.fixtures.scripted_server import ScriptedServer

Answering = Callable[..., tuple[Client, ScriptedServer]]


@pytest.mark.parametrize("by", ["new", "traceless", "sidebar"])
def test_a_new_chat_has_the_keyboard_where_its_question_is_written(
    qtbot: QtBot, store: Store, answering: Answering, by: str
):
    client, _ = answering()
    window = MainWindow(())
    qtbot.addWidget(window)
    talks, attaching = Talks(store, client), Attaching(window.composer, client)
    desk = Desk(window, talks, attaching)
    Commands(window, talks, desk)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.sidebar.search()
    qtbot.keyClicks(QApplication.focusWidget(), "lost")
    if by == "sidebar":
        window.sidebar.new_wanted.emit()
    else:
        window.menus[by].trigger()
    qtbot.keyClicks(QApplication.focusWidget(), "Where is it?")
    assert window.composer.draft().text == "Where is it?"
    desk.close()
    attaching.close()
    client.close()


def test_a_question_that_a_full_disk_does_not_take_stands_in_the_composer_again(
    qtbot: QtBot, store: Store, answering: Answering, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    client, server = answering()
    window = MainWindow(())
    qtbot.addWidget(window)
    talks, attaching = Talks(store, client), Attaching(window.composer, client)
    desk = Desk(window, talks, attaching)
    desk.open("")
    for change in ("new_chat", "keep_draft"):
        monkeypatch.setattr(store, change, full)
        window.composer.sent.emit(Draft("Is there room?"))
        assert window.composer.draft().text == "Is there room?"
        assert window.notice.text == "The disk is full."
        desk.keep()
        window.composer.clear()
    assert not talks.is_busy and not server.asked
    desk.close()
    attaching.close()
    client.close()
