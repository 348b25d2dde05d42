"""The self-test of the real program: it passes, fails where something is broken, can be left."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import COMMAND, ROOT, Kestrel


def test_it_passes_and_its_report_is_whole(kestrel: Kestrel):
    done = kestrel("--selftest", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0, report
    assert report["passed"] is True
    states = {check["name"]: check["state"] for check in report["checks"]}
    assert states["answer of the engine"] == "ok"
    assert states["MLX"] == ("ok" if sys.platform == "darwin" else "noted")
    assert "failed" not in states.values()


def test_what_fails_is_named_and_the_exit_code_says_so(tmp_path: Path):
    (tmp_path / "file").touch()
    environment = {**os.environ, "KESTREL_HOME": str(tmp_path / "file" / "home")}
    done = subprocess.run(
        [*COMMAND, "selftest"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert "folder of the program" in line and "permissions" in line
    assert done.stdout.splitlines()[-1] == "Something does not work; see above."


def test_it_is_left_by_ctrl_c_and_leaves_nothing(tmp_path: Path):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    program = subprocess.Popen(
        [*COMMAND, "selftest"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert program.stdout is not None
    while "conversations" not in program.stdout.readline():
        assert program.poll() is None
    while not list(tmp_path.glob("kestrel-*/engine")):
        assert program.poll() is None
    program.send_signal(signal.SIGINT)
    assert program.wait(60) == 130
    assert not list(tmp_path.glob("kestrel-*"))
