"""Each check fails where something is wrong, and a report names no user."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.selftest import keeping, machine, parts
from app.selftest.check import Check, Outcome, anonymous, made, noted, ok
from app.selftest.probe import Probe, judged
from app.selftest.run import Report

RIGHT = {
    "version": "0.32.4",
    "device": "Apple M2",
    "metal": True,
    "metallib": ["../Frameworks/mlx/lib/mlx.metallib"],
    "errors": {"float32": 0.0, "8 bits": 0.003},
    "most": 0.02,
}


def test_what_nobody_thought_of_is_a_failure_and_the_others_go_on():
    def broken() -> Outcome:
        raise ZeroDivisionError("three by nothing")

    begun: list[str] = []
    checks = [Check("a", broken), Check("b", lambda: ok("well")), Check("c", lambda: noted("so"))]
    done = tuple(made(checks, begun.append))
    assert begun == ["a", "b", "c"]
    assert [check.state for check in done] == ["failed", "ok", "noted"]
    assert "three by nothing" in done[0].said
    assert not Report(done, 0.0).passed and Report(done[1:], 0.0).passed
    assert Report(done, 0.0).json()["checks"][0]["name"] == "a"


def test_a_report_names_no_user(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", "/Users/anna")
    assert anonymous("42 GiB free for /Users/anna/Library") == "42 GiB free for ~/Library"
    monkeypatch.setenv("HOME", "/")
    assert anonymous("/Library") == "/Library"


@pytest.mark.parametrize(
    ("changed", "on_mac", "state", "said"),
    [
        ({}, True, "ok", "mlx.metallib"),
        ({"metal": False}, True, "failed", "not available"),
        ({"errors": {"float32": 0.0, "8 bits": 0.3}}, True, "failed", "8 bits"),
        ({"errors": {"float32": float("nan")}}, True, "failed", "float32"),
        ({"metal": False, "device": "cpu"}, False, "noted", "no Metal here"),
        ({"metal": False, "errors": {"norm": 1.0}}, False, "failed", "norm"),
    ],
)
def test_how_mlx_is_judged(changed: dict[str, object], on_mac: bool, state: str, said: str):
    outcome = judged(RIGHT | changed, on_mac)
    assert outcome.state == state and said in outcome.said


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import os, sys; sys.stderr.write('library not found'); os.abort()", "library not found"),
        ("print('no json')", "ended with 0"),
        ("import json; print(json.dumps({'parts': 'failed', 'said': 'no av'}))", "no av"),
    ],
)
def test_a_process_of_mlx_that_dies_is_a_line_of_the_report(script: str, said: str):
    probe = Probe((sys.executable, "-c", script))
    for outcome in (probe.parts(), probe.evaluation()):
        assert outcome.state == "failed" and said in outcome.said


def test_the_process_is_asked_once(tmp_path: Path):
    count = tmp_path / "count"
    script = f"open({str(count)!r}, 'a').write('x'); print('{{}}')"
    probe = Probe((sys.executable, "-c", f"{script}"))
    with pytest.raises(KeyError):
        probe.parts()
    with pytest.raises(KeyError):
        probe.parts()
    assert count.read_text() == "x"


def test_all_parts_that_are_missing_are_named():
    def load(name: str) -> object:
        if name == "av":
            raise OSError("libz is missing")
        return name

    outcome = parts.loaded(("numpy", "av", "nowhere.to.be.found"), load)
    assert outcome == Outcome("failed", "cannot be loaded: av (OSError: libz is missing)")
    assert "nowhere" in parts.loaded(("nowhere.to.be.found",)).said
    assert parts.frameworks().state == ("ok" if sys.platform == "darwin" else "failed")


@pytest.mark.parametrize(
    ("version", "processor", "state"),
    [
        ("14.0", "arm64", "ok"),
        ("26.1.1", "arm64", "ok"),
        ("13.6.9", "arm64", "failed"),
        ("15.2", "x86_64", "failed"),
    ],
)
def test_which_macs_it_is_for(
    monkeypatch: pytest.MonkeyPatch, version: str, processor: str, state: str
):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("platform.mac_ver", lambda: (version, ("", "", ""), processor))
    monkeypatch.setattr("platform.machine", lambda: processor)
    assert machine.system().state == state


VM_STAT = """Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               10000.
Pages active:                            200000.
Pages inactive:                          150000.
Pages speculative:                         5000.
Pages wired down:                        100000.
"""


def test_free_memory_is_what_could_be_had():
    assert machine.free_on_mac(VM_STAT) == 16384 * 165_000
    assert machine.free_on_mac("vm_stat: no such thing") == 0
    assert machine.free_on_linux("MemTotal: 9 kB\nMemAvailable:   2048 kB\n") == 2 << 20
    assert machine.free_on_linux("MemTotal: 9 kB\n") == 0
    assert "free" in machine.memory().said


@pytest.mark.parametrize(("free", "state"), [(3 << 30, "ok"), (1 << 30, "noted")])
def test_a_disk_without_room_is_noted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, state: str
):
    class Usage:
        def __init__(self, at: object) -> None:
            assert at == tmp_path, "the folder that is there already"
            self.free = free

    monkeypatch.setattr("shutil.disk_usage", Usage)
    assert machine.disk(tmp_path / "not" / "yet").state == state


def test_a_folder_that_cannot_be_written_is_a_failure(tmp_path: Path):
    file = tmp_path / "file"
    file.touch()
    assert keeping.writable(tmp_path / "new").state == "ok"
    assert keeping.writable(file / "new").state == "failed"
    assert not (tmp_path / "new").exists()


def test_a_store_that_keeps_nothing_is_a_failure(monkeypatch: pytest.MonkeyPatch):
    assert keeping.kept().state == "ok"

    def nothing(*_: object) -> Sequence[object]:
        return ()

    monkeypatch.setattr("app.chat.store.Store.search", nothing)
    assert keeping.kept().state == "failed"
