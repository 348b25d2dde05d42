"""A stream has exactly one end, and says why, whatever the server does."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.chat.events import End, Text
from app.chat.message import ImagePart, Message
from app.client.client import Client
from app.client.connection import Connection
from tests.fixtures.heard import ANSWER, Heard
from tests.fixtures.scripted_server import (
    EVENT_STREAM,
    SILENCE,
    ScriptedServer,
    Step,
    chunk,
    delta,
    whole,
)

Serve = Callable[..., ScriptedServer]
Ask = Callable[..., Heard]


@pytest.mark.parametrize(
    ("status", "told", "message", "retryable"),
    [
        (400, {"error": {"message": "no such model", "type": "x"}}, "no such model", False),
        (413, {"error": "too large"}, "too large", False),
        (422, {"detail": [{"loc": ["body"]}]}, "answered with status 422", False),
        (429, {"error": {"message": "busy"}}, "busy", True),
        (500, b"<html>\xff", "answered with status 500", True),
        (503, {"status": "loading"}, "answered with status 503", True),
        (507, {"error": {"message": "no memory"}}, "no memory", False),
    ],
)
def test_a_refusal(
    status: int, told: object, message: str, retryable: bool, serve: Serve, ask: Ask
):
    serve([whole(status, told)])
    end = ask().end()
    assert (end.reason, end.retryable) == ("failed", retryable)
    assert message in end.error


def test_a_refused_key_is_named(serve: Serve, ask: Ask):
    extra = "WWW-Authenticate: Bearer\r\n"
    server = serve([whole(401, {"error": {"message": "No."}}, extra=extra)], tcp=True)
    end = ask(Connection.to_server(f"http://127.0.0.1:{server.port}", "k")).end()
    assert end.error == f"No. Check the key of 127.0.0.1:{server.port}."
    assert len(server.asked) == 1


def test_a_key_does_not_follow_a_redirection(serve: Serve, ask: Ask, tmp_path: Path):
    other = ScriptedServer(None)
    server = serve([whole(307, {}, extra=f"Location: http://127.0.0.1:{other.port}\r\n")], tcp=True)
    end = ask(Connection.to_server(f"http://127.0.0.1:{server.port}", "k")).end()
    other.close()
    assert "sends elsewhere (307)" in end.error
    assert not other.asked


def failed(heard: Heard, *, retryable: bool = True) -> str:
    end = heard.end()
    assert (end.reason, end.retryable) == ("failed", retryable)
    return end.error


def test_nobody_listens(ask: Ask):
    assert failed(ask()) == "The engine is not running; ask again."


def test_a_dead_engine_left_its_socket(ask: Ask, socket_path: Path):
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(socket_path))
    assert failed(ask()) == "The engine is not running; ask again."


def test_nobody_listens_on_a_port(ask: Ask):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    assert "Nothing answers at 127.0.0.1" in failed(
        ask(Connection.to_server(f"http://127.0.0.1:{port}"))
    )


@pytest.mark.parametrize(
    "script",
    [
        [],
        [b"HTTP/1.1 20"],
        [EVENT_STREAM],
        [EVENT_STREAM, delta(content="a"), b"data: {"],
        [EVENT_STREAM.replace(b"\r\n\r\n", b"\r\nContent-Length: 999\r\n\r\n"), delta(content="a")],
        [EVENT_STREAM.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n"), b"5\r\nda"],
    ],
    ids=["at once", "in the status", "empty", "in a chunk", "short", "chunked"],
)
def test_the_engine_dies(script: list[Step], serve: Serve, ask: Ask):
    server = serve(script)
    assert failed(ask()) == "The engine ended before its answer did; ask again."
    assert len(server.asked) == 1, "a request must not be sent twice"


def test_an_error_in_mid_answer_keeps_what_was_said(serve: Serve, ask: Ask):
    error = chunk(error={"message": "The memory is full.", "type": "server_error"})
    serve([EVENT_STREAM, delta(content="a"), error])
    heard = ask()
    assert failed(heard) == "The memory is full."
    assert heard.events[0] == Text("a")


def test_a_reason_without_done_is_an_end(serve: Serve, ask: Ask):
    serve([EVENT_STREAM, ANSWER])
    assert ask().end() == End("stop")


@pytest.mark.parametrize(
    "script",
    [
        [EVENT_STREAM, b"data: {garbage}\n\n", SILENCE],
        [EVENT_STREAM, b'data: {"choices": 3}\n\n', SILENCE],
        [whole(200, {"object": "chat.completion"})],
        [whole(200, b"<html>", "text/html")],
    ],
    ids=["json", "types", "no stream", "html"],
)
def test_a_server_of_another_kind(script: list[Step], serve: Serve, ask: Ask):
    serve(script)
    assert "does not speak OpenAI's API" in failed(ask(), retryable=False)


def test_garbage_instead_of_http(serve: Serve, ask: Ask):
    serve([b"\x00\xff" * 5000])
    failed(ask())


def test_a_server_that_cannot_be_reached_in_time(ask: Ask, socket_path: Path):
    """Its queue of connections is full: a connection is neither made nor refused."""
    with socket.socket(socket.AF_UNIX) as full:
        full.bind(str(socket_path))
        full.listen(0)
        waiting = socket.socket(socket.AF_UNIX)
        waiting.connect(str(socket_path))
        assert failed(ask(connect_s=0.05)) == "the engine was not reached within 0.05 s."
        waiting.close()


def test_an_attachment_that_is_gone(qtbot: QtBot, tmp_path: Path):
    message = Message("user", (ImagePart(tmp_path / "a.png"),))
    client = Client(Connection.to_server("http://127.0.0.1:9"))
    heard = Heard(qtbot, client.ask([message]))
    assert "cannot be read" in failed(heard, retryable=False)
