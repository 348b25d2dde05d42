"""The page for base checkpoints: it writes on, stops, and says what went wrong."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from app.client.client import Client
from app.ui.models.completion import CompletionWindow
from tests.fixtures.scripted_server import DONE, EVENT_STREAM, SILENCE, ScriptedServer, chunk, whole

Answering = Callable[..., tuple[Client, ScriptedServer]]


def text(words: str, finish: str | None = None) -> bytes:
    return chunk(choices=[{"index": 0, "text": words, "finish_reason": finish}])


def test_it_writes_on(answering: Answering, qtbot: QtBot):
    client, server = answering([EVENT_STREAM, text(" upon"), text(" a time", "stop"), DONE])
    page = CompletionWindow(client)
    qtbot.addWidget(page)
    page.text.setPlainText("Once")
    with qtbot.waitSignal(page.ended):
        page.run.click()
        assert page.run.text() == "Stop"
    assert page.text.toPlainText() == "Once upon a time"
    assert server.asked[0].json["prompt"] == "Once"
    assert (page.run.text(), page.text.isReadOnly()) == ("Continue", False)


def test_stopped(answering: Answering, qtbot: QtBot):
    client, _ = answering([EVENT_STREAM, text(" upon"), SILENCE])
    page = CompletionWindow(client)
    qtbot.addWidget(page)
    page.text.setPlainText("Once")
    page.start()
    qtbot.waitUntil(lambda: page.text.toPlainText() == "Once upon")
    with qtbot.waitSignal(page.ended):
        page.run.click()
    assert not page.runs
    assert page.text.toPlainText() == "Once upon"


def test_failed(answering: Answering, qtbot: QtBot):
    client, _ = answering([whole(400, {"error": {"message": "Too long; shorten it."}})])
    page = CompletionWindow(client)
    qtbot.addWidget(page)
    page.text.setPlainText("Once")
    with qtbot.waitSignal(page.ended):
        page.start()
    assert page.said.text() == "Too long; shorten it."
