"""A stream tells the server's events and exactly one end, whatever the server does."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from app.chat.events import End, Event, Text, Thinking, Usage
from app.chat.message import ImagePart, Message, said
from app.client.client import Client
from app.client.connection import Connection
from app.client.request import Request
from app.client.stream import Stream
from tests.fixtures.scripted_server import (
    DONE,
    EVENT_STREAM,
    SILENCE,
    ScriptedServer,
    Step,
    chunk,
    delta,
    whole,
)

Serve = Callable[..., ScriptedServer]
HELLO = [said("user", "hello")]
ANSWER = delta(content="It is ") + delta(content="ü🦅.") + delta("stop")
USAGE = chunk(choices=[], usage={"prompt_tokens": 4, "completion_tokens": 2})
TOLD = [Text("It is "), Text("ü🦅."), End("stop", Usage(4, 0, 2))]


class Heard:
    """What a stream tells; `wait` for its end."""

    def __init__(self, qtbot: QtBot, stream: Stream) -> None:
        self.events: list[Event] = []
        self.stream = stream
        self._qtbot = qtbot
        stream.told.connect(self.events.append)

    def wait(self, count: int = 0) -> list[Event]:
        """All events up to the end, or the first `count`."""
        self._qtbot.waitUntil(
            lambda: len(self.events) >= count if count else self.ends > 0, timeout=10_000
        )
        return self.events

    def end(self) -> End:
        """The one end; more time would bring no other."""
        self.wait()
        self._qtbot.wait(20)
        assert self.ends == 1
        last = self.events[-1]
        assert isinstance(last, End)
        return last

    @property
    def ends(self) -> int:
        return sum(isinstance(event, End) for event in self.events)


@pytest.fixture
def ask(qtbot: QtBot, engine: Connection) -> Callable[..., Heard]:
    def asked(connection: Connection = engine, connect_s: float = 10.0) -> Heard:
        return Heard(qtbot, Client(connection).ask(HELLO, connect_s=connect_s))

    return asked


Ask = Callable[..., Heard]


def test_an_answer(serve: Serve, ask: Ask):
    server = serve([EVENT_STREAM, ANSWER, USAGE, DONE])
    heard = ask()
    assert heard.wait() == TOLD
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.json["messages"] == [{"role": "user", "content": "hello"}]
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["accept-encoding"] == "identity"
    assert "authorization" not in asked.headers


def test_an_answer_in_single_bytes(serve: Serve, ask: Ask):
    pieces = [bytes([byte]) for byte in ANSWER + USAGE + DONE]
    serve([EVENT_STREAM, *pieces])
    assert ask().wait() == TOLD


def test_an_answer_in_http_chunks(serve: Serve, ask: Ask):
    head = EVENT_STREAM.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n")
    data = ANSWER + USAGE + DONE
    pieces = [b"%x\r\n%s\r\n" % (len(p), p) for p in (data[:33], data[33:40], data[40:])]
    serve([head, *pieces, b"0\r\n\r\n"])
    assert ask().wait() == TOLD


def test_events_come_while_the_server_still_writes(serve: Serve, ask: Ask):
    go_on = threading.Event()
    serve([EVENT_STREAM, delta(reasoning_content="hm"), go_on, ANSWER, USAGE, DONE])
    heard = ask()
    assert heard.wait(1) == [Thinking("hm")]
    go_on.set()
    assert heard.wait()[1:] == TOLD


def test_the_end_does_not_wait_for_the_connection(serve: Serve, ask: Ask):
    serve([EVENT_STREAM, ANSWER, USAGE, DONE, SILENCE])
    assert ask().wait() == TOLD


def test_a_server_over_tcp_gets_the_key(serve: Serve, ask: Ask):
    server = serve([EVENT_STREAM, ANSWER, USAGE, DONE], tcp=True)
    heard = ask(Connection.to_server(f"http://127.0.0.1:{server.port}", "k3y", "m"))
    assert heard.wait() == TOLD
    assert server.asked[0].headers["authorization"] == "Bearer k3y"
    assert server.asked[0].json["model"] == "m"


def test_cancelled_while_the_prompt_is_read(serve: Serve, ask: Ask, qtbot: QtBot):
    server = serve([SILENCE])
    heard = ask()
    qtbot.waitUntil(lambda: bool(server.asked))
    heard.stream.cancel()
    heard.stream.cancel()
    assert heard.end() == End("cancelled")
    assert server.left.wait(5), "the server was not told"


def test_cancelled_in_mid_answer(serve: Serve, ask: Ask):
    server = serve([EVENT_STREAM, delta(content="a"), SILENCE])
    heard = ask()
    heard.wait(1)
    heard.stream.cancel()
    assert heard.end() == End("cancelled")
    assert server.left.wait(5)


def test_cancelled_by_whoever_hears_it(serve: Serve, ask: Ask):
    serve([EVENT_STREAM, delta(content="a") + delta(content="b"), SILENCE])
    heard = ask()
    heard.stream.told.connect(lambda _: heard.stream.cancel())
    assert heard.end() == End("cancelled")
    assert heard.events[0] == Text("a")


def test_cancelled_before_it_began(qtbot: QtBot, engine: Connection):
    heard = Heard(qtbot, Stream(Request(tuple(HELLO))))
    heard.stream.cancel()
    heard.stream.begin(engine)
    assert heard.end() == End("cancelled")


def test_a_cancel_after_the_end_changes_nothing(serve: Serve, ask: Ask):
    serve([EVENT_STREAM, ANSWER, USAGE, DONE])
    heard = ask()
    heard.wait()
    heard.stream.cancel()
    assert heard.end() == TOLD[-1]


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


def test_a_long_silence_is_no_failure(serve: Serve, ask: Ask, qtbot: QtBot):
    """The limit is for the connection; a prompt may be read for minutes."""
    go_on = threading.Event()
    serve([go_on, EVENT_STREAM, ANSWER, USAGE, DONE])
    heard = ask(connect_s=1.0)
    qtbot.wait(1300)
    assert heard.events == []
    go_on.set()
    assert heard.wait() == TOLD


def test_a_slot_with_an_event_loop_keeps_the_order(serve: Serve, ask: Ask):
    go_on = threading.Event()
    serve([EVENT_STREAM, delta(content="a"), go_on, delta(content="b"), delta("stop"), DONE])
    heard = ask()
    order: list[str] = []

    def dialog(event: Event) -> None:
        order.append("begin")
        go_on.set()
        loop = QEventLoop()
        QTimer.singleShot(50, loop.quit)
        loop.exec()
        order.append("end")

    heard.stream.told.connect(dialog)
    heard.wait()
    assert heard.events == [Text("a"), Text("b"), End("stop")]
    assert order[:4] == ["begin", "end", "begin", "end"]


def test_many_at_once(serve: Serve, ask: Ask, qtbot: QtBot):
    """Qt alone would send six and keep the others waiting."""
    go_on = threading.Event()
    server = serve(*[[go_on, EVENT_STREAM, ANSWER, USAGE, DONE] for _ in range(10)])
    heard = [ask() for _ in range(10)]
    qtbot.waitUntil(lambda: len(server.asked) == 10)
    go_on.set()
    assert [each.wait() for each in heard] == [TOLD] * 10


def test_an_attachment_that_is_gone(qtbot: QtBot, tmp_path: Path):
    message = Message("user", (ImagePart(tmp_path / "a.png"),))
    client = Client(Connection.to_server("http://127.0.0.1:9"))
    heard = Heard(qtbot, client.ask([message]))
    assert "cannot be read" in failed(heard, retryable=False)


def test_a_stream_nobody_holds_lives_until_its_end(serve: Serve, engine: Connection, qtbot: QtBot):
    serve([EVENT_STREAM, ANSWER, USAGE, DONE])
    events: list[Event] = []
    client = Client(engine)
    client.ask(HELLO).told.connect(events.append)
    qtbot.waitUntil(lambda: events == TOLD)
