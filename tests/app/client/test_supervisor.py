"""The supervisor starts, watches, restarts and ends an engine that misbehaves in every way."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.client.engine_process import Launch, engine_launch
from app.client.states import Failed, Loading, Ready, Restarting, Starting, State, Stopped
from tests.fixtures.fake_engines import PROGRAM, FakeEngines

READY = Ready("fake")


def ready(engines: FakeEngines, *plan: str) -> int:
    """Start one that serves; its process."""
    engines.plan(*(plan or ("serve",)))
    engines.supervisor.start()
    engines.until(Ready)
    return engines.supervisor.pid


def test_it_starts(engines: FakeEngines):
    assert engines.supervisor.state == Stopped()
    assert engines.supervisor.pid == 0
    pid = ready(engines)
    assert engines.states == [Starting(), READY]
    assert engines.pids == [pid]
    engines.supervisor.start()
    assert engines.states == [Starting(), READY]


def test_it_waits_for_the_checkpoint(engines: FakeEngines):
    engines.plan("load")
    engines.supervisor.start()
    engines.until(Loading)
    engines.say("loaded")
    engines.until(Ready)
    assert engines.states == [Starting(), Loading(), READY]


def test_a_checkpoint_that_cannot_be_loaded(engines: FakeEngines):
    engines.plan("fail", "serve")
    engines.supervisor.start()
    assert engines.until(Failed) == Failed("The checkpoint is damaged.")
    engines.until_gone(engines.pids[0])
    assert engines.states == [Starting(), Failed("The checkpoint is damaged.")]
    engines.supervisor.start()
    engines.until(Ready)


def test_the_wait_grows_until_it_gives_up(engines: FakeEngines):
    engines.plan("die")
    engines.supervisor.start()
    reason = "The engine ended with 1: no such device"
    for count, wait in enumerate((1, 2, 4), 1):
        assert engines.until(Restarting, count) == Restarting(wait, reason)
        assert engines.clock.held == [wait]
        engines.clock.ring(wait)
    assert engines.until(Failed) == Failed(reason)
    assert engines.starts == ["die"] * 4
    assert engines.clock.held == []


def test_a_failed_one_is_tried_anew_when_asked(engines: FakeEngines):
    engines.plan("die", "die", "die", "die", "die", "serve")
    engines.supervisor.start()
    for count, wait in enumerate((1, 2, 4), 1):
        engines.until(Restarting, count)
        engines.clock.ring(wait)
    engines.until(Failed)
    engines.supervisor.start()
    assert engines.until(Restarting, 4) == Restarting(1, "The engine ended with 1: no such device")
    engines.supervisor.start()
    engines.until(Ready)


def test_what_would_fail_again_is_not_tried_again(engines: FakeEngines):
    engines.plan("refuse")
    engines.supervisor.start()
    assert engines.until(Failed) == Failed("no such model: take another")
    assert engines.starts == ["refuse"]


def test_what_it_says_is_logged(engines: FakeEngines, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO", "app.client.engine_process")
    engines.plan("refuse")
    engines.supervisor.start()
    engines.until(Failed)
    assert caplog.messages == ["engine: no such model: take another"]


def test_no_such_program(tmp_path: Path, engines: FakeEngines, qtbot: QtBot):
    supervisor = engines.supervise(Launch(str(tmp_path / "none"), (), engines.socket))
    states: list[State] = []
    supervisor.changed.connect(states.append)
    supervisor.start()
    qtbot.waitUntil(lambda: isinstance(supervisor.state, Failed))
    assert str(tmp_path / "none") in str(states[-1])


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_crash(by: signal.Signals, engines: FakeEngines):
    pid = ready(engines)
    os.kill(pid, by)
    assert engines.until(Restarting) == Restarting(1, "The engine was killed.")
    assert engines.supervisor.pid == 0
    engines.clock.ring(1)
    engines.until(Ready, 2)
    assert engines.states == [
        Starting(),
        READY,
        Restarting(1, "The engine was killed."),
        Starting(),
        READY,
    ]
    assert engines.supervisor.pid not in (0, pid)


def test_one_that_had_recovered_is_restarted_soon(engines: FakeEngines):
    for _ in range(2):
        os.kill(ready(engines), signal.SIGKILL)
        engines.until(Restarting, len(engines.starts))
        engines.clock.ring(len(engines.starts))
        engines.until(Ready, len(engines.starts) + 1)
    engines.clock.skipped += 60
    os.kill(engines.supervisor.pid, signal.SIGKILL)
    engines.until(Restarting, 3)
    assert [s.after for s in engines.states if isinstance(s, Restarting)] == [1, 2, 1]


def test_one_that_hangs_is_killed(engines: FakeEngines, qtbot: QtBot):
    pid = ready(engines, "freeze", "serve")
    engines.clock.ring(5)  # a look that finds it well
    qtbot.waitUntil(lambda: 5 in engines.clock.held)
    engines.say("frozen")
    engines.clock.ring(5)
    assert engines.until(Restarting) == Restarting(1, "The engine did not answer any more.")
    engines.until_gone(pid)
    engines.clock.ring(1)
    engines.until(Ready, 2)


@pytest.mark.parametrize("plan", ["deaf", "mute"])
def test_one_that_never_answers_is_killed(plan: str, engines: FakeEngines, qtbot: QtBot):
    engines.plan(plan)
    engines.supervisor.start()
    qtbot.waitUntil(lambda: bool(engines.starts))
    qtbot.wait(200)
    assert engines.states == [Starting()]
    engines.clock.skipped += 61
    assert engines.until(Restarting) == Restarting(1, "The engine did not answer within 60 s.")


def test_stop(engines: FakeEngines):
    pid = ready(engines)
    engines.supervisor.stop()
    assert engines.supervisor.state == Stopped()
    engines.until_gone(pid)
    assert engines.clock.held == []


def test_stop_while_it_waits_to_restart(engines: FakeEngines):
    os.kill(ready(engines), signal.SIGKILL)
    engines.until(Restarting)
    engines.supervisor.stop()
    assert engines.supervisor.state == Stopped()
    assert engines.clock.held == []


def test_one_that_will_not_end_is_killed(engines: FakeEngines, qtbot: QtBot):
    pid = ready(engines, "stubborn")
    engines.supervisor.stop()
    qtbot.wait(100)
    assert engines.supervisor.pid == pid
    engines.clock.ring(7)
    engines.until_gone(pid)


def test_started_again_while_it_ends(engines: FakeEngines, qtbot: QtBot):
    """Two must never run at once: they would share a socket and the memory."""
    pid = ready(engines, "stubborn", "serve")
    engines.supervisor.stop()
    engines.supervisor.start()
    assert engines.supervisor.state == Starting()
    qtbot.wait(100)
    assert engines.pids == [pid]
    engines.clock.ring(7)
    engines.until(Ready, 2)
    assert len(engines.pids) == 2


def test_an_idle_one_is_ended_and_comes_back_when_asked(engines: FakeEngines):
    supervisor = engines.supervisor
    supervisor.acquire()
    engines.until(Ready)
    assert 600 not in engines.clock.held
    supervisor.acquire()
    supervisor.release()
    assert 600 not in engines.clock.held
    supervisor.release()
    assert 600 in engines.clock.held
    supervisor.acquire()
    assert 600 not in engines.clock.held
    supervisor.release()
    pid = supervisor.pid
    engines.clock.ring(600)
    assert supervisor.state == Stopped()
    engines.until_gone(pid)
    supervisor.acquire()
    engines.until(Ready, 2)


def test_one_started_for_nobody_is_ended_too(engines: FakeEngines):
    ready(engines)
    assert 600 in engines.clock.held


def test_close_waits_for_the_end(engines: FakeEngines):
    pid = ready(engines)
    engines.supervisor.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert engines.supervisor.state == Stopped()


PARENT = """
    import sys
    from pathlib import Path
    from PySide6.QtCore import QCoreApplication
    from app.client.engine_process import Launch
    from app.client.states import Ready
    from app.client.supervisor import Supervisor
    application = QCoreApplication([])
    program, folder = sys.argv[1:]
    path = folder + "/s"
    arguments = (program, "--socket", path, "--plan", folder, "--parent-pipe")
    supervisor = Supervisor(Launch(sys.executable, arguments, Path(path)))
    supervisor.changed.connect(lambda state: isinstance(state, Ready) and print("up", flush=True))
    supervisor.start()
    application.exec()
"""


def test_the_engine_does_not_outlive_its_parent(tmp_path: Path, qtbot: QtBot):
    (tmp_path / "plan").write_text("stubborn")
    arguments = [sys.executable, "-c", textwrap.dedent(PARENT), str(PROGRAM), str(tmp_path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        assert listens(tmp_path / "s")
        parent.kill()
    qtbot.waitUntil(lambda: not listens(tmp_path / "s"), timeout=10_000)


def listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def test_the_launch_of_the_real_engine(monkeypatch: pytest.MonkeyPatch):
    path = Path("/tmp/s")
    launch = engine_launch(path, "nano", "--memory", "7")
    told = ("--engine", "--socket", "/tmp/s", "--model", "nano", "--parent-pipe", "--memory", "7")
    assert launch == Launch(sys.executable, ("-m", "app", *told), path)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert engine_launch(path).arguments == ("--engine", "--socket", "/tmp/s", "--parent-pipe")
