"""What goes wrong is told and can be mended: damaged files, an engine that dies or cannot start."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.chat.message import TextPart
from app.chat.store import Store
from app.client.states import Failed, Ready, Stopped
from app.places import RESOURCES
from app.ui.opening import opened
from app.ui.program import Program
from tests.e2e import pointer
from tests.e2e.window import LONGEST_MS, Use, end_of

ROOT = Path(__file__).parents[2]
ABLE = "What can you do?"


def answer_box(button: str, said: list[str]) -> None:
    """Press a button of the next box, once it stands."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(20, press)
            return
        said.append(f"{box.text()} {box.informativeText()}")
        found = next(b for b in box.buttons() if b.text() == button)
        pointer.press(found)

    QTimer.singleShot(20, press)


def application() -> QApplication:
    running = QApplication.instance()
    assert isinstance(running, QApplication)
    return running


def write_chat(home: Path) -> None:
    store = Store.open(home / "chats")
    chat = store.new_chat("Kept").id
    store.add(chat, None, "user", (TextPart("Words to be kept"),))
    store.backup()
    store.close()


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[:4096] = b"\xa5" * 4096
    file.write_bytes(content)
    for beside in file.parent.glob(f"{file.name}-*"):
        beside.unlink()


def test_damaged_preferences_are_told_and_left_alone(qtbot: QtBot, tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    file = home / "preferences.json"
    file.write_text('{"appearance": "purple"')
    said: list[str] = []
    answer_box("OK", said)
    reason = opened(application(), home)
    assert isinstance(reason, str)
    assert str(file) in reason and "mend it, or move it away" in reason
    assert reason in said[0]
    assert file.read_text() == '{"appearance": "purple"'


def test_a_damaged_store_is_left_alone_or_brought_back(qtbot: QtBot, tmp_path: Path):
    home = tmp_path / "home"
    write_chat(home)
    file = home / "chats/chats.db"
    damage(file)
    before = file.read_bytes()
    said: list[str] = []
    answer_box("Quit", said)
    reason = opened(application(), home)
    assert isinstance(reason, str) and "damaged" in said[0]
    assert file.read_bytes() == before
    answer_box("Bring back what can be saved", said)
    program = opened(application(), home)
    assert isinstance(program, Program)
    program.start()
    (card,) = program.store.chats()
    assert program.store.path(card.id)[0].turn.text == "Words to be kept"
    qtbot.waitUntil(lambda: program.supervisor.pid > 0, timeout=LONGEST_MS)
    program.close()
    program.window.deleteLater()
    program.deleteLater()


def test_the_exit_code_and_the_terminal_tell_it_too(tmp_path: Path):
    """The box is closed as by a person who pressed its button: with Return."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "preferences.json").write_text("[]")
    closing = (
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from PySide6.QtWidgets import QApplication, QMessageBox\n"
        "from app.cli import main\n"
        "show = QMessageBox.exec\n"
        "def exec(box):\n"
        "    QTimer.singleShot(0, box.accept)\n"
        "    return show(box)\n"
        "QMessageBox.exec = exec\n"
        "sys.argv = ['kestrel', 'window']\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", closing],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "KESTREL_HOME": str(home)},
    )
    assert done.returncode == 2
    assert "preferences.json cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def damaged_model(tmp_path: Path) -> Path:
    """A copy of the bundled one whose weights are cut off, as the chosen model."""
    folder = tmp_path / "model"
    shutil.copytree(RESOURCES / "models/kestrel-nano", folder)
    weights = folder / "model.safetensors"
    weights.rename(folder / "whole")
    weights.write_bytes((folder / "whole").read_bytes()[:10_000])
    home = tmp_path / "home"
    home.mkdir()
    (home / "preferences.json").write_text(json.dumps({"model": str(folder)}))
    return folder


def test_an_engine_that_cannot_start_says_why_and_starts_once_it_is_mended(
    use: Use, damaged_model: Path
):
    used = use()
    window = used.program.window
    used.until(lambda: isinstance(used.program.client.state, Failed))
    assert window.notice.isVisible() and "model.safetensors" in window.notice.text
    again = pointer.button(window.notice, "Try again")
    assert again is not None
    former: list[object] = []
    used.program.client.changed.connect(former.append)
    pointer.press(again)
    used.until(lambda: former and isinstance(former[-1], Failed))
    turn = used.ask(ABLE)
    assert end_of(turn).reason == "failed" and "model.safetensors" in end_of(turn).error
    (damaged_model / "model.safetensors").unlink()
    (damaged_model / "whole").rename(damaged_model / "model.safetensors")
    used.until(lambda: pointer.button(window.transcript, "Try again"))
    retry = pointer.button(window.transcript, "Try again")
    assert retry is not None
    pointer.press(retry)
    used.until(lambda: len(used.ends) == 2)
    assert end_of(used.ends[-1]).reason == "stop"
    assert isinstance(used.program.client.state, Ready)


def test_an_engine_that_is_killed_while_nobody_asks(use: Use):
    """It comes back by itself, or with the next question; and memory is given back on a word."""
    used = use()
    client = used.program.client
    used.until(lambda: isinstance(client.state, Ready))
    former = used.program.supervisor.pid
    used.kill_engine()
    used.until(lambda: used.program.supervisor.pid not in (0, former))
    assert end_of(used.ask(ABLE)).reason == "stop"
    used.program.window.menus["unload"].trigger()
    used.until(lambda: isinstance(client.state, Stopped) and not used.program.supervisor.pid)
    assert end_of(used.ask(ABLE)).reason == "stop"
