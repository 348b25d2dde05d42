"""Clients that do not read, and clients that vanish: their orders end, others do not wait."""

import json
import socket
import threading
from typing import Any

import pytest

from app.engine.api.access import Access
from app.engine.api.feed import HIGH
from mlx_model.runtime.events import Text
from tests.app.engine.api.conftest import QUESTION, TOKEN, Serving
from tests.fixtures.scripted_engine import STOP, ScriptedEngine

LONG = (*[Text("x" * 1000, 1)] * 3000, STOP)


def send(made: socket.socket, path: str = "/v1/chat/completions", **fields: Any) -> None:
    body = json.dumps({**QUESTION, **fields}).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    head += f"Authorization: Bearer {TOKEN}\r\nContent-Length: {len(body)}\r\n\r\n"
    made.sendall(head.encode() + body)


def test_one_who_never_reads_is_paused_then_ended(serving: Serving):
    engine = ScriptedEngine(LONG)
    with serving(engine, Access(patience=0.3), unix=True) as served, served.connect() as made:
        send(made, stream=True)
        assert engine.submitted.wait(10)
        ticket = engine.tickets[0]
        assert ticket.cancelled.wait(10) and ticket.ended.wait(10)
        assert ticket.pauses
        # What was told lies in the buffers of two sockets and of one feed.
        assert ticket.told < 5 * HIGH < len(LONG)
        with served.connect() as other:
            send(other)
            assert other.recv(12) == b"HTTP/1.1 200"


def test_one_who_reads_late_misses_nothing(serving: Serving):
    engine = ScriptedEngine(LONG)
    with serving(engine, Access(), unix=True) as served, served.connect() as made:
        send(made, stream=True)
        assert engine.submitted.wait(10)
        ticket = engine.tickets[0]
        while not ticket.pauses:
            assert not ticket.ended.wait(0.01)
        received = b""
        while b"[DONE]" not in received[-40:]:
            received += made.recv(1 << 16)
        assert received.count(b'"content":"x') == 3000
        assert ticket.told == len(LONG) and not ticket.cancelled.is_set()


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("told", [0, 2])
def test_one_who_vanishes(serving: Serving, stream: bool, told: int):
    """While the engine is silent: before the first event, and in the middle of an answer."""
    engine = ScriptedEngine(LONG, hold=True)
    with serving(engine, Access(), unix=True) as served:
        with served.connect() as made:
            send(made, stream=stream)
            assert engine.submitted.wait(10) and engine.step is not None
            engine.step.release(told or 1)
            if told and stream:
                assert made.recv(100)
        assert engine.tickets[0].cancelled.wait(10)
        assert engine.tickets[0].ended.wait(10)


def test_one_who_vanishes_while_it_is_measured(serving: Serving):
    engine = ScriptedEngine()
    engine.measured = None
    with serving(engine, Access(), unix=True) as served:
        with served.connect() as made:
            send(made, "/v1/measure")
            assert engine.submitted.wait(10)
        with served.connect() as other:
            send(other)
            assert other.recv(12) == b"HTTP/1.1 200"


def test_a_server_that_ends_tells_those_who_wait(serving: Serving):
    engine = ScriptedEngine(LONG, hold=True)
    with serving(engine, Access(), unix=True) as served, served.connect() as made:
        send(made, stream=True)
        assert engine.submitted.wait(10) and engine.step is not None
        engine.step.release(2)
        received = made.recv(1 << 16)
        served.server.should_exit = True
        while piece := made.recv(1 << 16):
            received += piece
        assert b'"code":"cancelled"' in received and b"[DONE]" not in received
    assert engine.closed.is_set()


def test_a_body_that_stops_coming(serving: Serving):
    access = Access(patience=0.2)
    with serving(ScriptedEngine(), access, unix=True) as served, served.connect() as made:
        head = b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n"
        made.sendall(head + b"Content-Type: application/json\r\n\r\n{")
        assert made.recv(12) == b"HTTP/1.1 408"


@pytest.mark.parametrize("chunked", [True, False])
def test_two_gigabytes_are_refused_early(serving: Serving, chunked: bool):
    """By the length that the header tells, or once more has come than is allowed."""
    access, sizes = Access(max_body=1 << 20), list[int]()
    with serving(ScriptedEngine(), access, unix=True) as served, served.connect() as made:
        head = b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        more = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: 2147483648"
        made.sendall(head + more + b"\r\n\r\n")
        pouring = threading.Thread(target=lambda: sizes.append(pour(made)))
        if chunked:
            pouring.start()
        answer = b""
        while b"}}" not in answer:
            answer += made.recv(1 << 16)
        assert answer.startswith(b"HTTP/1.1 413") and b"body_too_large" in answer
        if chunked:
            pouring.join(10)
            assert 1 << 20 <= sizes[0] < 2 << 20


def pour(made: socket.socket) -> int:
    """Chunks until the other side has had enough; how many bytes went out."""
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    sent = 0
    try:
        while sent < 2 << 30:
            made.sendall(chunk)
            sent += len(chunk)
    except OSError:
        pass
    return sent
