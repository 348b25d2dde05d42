"""Another checkpoint, or a server, while the program runs: nothing is lost and nothing strays."""

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.chat.events import End, Event, Text
from app.chat.message import said
from app.client.client import MOVED, Client
from app.client.connection import AddressError, Connection
from app.client.engine_process import Launch
from app.client.states import Failed, Ready, Restarting, Starting, Stopped
from app.client.stream import Stream
from tests.fixtures.fake_engines import FakeEngines
from tests.fixtures.scripted_server import DONE, EVENT_STREAM, SILENCE, ScriptedServer, delta

HELLO = [said("user", "hello")]
FINE = [Text("fine"), End("stop")]
LOST = End("failed", error=MOVED.message, retryable=True)
ANSWER = [EVENT_STREAM, delta(content="from afar"), delta("stop"), DONE]
Serve = Callable[..., ScriptedServer]


@pytest.fixture
def client(engines: FakeEngines) -> Iterator[Client]:
    client = Client(engines.supervisor)
    yield client
    client.close()


def address(server: ScriptedServer) -> Connection:
    return Connection.to_server(f"http://127.0.0.1:{server.port}", "k", "m")


def another(engines: FakeEngines) -> Launch:
    """The same program with one option more."""
    launch = engines.launch
    return dataclasses.replace(launch, arguments=(*launch.arguments, "--parent-pipe"))


def listen(stream: Stream) -> list[Event]:
    events: list[Event] = []
    stream.told.connect(events.append)
    return events


def until_over(qtbot: QtBot, *streams: Stream) -> None:
    qtbot.waitUntil(lambda: all(stream.is_over for stream in streams), timeout=10_000)
    qtbot.wait(20)


def ends(told: list[Event]) -> list[Event]:
    return [event for event in told if isinstance(event, End)]


def test_another_engine_starts_when_the_former_has_ended(engines: FakeEngines, qtbot: QtBot):
    engines.plan("stubborn", "serve")
    engines.supervisor.start()
    engines.until(Ready)
    (first,) = engines.pids
    engines.supervisor.switch(another(engines))
    assert engines.supervisor.state == Starting()
    qtbot.wait(100)
    assert engines.pids == [first]  # never two at once
    engines.clock.ring(7)
    engines.until(Ready, 2)
    engines.until_gone(first)
    assert len(engines.pids) == 2
    assert engines.supervisor.launch == another(engines)


def test_a_stopped_one_stays_stopped(engines: FakeEngines):
    engines.supervisor.switch(another(engines))
    assert engines.supervisor.state == Stopped()
    engines.supervisor.start()
    engines.until(Ready)


def test_the_next_one_is_tried_though_the_former_failed(engines: FakeEngines):
    engines.plan("fail", "serve")
    engines.supervisor.start()
    engines.until(Failed)
    engines.supervisor.switch(another(engines))
    engines.until(Ready)


def test_the_wait_of_the_former_is_not_the_next_ones(engines: FakeEngines):
    engines.plan("die", "serve")
    engines.supervisor.start()
    engines.until(Restarting)
    engines.supervisor.switch(another(engines))
    engines.until(Ready)
    assert engines.starts == ["die", "serve"]


def test_the_same_one_goes_on(engines: FakeEngines):
    engines.supervisor.start()
    engines.until(Ready)
    engines.supervisor.switch(engines.launch)
    assert engines.supervisor.state == Ready("fake")


def test_a_socket_that_cannot_be(engines: FakeEngines):
    engines.supervisor.start()
    engines.until(Ready)
    with pytest.raises(AddressError):
        engines.supervisor.switch(Launch("x", (), Path("/" + "x" * 200)))
    assert engines.supervisor.launch == engines.launch
    assert engines.supervisor.state == Ready("fake")


def test_what_is_answered_fails_once_and_what_waits_is_answered(
    client: Client, engines: FakeEngines, qtbot: QtBot
):
    engines.say("silent")
    running = client.ask(HELLO)
    told = listen(running)
    qtbot.waitUntil(lambda: (engines.folder / "heard").exists())
    waiting = client.ask(HELLO)
    also_told = listen(waiting)
    (engines.folder / "silent").unlink()
    client.turn_to(another(engines))
    assert ends(told) == [LOST]
    until_over(qtbot, waiting)
    assert also_told == FINE
    assert ends(told) == [LOST]
    assert len(engines.starts) == 2


