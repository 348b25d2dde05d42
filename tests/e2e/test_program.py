"""How the program starts, streams, is interrupted and ends."""

import json
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "resources/samples/print.png"
HEAVY = ("mlx", "numpy", "PIL", "av", "tokenizers", "jinja2", "PySide6", "huggingface_hub")
# Words at random, so that the answer is long.
RAMBLE = ("ask", "Hello", "--temperature", "20", "--seed", "1", "--max-tokens", "4000")


def one_line(stderr: bytes) -> str:
    lines = stderr.decode().splitlines()
    assert len(lines) == 1 and lines[0].startswith("kestrel: "), stderr
    return lines[0]


def test_help(kestrel):
    assert b"find" in kestrel("--help").stdout


def test_help_imports_little():
    """So that it is there at once: imports are what it takes."""
    command = [sys.executable, "-X", "importtime", "-m", "app", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    modules = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "app.cli.program" in modules and "find" in told.stdout
    assert not set(HEAVY) & modules
    assert len(modules) < 300  # 205 when this was written


def test_version(kestrel):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert kestrel("--version").stdout.decode() == f"kestrel {project['version']}\n"


def test_the_answer_streams_and_ctrl_c_keeps_what_was_said(started):
    program = started(*RAMBLE)
    first = program.stdout.read(20)
    assert len(first) == 20 and program.poll() is None, "words came before the end"
    program.send_signal(signal.SIGINT)
    rest, told = program.communicate(timeout=60)
    assert program.returncode == 130
    assert rest.endswith(b"\n") and told.decode() == "kestrel: cancelled\n"


def test_a_closed_pipe_is_no_traceback(started):
    program = started(*RAMBLE)
    program.stdout.read(1)
    program.stdout.close()
    told = program.stderr.read()
    assert program.wait(timeout=60) == 141 and told == b""


def test_the_process_ends_cleanly_each_time(kestrel):
    """MLX aborts at exit at times when its thread is left without a word."""
    for _ in range(4):
        done = kestrel("ask", "Hello", "--max-tokens", "2")
        assert done.returncode == 0 and b"terminate" not in done.stderr


@pytest.mark.skipif(sys.platform == "darwin", reason="its file system takes UTF-8 names only")
def test_names_that_are_not_utf_8(kestrel, tmp_path: Path):
    name = os.fsencode(tmp_path) + b"/sch\xf6n.png"
    with open(name, "wb") as file:
        file.write(SAMPLE.read_bytes())
    done = kestrel("ask", "Hello", name, "-v", "--max-tokens", "2")
    assert (
        done.returncode == 0 and "sch\N{REPLACEMENT CHARACTER}n.png: image".encode() in done.stderr
    )
    told = json.loads(kestrel("ask", "Hello", name, "--json", "--max-tokens", "2").stdout)
    assert os.fsencode(told["receipts"][0]["name"]) == b"sch\xf6n.png"
    missing = kestrel("read", name + b"x")
    assert missing.returncode == 2 and "does not exist" in one_line(missing.stderr)


def write_film(path: Path) -> None:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 8, (128, 64))
    for shade in range(24):
        writer.write(np.full((64, 128, 3), shade * 10, np.uint8))
    writer.release()


def test_a_film_its_receipt_and_a_truncated_one(kestrel, tmp_path: Path):
    path = tmp_path / "clip.mp4"
    write_film(path)
    done = kestrel("ask", "Hello", path, "-v", "--max-tokens", "2")
    assert done.returncode == 0 and b"clip.mp4: video, 128 x 64 pixels" in done.stderr
    piped = kestrel("ask", "Hello", "-", "--json", "--max-tokens", "2", stdin=path.read_bytes())
    assert json.loads(piped.stdout)["receipts"][0]["kind"] == "video"
    path.write_bytes(path.read_bytes()[:700])
    cut = kestrel("ask", "Hello", path)
    assert cut.returncode == 2 and "clip.mp4" in one_line(cut.stderr)


def test_a_conversation_from_a_pipe(kestrel):
    lines = f"/image {SAMPLE}\nHow many buttons are there?\nThank you\n".encode()
    done = kestrel("chat", "--max-tokens", "4", "-v", stdin=lines)
    assert done.returncode == 0 and done.stderr.count(b"answer: ") == 2
    assert b" known) in " in done.stderr, "the second turn was not read from the start"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_one_line():
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "app", "models", "list"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert b"cannot be written (No space left on device)" in done.stderr
    assert b"Traceback" not in done.stderr
