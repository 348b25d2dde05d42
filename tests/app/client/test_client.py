"""The client: questions wait for the engine, and each has its end whatever becomes of it."""

import gc
import os
import signal
import weakref
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.chat.events import End, Event, Text
from app.chat.message import said
from app.client.client import Client
from app.client.connection import Connection
from app.client.failure import Failure
from app.client.fetch import Fetch, Measured, Model
from app.client.states import Failed, Ready, Restarting, Starting, Stopped
from app.client.stream import Stream
from tests.fixtures.fake_engines import FakeEngines
from tests.fixtures.scripted_server import SILENCE, ScriptedServer, whole

Serve = Callable[..., ScriptedServer]
HELLO = [said("user", "hello")]
FINE = [Text("fine"), End("stop")]


@pytest.fixture
def client(engines: FakeEngines) -> Iterator[Client]:
    client = Client(engines.supervisor)
    yield client
    client.close()


def listen(stream: Stream) -> list[Event]:
    events: list[Event] = []
    stream.told.connect(events.append)
    return events


def until_over(qtbot: QtBot, *streams: Stream) -> None:
    qtbot.waitUntil(lambda: all(stream.is_over for stream in streams), timeout=10_000)
    qtbot.wait(20)


def test_the_first_question_starts_the_engine(client: Client, qtbot: QtBot):
    states: list[object] = []
    client.changed.connect(states.append)
    assert client.state == Stopped()
    streams = [client.ask(HELLO), client.ask(HELLO, urgent=True)]
    told = [listen(stream) for stream in streams]
    until_over(qtbot, *streams)
    assert told == [FINE, FINE]
    assert states == [Starting(), Ready("fake")]


def test_the_engine_is_needed_until_the_last_end(
    client: Client, engines: FakeEngines, qtbot: QtBot
):
    engines.say("silent")
    stream = client.ask(HELLO)
    qtbot.waitUntil(lambda: (engines.folder / "heard").exists())
    assert client.state == Ready("fake")
    assert 600 not in engines.clock.held
    stream.cancel()
    engines.clock.ring(600)
    assert client.state == Stopped()
    (engines.folder / "silent").unlink()
    stream = client.ask(HELLO)
    told = listen(stream)
    until_over(qtbot, stream)
    assert told == FINE


def test_a_crash_fails_what_was_asked_and_not_what_waits(
    client: Client, engines: FakeEngines, qtbot: QtBot
):
    until_over(qtbot, client.ask(HELLO))
    engines.say("silent")
    lost = client.ask(HELLO)
    told = listen(lost)
    qtbot.waitUntil(lambda: (engines.folder / "heard").exists())
    os.kill(engines.supervisor.pid, signal.SIGKILL)
    until_over(qtbot, lost)
    assert [event.reason for event in told if isinstance(event, End)] == ["failed"]
    assert isinstance(told[-1], End)
    assert told[-1].retryable
    engines.until(Restarting)
    (engines.folder / "silent").unlink()
    waiting = client.ask(HELLO)
    told = listen(waiting)
    qtbot.wait(50)
    assert told == []
    engines.clock.ring(1)
    until_over(qtbot, waiting)
    assert told == FINE


def test_an_engine_that_cannot_run_fails_all_that_wait(
    client: Client, engines: FakeEngines, qtbot: QtBot
):
    engines.plan("fail")
    stream, fetch = client.ask(HELLO), client.models()
    told, failures = listen(stream), failures_of(fetch)
    until_over(qtbot, stream)
    reason = "The checkpoint is damaged."
    assert told == [End("failed", error=reason, retryable=True)]
    assert failures == [Failure(reason, retryable=True)]
    late = client.ask(HELLO)
    told = listen(late)
    assert told == []
    until_over(qtbot, late)
    assert told == [End("failed", error=reason, retryable=True)]
    assert client.state == Failed(reason)


def test_stopped_while_a_question_waits(client: Client, engines: FakeEngines, qtbot: QtBot):
    engines.plan("load")
    stream = client.ask(HELLO)
    told = listen(stream)
    qtbot.waitUntil(lambda: client.state != Starting())
    engines.supervisor.stop()
    assert told == [End("failed", error="The engine was stopped.", retryable=True)]


