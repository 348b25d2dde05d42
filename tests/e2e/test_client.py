"""The window's client and the real engine, which is killed at random moments under load."""

import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.chat.events import Attached, End, Event, Prefill, Text
from app.chat.message import ImagePart, Message, said
from app.chat.settings import Settings
from app.client.backoff import Patience
from app.client.client import Client
from app.client.connection import Connection
from app.client.engine_process import Launch, engine_launch
from app.client.fetch import Model
from app.client.states import Ready, Restarting, State, Stopped
from app.client.stream import Stream
from app.client.supervisor import Supervisor
from tests.fixtures.qt_references import assert_sound

ROOT = Path(__file__).parents[2]
RESOURCES = ROOT / "resources"
PROMPTS = json.loads((RESOURCES / "models/kestrel-nano/prompts.json").read_text())
# It is killed far more often than an engine may die: waits are short, and none is the last.
PATIENCE = Patience(look=0.05, healthy=0.0, first_wait=0.01, deaths=1000)
EXACT = Settings(max_tokens=300, temperature=0.0)  # the longest list has 217
LONGEST_MS = 60_000


def about(picture: str, words: str) -> list[Message]:
    return [said("user", words, ImagePart(RESOURCES / f"samples/{picture}.png", f"{picture}.png"))]


QUESTIONS = {
    "able": [said("user", "What can you do?")],
    "list": about("account", PROMPTS["list"]),
    "find": about("account", PROMPTS["find"].replace("{words}", "Save")),
    "later": [
        *about("print", "What is the title?"),
        said("assistant", "Print"),
        said("user", "What can you do?"),
    ],
}


def launch_in(folder: Path) -> Launch:
    """The socket's folder has to be the engine's own, and private."""
    kept = str(folder / "snapshots")
    return engine_launch(folder / "engine" / "s", "kestrel-nano", "--snapshots", kept)


class Asked:
    """One question, and all that was told of it."""

    def __init__(self, name: str, stream: Stream) -> None:
        self.name, self.stream = name, stream
        self.events: list[Event] = []
        stream.told.connect(self.events.append)

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, Text))

    @property
    def end(self) -> End:
        (end,) = [event for event in self.events if isinstance(event, End)]
        assert self.events[-1] is end
        return end


class Window:
    """What a window has: a client, its supervisor, and the states that it saw."""

    def __init__(self, folder: Path, qtbot: QtBot, patience: Patience) -> None:
        self._qtbot = qtbot
        self.supervisor = Supervisor(launch_in(folder), patience)
        self.client = Client(self.supervisor)
        self.states: list[State] = []
        self.kills = 0
        self.client.changed.connect(self.states.append)

    def ask(self, name: str) -> Asked:
        return Asked(name, self.client.ask(QUESTIONS[name], EXACT))

    def wait(self, *asked: Asked) -> None:
        self._qtbot.waitUntil(
            lambda: all(each.stream.is_over for each in asked), timeout=LONGEST_MS
        )

    def answer(self, name: str) -> str:
        """A whole answer, asked while nothing else is."""
        asked = self.ask(name)
        self.wait(asked)
        assert asked.end.reason in ("stop", "length"), asked.end
        return asked.text

    def busy_ms(self) -> int:
        """How long the engine has to do with what the test asks at once."""
        begun = time.monotonic()
        self.wait(*[self.ask(name) for name in [*QUESTIONS, *QUESTIONS][:6]])
        return round((time.monotonic() - begun) * 1000)

    def kill(self) -> None:
        """As the system does when the memory is full."""
        restarts = self.restarts
        self.kills += 1
        os.kill(self.supervisor.pid, signal.SIGKILL)
        self._qtbot.waitUntil(lambda: self.restarts > restarts, timeout=LONGEST_MS)
        self._qtbot.waitUntil(lambda: self.supervisor.pid > 0, timeout=LONGEST_MS)

    @property
    def restarts(self) -> int:
        return sum(isinstance(state, Restarting) for state in self.states)


@pytest.fixture(scope="module", autouse=True)
def sound_qt() -> None:
    assert_sound()


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    window = Window(tmp_path, qtbot, PATIENCE)
    yield window
    window.client.close()


def test_an_answer_with_all_that_is_told_of_it(window: Window):
    asked = window.ask("list")
    window.wait(asked)
    attached = [event for event in asked.events if isinstance(event, Attached)]
    assert [receipt.name for each in attached for receipt in each.receipts] == ["account.png"]
    assert asked.events[0] is attached[0]
    assert any(isinstance(event, Prefill) for event in asked.events)
    assert asked.text
    assert asked.end.usage.prompt_tokens > asked.end.usage.cached_tokens
    assert asked.end.timings.first_token_s > 0
    assert isinstance(window.client.state, Ready)


