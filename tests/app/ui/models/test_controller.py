"""The models of a window, with a real shelf, a host that misbehaves, and a client."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.client.client import Client
from app.client.connection import Connection
from app.client.engine_process import Launch
from app.models.catalogue import HostName
from app.models.fetching import Means
from app.models.hosts import Host, HuggingFace, ModelScope
from app.models.network import NetworkLog
from app.places import RESOURCES
from app.ui.models.controller import Choice, ModelsController
from app.ui.models.window import ModelsWindow
from tests.fixtures.hostile_host import HostileHost

GOT = "qwen3.5-0.8b-4bit"
NANO = RESOURCES / "models" / "kestrel-nano"
WEIGHTS = "model.safetensors"


@pytest.fixture
def host() -> Iterator[HostileHost]:
    host = HostileHost()
    host.content = {path.name: path.read_bytes() for path in NANO.iterdir()}
    yield host
    host.close()


@pytest.fixture
def started(
    host: HostileHost, tmp_path: Path, qtbot: QtBot
) -> Iterator[tuple[ModelsController, ModelsWindow, list[Choice], list[str]]]:
    window = ModelsWindow()
    qtbot.addWidget(window)
    client = Client(Connection.to_engine(tmp_path / "none"))
    hosts: dict[HostName, Host] = {
        "huggingface": HuggingFace(host.address),
        "modelscope": ModelScope(host.address),
    }
    means = Means(NetworkLog(tmp_path / "n.jsonl"), hosts, tmp_path / "cache", pause_s=0.01)
    launches: list[str] = []

    def launch_of(choice: str) -> Launch:
        launches.append(choice)
        return Launch("/none", (choice,), tmp_path / "s")

    choice = Choice("kestrel-nano", 4096)
    controller = ModelsController(window, client, tmp_path, choice, launch_of, means)
    kept: list[Choice] = []
    controller.changed.connect(kept.append)
    controller.open()
    qtbot.waitUntil(lambda: has(window, "kestrel-nano"))
    yield controller, window, kept, launches
    controller.close()
    client.close()


def has(window: ModelsWindow, model: str, state: str = "") -> bool:
    try:
        return state in ("", window.row(model).model.state)
    except KeyError:
        return False


Started = tuple[ModelsController, ModelsWindow, list[Choice], list[str]]


def test_looking_asks_nobody(started: Started, host: HostileHost):
    _, window, _, _ = started
    assert has(window, "kestrel-nano", "used")
    assert has(window, GOT, "offered")
    assert host.asked == []


def test_got_used_and_repaired(started: Started, host: HostileHost, qtbot: QtBot, tmp_path: Path):
    controller, window, kept, launches = started
    controller.get(GOT)
    qtbot.waitUntil(lambda: has(window, GOT, "here"), timeout=15_000)
    folder = tmp_path / "models" / GOT
    assert (folder / WEIGHTS).read_bytes() == host.content[WEIGHTS]
    window.row(GOT).button.click()
    assert launches == [str(folder)]
    qtbot.waitUntil(lambda: bool(kept) and kept[-1].model == str(folder))
    assert has(window, GOT, "used")
    (folder / WEIGHTS).write_bytes(b"")
    controller.get(GOT)
    whole = host.content[WEIGHTS]
    qtbot.waitUntil(lambda: (folder / WEIGHTS).read_bytes() == whole, timeout=15_000)


def test_paused_and_cancelled(started: Started, host: HostileHost, qtbot: QtBot, tmp_path: Path):
    controller, window, _, _ = started
    host.does[WEIGHTS] = ["stalls"]
    controller.get(GOT)
    part = tmp_path / "models" / f".{GOT}.part"
    qtbot.waitUntil(lambda: (part / f"{WEIGHTS}.part").exists(), timeout=10_000)
    window.row(GOT).button.click()
    qtbot.waitUntil(lambda: has(window, GOT, "paused"))
    window.acted.emit("cancel", GOT)
    qtbot.waitUntil(lambda: has(window, GOT, "offered"))
    assert not part.exists()


def test_a_folder_that_is_none_says_why(started: Started, tmp_path: Path, qtbot: QtBot):
    controller, window, kept, _ = started
    controller.open_folder(str(tmp_path))
    assert "has no config.json" in window._notice.text()
    assert kept == []
    controller.open_folder(str(NANO))
    qtbot.waitUntil(lambda: bool(kept))
    assert kept[-1].folders == (str(NANO),)
