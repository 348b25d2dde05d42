"""Commands of the menu, in a window with an engine that says nothing."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chat.store import Store
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
    Commands(window, talks, Desk(window, talks, attaching))
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
    attaching.close()
    client.close()
