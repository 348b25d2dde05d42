"""Processes that are killed, that meet a real limit, that share a folder."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from mlx_model.runtime.snapshots.folder import Folder
from mlx_model.runtime.snapshots.format import name_of, read_header, read_states, read_tokens
from mlx_model.runtime.snapshots.store import Snapshots
from tests.mlx_model.runtime.snapshots.conversations import AMPLE, assert_true, keep, sequence

ROOT = Path(__file__).parents[4]

# Keeps points of ever new conversations on disk; says so after each. Arguments: folder, first seed.
WRITER = """
import sys
from pathlib import Path
from mlx_model.runtime.snapshots.store import Snapshots
from tests.mlx_model.runtime.snapshots.conversations import AMPLE, keep, sequence
store = Snapshots(1 << 30, fingerprint="a", folder=Path(sys.argv[1]), disk_budget=1 << 30)
first, count = int(sys.argv[2]), int(sys.argv[3])
for seed in range(first, first + count):
    keep(store, sequence(seed, 5000), 2500, 5000, on_disk=True)
    while store.idle():
        pass
    print(seed, flush=True)
store.close()
"""


def start(folder: Path, first: int, count: int, before: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", before + WRITER, str(folder), str(first), str(count)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def open_store(folder: Path) -> Snapshots:
    return Snapshots(AMPLE, fingerprint="a", folder=folder, disk_budget=AMPLE)


def assert_whole(folder: Path) -> int:
    """Every file under a snapshot's name is whole; how many there are."""
    files = list(folder.glob("*.safetensors"))
    for path in files:
        with path.open("rb") as file:
            header = read_header(file)
            read_tokens(file, header)
            read_states(file, header)
    return len(files)


def test_killed_while_writing(tmp_path, caplog):
    chance = random.Random(0)
    for attempt in range(6):
        with start(tmp_path, 100 * attempt, 1000) as process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, 4)):
                process.stdout.readline()
            for _ in range(chance.randrange(0, 20_000)):
                pass  # into the middle of the next one
            os.kill(process.pid, signal.SIGKILL)
        assert assert_whole(tmp_path) > attempt
        snapshots = open_store(tmp_path)
        assert list(tmp_path.glob(".*.part")) == []
        keys = sequence(100 * attempt, 5000)
        found = snapshots.find(keys, below=5000)
        assert found is not None
        assert_true(found, keys)
        snapshots.close()
    assert not caplog.records


def test_killed_with_half_a_file_written(tmp_path):
    with start(tmp_path, 0, 1, before=HALF) as process:
        assert process.stdout is not None
        while process.stdout.readline() != "half\n":
            pass
        (part,) = tmp_path.glob(".*.part")
        assert part.stat().st_size > 0
        open_store(tmp_path).close()
        assert part.exists()  # its writer lives
        os.kill(process.pid, signal.SIGKILL)
    snapshots = open_store(tmp_path)
    assert snapshots.known(sequence(0, 5000), below=5000) == 0
    assert list(tmp_path.iterdir()) == []


def test_two_processes_share_a_folder(tmp_path, caplog):
    mine = open_store(tmp_path)
    ours, theirs = sequence(10_000, 50), sequence(2, 5000)
    with start(tmp_path, 0, 6) as process:
        for n in range(10, 51, 10):
            keep(mine, ours, n, on_disk=True)
            while mine.idle():
                pass
            mine.find(theirs, below=5000)
        assert process.wait(60) == 0
    for seed in range(6):  # seen without a restart
        keys = sequence(seed, 5000)
        found = mine.find(keys, below=5000)
        assert found is not None and found.length == 5000
        assert_true(found, keys)
    mine.close()
    assert assert_whole(tmp_path) == 5 + 12
    assert open_store(tmp_path).known(ours, below=50) == 50
    assert not caplog.records


def test_a_file_listed_before_the_one_it_needs(tmp_path, monkeypatch, caplog):
    keys = sequence(1, 60)
    one = open_store(tmp_path)
    keep(one, keys, 20, 60, on_disk=True)
    one.close()
    look = Folder.look

    def early(folder: Folder) -> tuple[list[str], list[str]]:
        """As if the first of the two had been written while the folder was listed."""
        new, gone = look(folder)
        late = name_of("a", keys[:20])
        folder.look_again(late)
        return [name for name in new if name != late], gone

    monkeypatch.setattr(Folder, "look", early)
    other = open_store(tmp_path)
    monkeypatch.undo()
    assert other.known(keys, below=60) == 0
    found = other.find(keys, below=60)
    assert found is not None and found.length == 60
    assert_true(found, keys)
    assert not caplog.records


def test_another_process_removes_what_we_know(tmp_path, caplog):
    keys = sequence(1, 60)
    one = open_store(tmp_path)
    keep(one, keys, 20, 60, on_disk=True)
    one.close()
    one, other = open_store(tmp_path), open_store(tmp_path)
    assert one.known(keys, below=60) == 60
    other.clear()
    assert one.find(keys, below=60) is None
    assert not caplog.records


# The first file stays half written.
HALF = """
import threading
from mlx_model.runtime.snapshots.format import Draft
whole = Draft.chunks
def chunks(self):
    for chunk in whole(self):
        yield chunk[: len(chunk) // 2]
        yield bytes(1 << 20)
        print("half", flush=True)
        threading.Event().wait()
Draft.chunks = chunks
"""

# No file may be larger than that; every snapshot is.
LIMIT = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
"""


def test_a_real_limit_on_files(tmp_path):
    with start(tmp_path, 0, 2, before=LIMIT) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert said.count("cannot be written") == 1 and "File too large" in said
    assert list(tmp_path.iterdir()) == []
