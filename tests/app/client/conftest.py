"""A scripted server on a Unix socket, and fake engines under a supervisor."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.client.client import Client
from app.client.connection import Connection
from tests.fixtures.fake_engines import FakeEngines
from tests.fixtures.heard import HELLO, Heard
from tests.fixtures.qt_references import assert_sound
from tests.fixtures.scripted_server import ScriptedServer, Step


@pytest.fixture(scope="session", autouse=True)
def sound_qt() -> None:
    assert_sound()


@pytest.fixture
def socket_path(tmp_path: Path) -> Path:
    return tmp_path / "s"


@pytest.fixture
def serve(socket_path: Path) -> Iterator[Callable[..., ScriptedServer]]:
    """Give it scripts; the server's `connection` is the client's side of it."""
    servers: list[ScriptedServer] = []

    def started(*scripts: list[Step], tcp: bool = False) -> ScriptedServer:
        servers.append(ScriptedServer(None if tcp else socket_path, *scripts))
        return servers[-1]

    yield started
    for server in servers:
        server.close()


@pytest.fixture
def engine(socket_path: Path) -> Connection:
    return Connection.to_engine(socket_path)


@pytest.fixture
def engines(tmp_path: Path, qtbot: QtBot) -> Iterator[FakeEngines]:
    engines = FakeEngines(tmp_path, qtbot)
    yield engines
    engines.close()


@pytest.fixture
def ask(qtbot: QtBot, engine: Connection) -> Callable[..., Heard]:
    def asked(connection: Connection = engine, connect_s: float = 10.0) -> Heard:
        return Heard(qtbot, Client(connection).ask(HELLO, connect_s=connect_s))

    return asked
