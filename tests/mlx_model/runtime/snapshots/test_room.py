"""The disk's budget, a disk that refuses, and the end of the writer."""

import errno
import logging
import os
from pathlib import Path

from mlx_model.runtime.snapshots import disk, writer
from mlx_model.runtime.snapshots.format import name_of
from mlx_model.runtime.snapshots.writer import open_part, sweep
from tests.mlx_model.runtime.snapshots.conversations import (
    AMPLE,
    files,
    keep,
    sequence,
    settle,
)


def test_the_disks_budget_holds_and_the_longest_unused_goes(start, tmp_path):
    one, two, three = (sequence(seed, 20) for seed in (1, 2, 3))
    snapshots = start()
    keep(snapshots, one, 20, on_disk=True)
    settle(snapshots)
    size = snapshots.disk_nbytes
    snapshots.close()
    snapshots = start(disk_budget=2 * size + size // 2)
    keep(snapshots, two, 20, on_disk=True)
    settle(snapshots)
    for path, seconds in zip(files(tmp_path), (1, 1), strict=True):
        os.utime(path, (seconds, seconds))
    snapshots.find(one, below=20)
    keep(snapshots, three, 20, on_disk=True)
    settle(snapshots)
    assert snapshots.disk_nbytes == sum(path.stat().st_size for path in files(tmp_path))
    assert snapshots.disk_nbytes <= 2.5 * size
    snapshots.reclaim(AMPLE)
    assert [snapshots.known(keys, below=20) for keys in (one, two, three)] == [20, 0, 20]


def test_a_file_that_others_need_goes_after_them(start, tmp_path):
    keys, other = sequence(1, 60), sequence(2, 20)
    snapshots = start()
    keep(snapshots, keys, 20, 40, 60, on_disk=True)
    settle(snapshots)
    size = snapshots.disk_nbytes
    snapshots.close()
    snapshots = start(disk_budget=size)
    keep(snapshots, other, 20, on_disk=True)
    settle(snapshots)
    assert snapshots.known(keys, below=60) == 40
    snapshots.close()
    assert start(disk_budget=size).known(keys, below=60) == 40


def test_what_a_new_point_needs_is_not_removed_for_it(start, tmp_path):
    keys, other = sequence(1, 40), sequence(2, 20)
    snapshots = start()
    keep(snapshots, keys, 20, on_disk=True)
    settle(snapshots)
    size = snapshots.disk_nbytes
    keep(snapshots, other, 20, on_disk=True)
    settle(snapshots)
    needed = tmp_path / "snapshots" / f"{name_of('a', keys[:20])}.safetensors"
    os.utime(needed, (1, 1))
    snapshots.close()
    snapshots = start(disk_budget=2 * size + size // 2)
    keep(snapshots, keys, 40, on_disk=True)
    settle(snapshots)
    snapshots.reclaim(AMPLE)
    assert [snapshots.known(each, below=40) for each in (keys, other)] == [40, 0]


def test_a_point_larger_than_the_disks_budget_drives_nobody_out(start, tmp_path):
    keys, large = sequence(1, 20), sequence(2, 4000)
    snapshots = start(disk_budget=20_000)
    keep(snapshots, keys, 20, on_disk=True)
    settle(snapshots)
    keep(snapshots, large, 4000, on_disk=True)
    settle(snapshots)
    assert len(files(tmp_path)) == 1


def test_a_full_disk_rests_with_one_warning_and_leaves_nothing(
    start, tmp_path, monkeypatch, caplog
):
    keys = sequence(1, 30)
    snapshots = start()
    attempts = []

    def full(folder: Path, name: str):
        part, file = open_part(folder, name)
        attempts.append(part)
        write = file.write

        class Full:
            def __enter__(self):
                return self

            def __exit__(self, *_):
                file.close()

            def write(self, chunk):
                write(chunk[: len(chunk) // 2])
                raise OSError(errno.ENOSPC, "No space left on device")

        return part, Full()

    monkeypatch.setattr(writer, "open_part", full)
    keep(snapshots, keys, 10, 20, on_disk=True)
    settle(snapshots)
    keep(snapshots, keys, 30, on_disk=True)
    settle(snapshots)
    assert len(attempts) == 1
    assert list((tmp_path / "snapshots").iterdir()) == []
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    found = snapshots.find(keys, below=30)
    assert found is not None and not found.on_disk  # memory goes on
    monkeypatch.undo()
    assert snapshots._disk is not None
    snapshots._disk._rest_until = 0.0  # when it has rested, all that waited is written
    settle(snapshots)
    assert len(files(tmp_path)) == 3


def test_close_waits_for_the_writer(start, tmp_path):
    keys = sequence(1, 3000)
    snapshots = start()
    keep(snapshots, keys, *range(300, 3001, 300), on_disk=True)
    snapshots.close()
    assert len(files(tmp_path)) == 10
    assert start().known(keys, below=3000) == 3000


def test_close_does_not_wait_for_ever(start, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(disk, "CLOSING", 0.05)
    folder = tmp_path / "snapshots"
    snapshots = start()
    keep(snapshots, sequence(1, 8), 8, on_disk=True)
    os.mkfifo(tmp_path / "stuck")
    held: list[int] = []

    def stuck(path: Path, name: str):
        held.append(os.open(tmp_path / "stuck", os.O_RDONLY))  # until somebody writes to it
        return open_part(path, name)

    monkeypatch.setattr(writer, "open_part", stuck)
    snapshots.close()
    assert "did not end in time" in caplog.text
    os.close(os.open(tmp_path / "stuck", os.O_WRONLY))  # let the thread go
    assert snapshots._disk is None
    assert folder.exists()


def test_clear_removes_files_and_those_on_the_way(start, tmp_path):
    keys = sequence(1, 30)
    snapshots = start()
    keep(snapshots, keys, 10, 20, on_disk=True)
    snapshots.idle()
    snapshots.clear()
    settle(snapshots)
    assert files(tmp_path) == [] and snapshots.known(keys, below=30) == 0
    keep(snapshots, keys, 30, on_disk=True)
    settle(snapshots)
    assert start().known(keys, below=30) == 30


def test_only_a_dead_writers_file_is_swept(tmp_path):
    part, file = open_part(tmp_path, "living")
    dead = tmp_path / ".dead.1-0.part"
    dead.write_bytes(b"half")
    (tmp_path / "other.txt").write_text("not ours")
    assert sweep(tmp_path) == [dead.name]
    assert part.exists() and not dead.exists() and (tmp_path / "other.txt").exists()
    file.close()
    assert sweep(tmp_path) == [part.name]
