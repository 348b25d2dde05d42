"""What the window says of where its answers come from."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from app.chat.store import Store
from app.client.client import Client
from app.client.connection import Connection
from app.ui.engine_watch import EngineWatch
from app.ui.talks import Talks
from app.ui.window.main import MainWindow
from tests.fixtures.scripted_server import ScriptedServer, whole

Answering = Callable[..., tuple[Client, ScriptedServer]]


def foot(window: MainWindow) -> tuple[str, str]:
    return window.sidebar.foot


def test_the_foot_never_says_that_nothing_left_while_another_computer_answers(
    qtbot: QtBot, store: Store, answering: Answering
):
    client, _ = answering([whole(200, {"memory": {"active": 2 * 10**9}})])
    window = MainWindow(())
    qtbot.addWidget(window)
    talks = Talks(store, client)
    watch = EngineWatch(window, client, talks.asking)
    watch.set_model("nano")
    assert foot(window)[0].startswith("Nothing left this")
    client.turn_to(Connection.to_server("http://elsewhere.invalid:1"))
    assert foot(window) == ("Answered by elsewhere.invalid:1", "")
    client.close()
