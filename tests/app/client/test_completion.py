"""A text is continued as it stands: its path, its form, its events."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from app.chat.events import End, Event, Text
from app.chat.settings import Settings
from app.client.client import Client
from app.client.connection import Connection
from tests.fixtures.scripted_server import DONE, EVENT_STREAM, ScriptedServer, chunk

Serve = Callable[..., ScriptedServer]


def text(words: str, finish: str | None = None) -> bytes:
    return chunk(choices=[{"index": 0, "text": words, "finish_reason": finish}])


def continued(qtbot: QtBot, connection: Connection, prompt: str) -> list[Event]:
    stream = Client(connection).complete(prompt, Settings(max_tokens=7, temperature=0.5))
    events: list[Event] = []
    stream.told.connect(events.append)
    qtbot.waitUntil(lambda: stream.is_over)
    qtbot.wait(10)
    return events


def test_it_goes_on(serve: Serve, engine: Connection, qtbot: QtBot):
    server = serve([EVENT_STREAM, text("upon "), text("a time"), text("", "length"), DONE])
    told = continued(qtbot, engine, "Once ")
    assert told == [Text("upon "), Text("a time"), End("length")]
    (asked,) = server.asked
    assert asked.path == "/v1/completions"
    assert asked.json["prompt"] == "Once "
    assert (asked.json["max_tokens"], asked.json["temperature"]) == (7, 0.5)
    assert asked.json["return_progress"] is True
    assert "messages" not in asked.json


def test_a_server_is_told_only_what_it_knows(serve: Serve, qtbot: QtBot):
    server = serve([EVENT_STREAM, text("x", "stop"), DONE], tcp=True)
    there = Connection.to_server(f"http://127.0.0.1:{server.port}", "k", "m")
    assert continued(qtbot, there, "Once")[-1] == End("stop")
    assert "return_progress" not in server.asked[0].json


def test_nothing_to_continue(engine: Connection, qtbot: QtBot):
    (end,) = continued(qtbot, engine, "")
    assert isinstance(end, End)
    assert "no text to continue" in end.error
