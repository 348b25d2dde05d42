"""The frozen program answers as the program from source does, and needs nothing from outside."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.chat.store import Store
from tests.fixtures.shown_documents import write_receipt
from tests.frozen.conftest import ROOT, Frozen

SAMPLES = ROOT / "resources/samples"
PRINT = SAMPLES / "print.png"
LIMIT_S = 60.0


def until(true: Callable[[], object], program: "subprocess.Popen[bytes] | None" = None) -> None:
    end = time.monotonic() + LIMIT_S
    while not true():
        assert program is None or program.poll() is None, "the program ended"
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("find", PRINT, "Save", "--json"),
        ("read", PRINT),
        ("ask", 'What is in the "Pages" field?', PRINT),
        ("models", "inspect", ROOT / "resources/models/kestrel-nano"),
        ("find", "--help"),
        ("--version",),
    ],
    ids=lambda arguments: str(arguments[0]),
)
def test_it_answers_as_the_source_does(frozen: Frozen, arguments: tuple[str | Path, ...]):
    ours = frozen(*arguments)
    command = [sys.executable, "-m", "app", *map(str, arguments)]
    theirs = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
    assert ours.returncode == theirs.returncode == 0, ours.stderr.decode()
    if "--json" in arguments:
        told, wanted = json.loads(ours.stdout), json.loads(theirs.stdout)
        for answer in (told, wanted):
            del answer["log"]  # each its own
        assert told == wanted
    else:
        assert ours.stdout == theirs.stdout


def test_it_reads_a_document_and_packs_a_folder(frozen: Frozen, tmp_path: Path):
    """What PDFium, Pygments and the schemas and prompts beside them are taken along for."""
    page = write_receipt(tmp_path, 1)
    done = frozen("extract", page, "--schema", "receipt", "--json")
    assert done.returncode in (0, 1), done.stderr.decode()  # nano finds nothing on such a page
    assert json.loads(done.stdout)["fields"], done.stderr.decode()
    (tmp_path / "store.py").write_text("def add(x):\n    pass\n")
    plan = frozen("pack", tmp_path, "--json")
    assert plan.returncode == 0 and b"store.py" in plan.stdout, plan.stderr.decode()


def test_the_self_test_passes(frozen: Frozen):
    done = frozen("--selftest", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0 and report["passed"], report
    said = {check["name"]: check["said"] for check in report["checks"]}
    assert "frozen" in said["program"] and "unknown version" not in said["packages"]


def test_bad_input_is_one_line_and_no_traceback(frozen: Frozen, tmp_path: Path):
    (tmp_path / "broken.png").write_bytes(PRINT.read_bytes()[:200])
    for arguments in (("find", tmp_path / "broken.png", "Save"), ("find", "gone.png", "Save")):
        done = frozen(*arguments)
        assert done.returncode == 2
        assert done.stderr.startswith(b"kestrel: ") and done.stderr.count(b"\n") == 1


def test_nothing_of_the_developers_machine_is_in_it(program: Path):
    own = str(ROOT).encode()
    for path in program.parent.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.suffix in (".py", ".json", ".txt", ""):
            assert own not in path.read_bytes(), path
    names = {path.name for path in (program.parent / "_internal").iterdir()}
    assert not names & {"pytest", "torch", "cv2", "openai", "huggingface_hub", "hf_xet"}
    assert (program.parent / "_internal/libmlx.so").resolve().parent.name == "lib"


def test_every_module_comes_from_the_bundle(program: Path, world: dict[str, str]):
    """A module of ours in the way of PYTHONPATH is not taken."""
    poisoned = Path(world["PYTHONPATH"])
    poisoned.mkdir()
    (poisoned / "numpy.py").write_text("raise SystemExit('taken from outside')")
    done = subprocess.run([program, "find", PRINT, "Save"], env=world, capture_output=True, cwd="/")
    assert done.returncode == 0 and b"Save" in done.stdout


def test_the_engine_alone_answers_on_its_socket(
    program: Path, world: dict[str, str], tmp_path: Path
):
    path = tmp_path / "e" / "s"
    command = [program, "--engine", "--socket", path]
    with subprocess.Popen(command, env=world, cwd="/", stderr=subprocess.PIPE) as engine:
        try:
            until(path.exists, engine)
            until(lambda: '"ok"' in get(path, "/health") or "ready" in get(path, "/health"), engine)
            libraries = Path(f"/proc/{engine.pid}/maps").read_text()
            assert "libmlx" in libraries and "libQt6" not in libraries
        finally:
            engine.send_signal(signal.SIGTERM)
        assert engine.wait(30) == 0


def get(path: Path, what: str) -> str:
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(10)
        wire.connect(str(path))
        wire.sendall(
            f"GET {what} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b""
        while piece := wire.recv(65536):
            answer += piece
    return answer.decode()


def test_the_icon_pressed_opens_the_window_which_keeps_a_draft(
    program: Path, world: dict[str, str]
):
    """Started without a word; a second start hands it a file, as opening one from a folder does."""
    home = Path(world["KESTREL_HOME"])
    first = subprocess.Popen([program], env=world, cwd="/", stderr=subprocess.PIPE)
    try:
        until((home / "chats").exists, first)
        until((home / "engine").exists, first)  # it is started behind the window

        def handed_over() -> bool:
            second = subprocess.run([program, "window", PRINT], env=world, cwd="/", timeout=60)
            return second.returncode == 0

        until(handed_over, first)
        until(lambda: drafts(home), first)
        assert first.poll() is None
        first.send_signal(signal.SIGTERM)
    finally:
        first.kill()
        first.wait()
    assert drafts(home) == ["print.png"]


def drafts(home: Path) -> list[str]:
    store = Store.open(home / "chats")
    try:
        return [getattr(part, "name", "") for part in store.draft("").parts]
    finally:
        store.close()


def test_it_runs_from_a_folder_that_cannot_be_written(
    program: Path, world: dict[str, str], frozen: Frozen
):
    """As an application in /Applications that another user installed."""
    folder = program.parent
    modes = {path: path.stat().st_mode for path in (folder, folder / "_internal")}
    try:
        for path in modes:
            path.chmod(stat.S_IRUSR | stat.S_IXUSR)
        assert frozen("find", PRINT, "Save").returncode == 0
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
    assert not list(folder.rglob("__pycache__")), "nothing was written into it"
    assert os.access(folder, os.W_OK)