def test_each_state_is_told_once(client: Client, engines: FakeEngines, qtbot: QtBot):
    states: list[object] = []
    client.changed.connect(states.append)
    until_over(qtbot, client.ask(HELLO))
    client.turn_to(another(engines))
    engines.until(Ready, 2)
    assert states == [Starting(), Ready("fake"), Starting(), Ready("fake")]


def test_the_engine_is_still_ended_when_nobody_needs_it(
    client: Client, engines: FakeEngines, qtbot: QtBot
):
    engines.say("silent")
    running = client.ask(HELLO)
    qtbot.waitUntil(lambda: (engines.folder / "heard").exists())
    client.turn_to(another(engines))
    assert running.is_over
    engines.until(Ready, 2)
    assert 600 in engines.clock.held


def test_a_server_instead(client: Client, engines: FakeEngines, serve: Serve, qtbot: QtBot):
    until_over(qtbot, client.ask(HELLO))
    (pid,) = engines.pids
    server = serve(ANSWER, tcp=True)
    there = address(server)
    states: list[object] = []
    client.changed.connect(states.append)
    client.turn_to(there)
    assert client.connection == there
    assert client.state == Ready(there.model)
    assert states == [client.state]
    engines.until_gone(pid)
    stream = client.ask(HELLO)
    told = listen(stream)
    until_over(qtbot, stream)
    assert told == [Text("from afar"), End("stop")]
    client.start()  # there is nothing to start
    assert engines.supervisor.state == Stopped()


def test_what_waits_for_this_machine_does_not_leave_it(
    client: Client, engines: FakeEngines, serve: Serve, qtbot: QtBot
):
    engines.plan("load")
    waiting = client.ask(HELLO)
    told = listen(waiting)
    qtbot.waitUntil(lambda: client.state != Starting())
    server = serve([SILENCE], tcp=True)
    there = address(server)
    client.turn_to(there)
    assert told == [LOST]
    qtbot.wait(50)
    assert server.asked == []


def test_what_leaves_the_machine_is_told(engines: FakeEngines, qtbot: QtBot):
    client = Client(Connection.to_server("https://elsewhere.invalid/v1"))
    hosts: list[str] = []
    client.left.connect(hosts.append)
    client.ask(HELLO).cancel()
    client.turn_to(Connection.to_server("http://localhost:1"))
    client.ask(HELLO).cancel()
    assert hosts == ["elsewhere.invalid"]


def test_home_again(client: Client, engines: FakeEngines, serve: Serve, qtbot: QtBot):
    server = serve(ANSWER, tcp=True)
    there = address(server)
    client.turn_to(there)
    client.turn_to(engines.launch)
    assert client.state == Stopped()
    assert client.connection == engines.supervisor.connection
    stream = client.ask(HELLO)
    told = listen(stream)
    until_over(qtbot, stream)
    assert told == FINE
    assert server.asked == []


def test_an_engine_for_a_client_that_had_a_server(engines: FakeEngines, serve: Serve, qtbot: QtBot):
    client = Client(address(serve([SILENCE], tcp=True)))
    lost = client.ask(HELLO)
    told = listen(lost)
    client.turn_to(engines.launch)
    assert told == [LOST]
    stream = client.ask(HELLO)
    told = listen(stream)
    until_over(qtbot, stream)
    assert told == FINE
    client.close()


def test_asking_again_when_it_fails_asks_the_next_one(
    client: Client, engines: FakeEngines, qtbot: QtBot
):
    engines.say("silent")
    again: list[Stream] = []
    running = client.ask(HELLO)
    running.over.connect(lambda _: again.append(client.ask(HELLO)))
    qtbot.waitUntil(lambda: (engines.folder / "heard").exists())
    (engines.folder / "silent").unlink()
    client.turn_to(another(engines))
    told = listen(again[0])
    until_over(qtbot, again[0])
    assert told == FINE
