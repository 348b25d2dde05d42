"""A stream tells what the server sends, as it comes, until its one end."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from pytestqt.qtbot import QtBot

from app.chat.events import End, Event, Text, Thinking
from app.client.client import Client
from app.client.connection import Connection
from app.client.request import Request
from app.client.stream import Stream
from tests.fixtures.heard import ANSWER, HELLO, TOLD, USAGE, Heard
from tests.fixtures.scripted_server import DONE, EVENT_STREAM, SILENCE, ScriptedServer, delta

Serve = Callable[..., ScriptedServer]
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


def test_a_stream_nobody_holds_lives_until_its_end(serve: Serve, engine: Connection, qtbot: QtBot):
    serve([EVENT_STREAM, ANSWER, USAGE, DONE])
    events: list[Event] = []
    client = Client(engine)
    client.ask(HELLO).told.connect(events.append)
    qtbot.waitUntil(lambda: events == TOLD)