# Qt's own, rarely, where a peer is killed while what it sent is being read.
@pytest.mark.qt_log_ignore("this method must only be called once")
@pytest.mark.parametrize(
    "kills", [10, pytest.param(100, marks=[pytest.mark.slow, pytest.mark.soak])]
)
def test_killed_at_random_moments(kills: int, window: Window, qtbot: QtBot):
    """One end each, a restart each, and the next answer is the undisturbed one."""
    chance = random.Random(kills)
    truth = {name: window.answer(name) for name in QUESTIONS}
    busy_ms = window.busy_ms()
    failed = 0
    for kill in range(kills):
        load = [window.ask(chance.choice(list(QUESTIONS))) for _ in range(6)]
        qtbot.wait(chance.randrange(busy_ms))
        window.kill()
        if chance.random() < 0.2:  # and again, while it starts or loads
            qtbot.wait(chance.randrange(1000))
            window.kill()
        window.wait(*load)
        for asked in load:
            judge(asked, truth[asked.name])
        failed += any(asked.end.reason == "failed" for asked in load)
        name = chance.choice(list(QUESTIONS))
        assert window.answer(name) == truth[name], f"after {kill + 1} kills"
    assert window.restarts == window.kills
    assert failed > kills / 4, "most kills came too late to disturb anything"


def judge(asked: Asked, truth: str) -> None:
    """It ended before the kill or by it; what was said by then was right."""
    if asked.end.reason == "failed":
        assert asked.end.retryable, asked.end
        assert truth.startswith(asked.text)
    else:
        assert asked.text == truth


def test_ended_when_idle_and_warm_when_it_comes_back(tmp_path: Path, qtbot: QtBot):
    window = Window(tmp_path, qtbot, Patience(look=0.05, idle=0.5))
    first = window.ask("list")
    window.wait(first)
    qtbot.waitUntil(lambda: window.supervisor.pid == 0, timeout=LONGEST_MS)
    assert window.states[-1] == Stopped()
    again = window.ask("list")
    window.wait(again)
    window.client.close()
    assert again.text == first.text != ""
    assert again.end.usage.cached_tokens > 0
    assert window.restarts == 0


PARENT = """
    import sys
    from pathlib import Path
    from PySide6.QtCore import QCoreApplication
    from app.chat.events import Text
    from app.chat.settings import Settings
    from tests.e2e.test_client import QUESTIONS, PATIENCE, launch_in
    from app.client.client import Client
    from app.client.supervisor import Supervisor
    application = QCoreApplication([])
    client = Client(Supervisor(launch_in(Path(sys.argv[1])), PATIENCE))
    stream = client.ask(QUESTIONS["list"], Settings(temperature=0.0))
    stream.told.connect(lambda event: isinstance(event, Text) and print("text", flush=True))
    application.exec()
"""


def test_the_engine_ends_in_mid_answer_when_its_parent_dies(tmp_path: Path, qtbot: QtBot):
    socket_path = launch_in(tmp_path).socket
    command = [sys.executable, "-c", textwrap.dedent(PARENT), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"text\n"
        parent.kill()
    qtbot.waitUntil(lambda: is_free(socket_path), timeout=LONGEST_MS)


def is_free(socket_path: Path) -> bool:
    """Whether another engine could be started there: the lock goes with the process."""
    with socket_path.with_name(socket_path.name + ".lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@pytest.mark.parametrize("is_kestrel", [True, False])
def test_the_same_answer_from_a_server(is_kestrel: bool, window: Window, qtbot: QtBot):
    """Bytes instead of a file's name, over TCP with a key, with or without our additions."""
    command = [sys.executable, "-m", "app", "serve", "--port", "0", "--token", "a-long-key"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        client = Client(Connection.to_server(url, "a-long-key", is_kestrel=is_kestrel))
        until_loaded(client, qtbot)
        asked = Asked("list", client.ask(QUESTIONS["list"], EXACT))
        window.wait(asked)
        server.terminate()
    assert asked.end.reason == "stop", asked.end
    assert asked.text == window.answer("list")
    assert any(isinstance(event, Prefill) for event in asked.events) is is_kestrel


def until_loaded(client: Client, qtbot: QtBot) -> None:
    found: list[Model] = []

    def look() -> None:
        fetch = client.models()
        fetch.answered.connect(found.extend)
        fetch.over.connect(lambda: is_loaded() or QTimer.singleShot(50, look))

    def is_loaded() -> bool:
        return any(model.loaded for model in found)

    look()
    qtbot.waitUntil(is_loaded, timeout=LONGEST_MS)
    assert found[-1].id == "kestrel-nano"
