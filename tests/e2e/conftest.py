"""The real program as a subprocess, with the bundled checkpoint on the bundled samples."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.e2e.window import Use, Used

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "app"]
Done = subprocess.CompletedProcess[bytes]
Kestrel = Callable[..., Done]


@pytest.fixture
def kestrel() -> Kestrel:
    """kestrel("find", "shot.png", "Save"); arguments may be bytes, as file names are."""

    def call(*arguments: str | bytes | Path, stdin: bytes = b"") -> Done:
        words = [os.fsencode(argument) for argument in (*COMMAND, *arguments)]
        return subprocess.run(words, input=stdin, capture_output=True, cwd=ROOT, timeout=120)

    return call


@pytest.fixture
def started():
    """The same without waiting for its end; what still runs after the test is killed."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        running.append(
            subprocess.Popen(
                [*COMMAND, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=ROOT,
            )
        )
        return running[-1]

    yield start
    for program in running:
        program.kill()
        program.wait()


@pytest.fixture
def use(qtbot: QtBot, tmp_path: Path) -> Iterator[Use]:
    """Start the window program; starting it once more ends the former, as a person would."""
    used: list[Used] = []

    def start(*files: Path) -> Used:
        if used:
            used.pop().close()
        used.append(Used(qtbot, tmp_path / "home", *files))
        return used[-1]

    yield start
    if used:
        used.pop().close()
