"""A store, and a scripted server for the window's client."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.chat.store import Store
from app.client.client import Client
from app.client.connection import Connection
from tests.fixtures.qt_references import assert_sound
from tests.fixtures.scripted_server import ScriptedServer, Step


@pytest.fixture(scope="session", autouse=True)
def sound_qt() -> None:
    assert_sound()


@pytest.fixture(autouse=True)
def no_button_is_held() -> Iterator[None]:
    """All tests share one mouse: a button that is never let go turns later moves into drags."""
    yield
    assert QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "chats")
    yield store
    store.close()


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[Callable[..., tuple[Client, ScriptedServer]]]:
    """Give it scripts, one a question."""
    servers: list[ScriptedServer] = []

    def started(*scripts: list[Step]) -> tuple[Client, ScriptedServer]:
        server = ScriptedServer(tmp_path / "s", *scripts)
        servers.append(server)
        return Client(Connection.to_engine(tmp_path / "s", "kestrel-nano")), server

    yield started
    for server in servers:
        server.close()