def test_cancelled_while_it_waits(client: Client, engines: FakeEngines, qtbot: QtBot):
    engines.plan("load")
    stream, kept = client.ask(HELLO), client.ask(HELLO)
    told, also_told = listen(stream), listen(kept)
    stream.cancel()
    assert told == [End("cancelled")]
    engines.say("loaded")
    until_over(qtbot, kept)
    assert told == [End("cancelled")]
    assert also_told == FINE


def test_close_ends_everything(client: Client, engines: FakeEngines, qtbot: QtBot):
    engines.plan("load")
    told, failures = listen(client.ask(HELLO)), failures_of(client.models())
    qtbot.waitUntil(lambda: client.state != Starting())
    pid = engines.supervisor.pid
    client.close()
    assert told == [End("cancelled")]
    assert failures == []
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_nothing_is_kept_of_what_is_over(serve: Serve, engine: Connection, qtbot: QtBot):
    serve([whole(500, {})], [SILENCE])
    client = Client(engine)
    stream = client.ask(HELLO)
    until_over(qtbot, stream)
    fetch = client.models()
    kept = [weakref.ref(stream), weakref.ref(fetch)]
    fetch.cancel()
    del stream, fetch
    qtbot.wait(20)
    gc.collect()
    assert [ref() for ref in kept] == [None, None]


def answers_of(fetch: Fetch) -> list[object]:
    answers: list[object] = []
    fetch.answered.connect(answers.append)
    return answers


def failures_of(fetch: Fetch) -> list[Failure]:
    failures: list[Failure] = []
    fetch.failed.connect(failures.append)
    return failures


def test_models(serve: Serve, engine: Connection, qtbot: QtBot):
    cards = [
        {"id": "nano", "context": 4096, "sees": True, "loaded": True},
        {"id": "other", "max_model_len": 7},
        {"id": "bare"},
    ]
    server = serve([whole(200, {"object": "list", "data": cards})])
    fetch = Client(engine).models()
    answers, failures = answers_of(fetch), failures_of(fetch)
    qtbot.waitUntil(lambda: fetch.is_over)
    models = (Model("nano", 4096, True, True), Model("other", 7), Model("bare"))
    assert (answers, failures) == ([models], [])
    assert (server.asked[0].method, server.asked[0].path) == ("GET", "/v1/models")


def test_measure(serve: Serve, engine: Connection, qtbot: QtBot):
    told = {"prompt_tokens": 9, "cached_tokens": 2, "bytes_needed": 5, "bytes_free": 4}
    server = serve([whole(200, {"attachments": [], **told})])
    fetch = Client(engine).measure(HELLO)
    answers = answers_of(fetch)
    qtbot.waitUntil(lambda: fetch.is_over)
    assert answers == [Measured((), 9, 2, 5, 4)]
    assert server.asked[0].path == "/v1/measure"
    assert server.asked[0].json["messages"][0]["content"] == "hello"


def test_memory(serve: Serve, engine: Connection, qtbot: QtBot):
    server = serve([whole(200, {"state": "ready", "memory": {"limit": 9, "process": 7}})])
    fetch = Client(engine).memory()
    answers = answers_of(fetch)
    qtbot.waitUntil(lambda: fetch.is_over)
    assert answers == [7]
    assert server.asked[0].path == "/status"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (whole(404, {"error": {"message": "no such path"}}), "no such path"),
        (whole(200, [1]), "does not speak"),
        (whole(200, {"data": 3}), "does not speak"),
        (whole(200, {"data": [{}]}), "does not speak"),
        (whole(200, b"\xff"), "does not speak"),
        (b"", "ended before"),
    ],
    ids=["refused", "list", "number", "no id", "bytes", "nothing"],
)
def test_a_fetch_that_fails(
    answer: bytes, message: str, serve: Serve, engine: Connection, qtbot: QtBot
):
    serve([answer])
    fetch = Client(engine).models()
    answers, failures = answers_of(fetch), failures_of(fetch)
    qtbot.waitUntil(lambda: fetch.is_over)
    qtbot.wait(20)
    assert answers == []
    (failure,) = failures
    assert message in failure.message


def test_a_server_needs_no_supervisor(serve: Serve, qtbot: QtBot):
    server = serve([whole(200, {"data": []})], tcp=True)
    client = Client(Connection.to_server(f"http://127.0.0.1:{server.port}", "k", "m"))
    assert client.state == Ready("m")
    fetch = client.models()
    answers = answers_of(fetch)
    qtbot.waitUntil(lambda: fetch.is_over)
    assert answers == [()]
    assert server.asked[0].headers["authorization"] == "Bearer k"
