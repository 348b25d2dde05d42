"""A second start hands its files to the first; a killed first one leaves the way free."""

import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.ui.single import Door, Knock, door, handed_over

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.ui.single import Knock, handed_over
application = QCoreApplication([])
print(handed_over(Path(sys.argv[1]), Knock(tuple(sys.argv[2:]))))
"""
HOLDER = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.ui.single import Door
application = QCoreApplication([])
door = Door(Path(sys.argv[1]))
print("open", flush=True)
time.sleep(60)
"""


def test_nobody_runs(qtbot: QtBot, tmp_path: Path):
    assert not handed_over(tmp_path, Knock(("a.png",)))


def test_a_second_start_hands_its_files_over(qtbot: QtBot, tmp_path: Path):
    first = Door(tmp_path)
    knocked: list[Knock] = []
    first.knocked.connect(knocked.append)
    second = subprocess.Popen(
        [sys.executable, "-c", SECOND, str(tmp_path), "/a b.png", "/ü.mov"], stdout=subprocess.PIPE
    )
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.stdout is not None and second.stdout.read().strip() == b"True"
    assert knocked == [Knock(("/a b.png", "/ü.mov"))]
    first.close()


def test_a_killed_one_leaves_the_way_free(qtbot: QtBot, tmp_path: Path):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None and holder.stdout.readline() == b"open\n"
    holder.kill()
    holder.wait()
    assert Path(door(tmp_path)).exists()
    assert not handed_over(tmp_path, Knock())
    first = Door(tmp_path)
    assert first.is_open
    first.close()


def test_homes_have_doors_of_their_own(tmp_path: Path):
    assert door(tmp_path / "a") != door(tmp_path / "b")
