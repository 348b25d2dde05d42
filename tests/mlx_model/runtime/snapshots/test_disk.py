"""Points on disk: found after a restart as they were, within the disk's budget, in private."""

import errno
import logging
import os
import stat
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest

from mlx_model.runtime.snapshots import disk, writer
from mlx_model.runtime.snapshots.format import name_of
from mlx_model.runtime.snapshots.point import Point
from mlx_model.runtime.snapshots.store import Snapshots
from mlx_model.runtime.snapshots.writer import open_part, sweep
from tests.mlx_model.runtime.snapshots.conversations import assert_true, keep, same, sequence

AMPLE = 1 << 30


@pytest.fixture
def start(tmp_path: Path):
    """A store on the test's folder; all are closed at the end."""
    started: list[Snapshots] = []

    def run(fingerprint: str = "a", budget: int = AMPLE, disk_budget: int = AMPLE) -> Snapshots:
        folder = tmp_path / "snapshots"
        store = Snapshots(budget, fingerprint=fingerprint, folder=folder, disk_budget=disk_budget)
        started.append(store)
        return store

    yield run
    for snapshots in started:
        snapshots.close()


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "snapshots").glob("*.safetensors"))


def raw(array: mx.array) -> bytes:
    return np.array(array.reshape(-1).view(mx.uint8)).tobytes()


def settle(snapshots: Snapshots) -> None:
    """All that waits is written."""
    while snapshots.idle():
        pass
    assert snapshots._disk is not None and snapshots._disk._writer.wait(10)
    snapshots._disk.refresh()


def test_a_restart_finds_every_point_and_branch(start):
    keys = sequence(1, 60)
    other = np.concatenate([keys[:25], sequence(2, 15)])
    first = start()
    keep(first, keys, 10, 30, 60, on_disk=True)
    keep(first, other, 40, on_disk=True)
    first.close()
    second = start()
    assert second.nbytes == 0
    for each, length in [(keys, 10), (keys, 60), (other, 40), (keys, 30)]:
        assert second.known(each, below=length) == length
        found = second.find(each, below=length)
        assert found is not None and found.length == length and found.on_disk
        assert_true(found, each)
        again = second.find(each, below=length)
        assert again is not None and not again.on_disk
        assert_true(again, each)


def test_every_type_survives_bit_by_bit(start):
    words = np.random.default_rng(1).integers(0, 1 << 32, (1, 1, 4, 2), dtype=np.uint32)
    arrays = [mx.array(words)]
    arrays += [arrays[0].view(dtype) for dtype in (mx.float32, mx.bfloat16, mx.float16, mx.int32)]
    states = (mx.array(2.5), mx.zeros((0, 3)), mx.array([1, 255], mx.uint8), *arrays)
    mx.eval(arrays, states)
    keys = sequence(1, 4)
    first = start()
    first.keep(keys, [Point(4, states)], lambda a, b: arrays, on_disk=True)
    first.close()
    found = start().find(keys, below=4)
    assert found is not None and found.on_disk
    for got, kept in zip(found.states + found.tokens, (*states, *arrays), strict=True):
        assert got.dtype == kept.dtype and got.shape == kept.shape
        assert raw(got) == raw(kept)


def test_the_file_is_safetensors(start, tmp_path):
    keys = sequence(1, 8)
    first = start()
    keep(first, keys, 8, on_disk=True)
    first.close()
    (path,) = files(tmp_path)
    assert path.stem == name_of("a", keys)
    tensors = mx.load(str(path))
    assert isinstance(tensors, dict)
    assert set(tensors) == {"keys", "tokens.0", "tokens.1", "states.0", "states.1"}
    assert np.array_equal(np.array(tensors["keys"]), keys)
    found = start().find(keys, below=8)
    assert found is not None and same(found.states[0], tensors["states.0"])


def test_what_is_kept_in_memory_only_stays_there(start, tmp_path):
    keys = sequence(1, 30)
    first = start()
    keep(first, keys, 10)
    keep(first, keys, 20, on_disk=True)
    keep(first, keys, 30)
    first.close()
    assert len(files(tmp_path)) == 1
    second = start()
    assert [second.known(keys, below=n) for n in (10, 20, 30)] == [0, 20, 20]
    found = second.find(keys, below=30)
    assert found is not None
    assert_true(found, keys)


def test_a_point_given_up_by_memory_is_found_on_disk(start):
    keys = sequence(1, 60)
    snapshots = start()
    keep(snapshots, keys, 20, 60, on_disk=True)
    settle(snapshots)
    snapshots.reclaim(AMPLE)
    assert snapshots.nbytes == 0 and snapshots.known(keys, below=60) == 60
    found = snapshots.find(keys, below=60)
    assert found is not None and found.on_disk
    assert_true(found, keys)


def test_a_point_given_up_before_it_was_written_is_written_then(start):
    keys = sequence(1, 60)
    snapshots = start()
    keep(snapshots, keys, 60, on_disk=True)
    snapshots.reclaim(AMPLE)
    settle(snapshots)
    found = snapshots.find(keys, below=60)
    assert found is not None and found.on_disk
    assert_true(found, keys)


def test_a_point_larger_than_memorys_budget_is_still_read(start):
    keys = sequence(1, 60)
    first = start()
    keep(first, keys, 20, 60, on_disk=True)
    first.close()
    second = start(budget=100)
    found = second.find(keys, below=60)
    assert found is not None and found.on_disk
    assert_true(found, keys)
    assert second.nbytes <= 100


def test_a_branch_made_after_writing_cuts_the_tree_but_not_the_file(start):
    keys = sequence(1, 60)
    other = np.concatenate([keys[:25], sequence(2, 15)])
    snapshots = start()
    keep(snapshots, keys, 60, on_disk=True)
    settle(snapshots)
    keep(snapshots, other, 40, on_disk=True)
    keep(snapshots, keys, 25, on_disk=True)
    settle(snapshots)
    snapshots.close()
    second = start()
    for each, length in [(other, 40), (keys, 60), (keys, 25)]:
        found = second.find(each, below=length)
        assert found is not None and found.length == length
        assert_true(found, each)
        second.reclaim(AMPLE)


def test_idle_hands_one_point_at_a_time(start, tmp_path):
    keys = sequence(1, 30)
    snapshots = start()
    keep(snapshots, keys, 10, 20, 30, on_disk=True)
    handed = 0
    while snapshots.idle():
        handed += 1
    assert handed >= 3
    assert snapshots.idle() is False
    settle(snapshots)
    assert len(files(tmp_path)) == 3
    assert snapshots.disk_nbytes == sum(path.stat().st_size for path in files(tmp_path))


def test_folder_and_files_are_private(start, tmp_path):
    folder = tmp_path / "snapshots"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    snapshots = start()
    keep(snapshots, sequence(1, 8), 8, on_disk=True)
    settle(snapshots)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in files(tmp_path)] == [0o600]


def test_a_folder_that_cannot_be_used_leaves_memory(tmp_path, caplog):
    (tmp_path / "file").write_text("not a folder")
    folder = tmp_path / "file" / "snapshots"
    snapshots = Snapshots(AMPLE, fingerprint="a", folder=folder, disk_budget=AMPLE)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    keep(snapshots, sequence(1, 8), 8, on_disk=True)
    assert not snapshots.idle() and snapshots.known(sequence(1, 8), below=8) == 8


def test_anothers_folder_is_refused(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    snapshots = Snapshots(AMPLE, fingerprint="a", folder=tmp_path, disk_budget=AMPLE)
    keep(snapshots, sequence(1, 8), 8, on_disk=True)
    assert not snapshots.idle()
    assert "another user" in caplog.text


def test_a_folder_cleaned_away_is_made_again(start, tmp_path):
    keys = sequence(1, 20)
    snapshots = start()
    keep(snapshots, keys, 10, on_disk=True)
    settle(snapshots)
    (tmp_path / "snapshots").rename(tmp_path / "gone")
    snapshots.reclaim(AMPLE)
    assert snapshots.find(keys, below=20) is None
    keep(snapshots, keys, 20, on_disk=True)
    settle(snapshots)
    assert len(files(tmp_path)) == 1


def test_another_checkpoints_points_are_not_found_nor_harmed(start, tmp_path, caplog):
    keys = sequence(1, 20)
    first = start("a")
    keep(first, keys, 20, on_disk=True)
    first.close()
    other = start("b")
    assert other.find(keys, below=20) is None
    keep(other, keys, 10, on_disk=True)
    other.close()
    again = start("a")
    assert again.known(keys, below=20) == 20 and again.known(keys, below=19) == 0
    assert len(files(tmp_path)) == 2 and not caplog.records
    again.clear()
    assert len(files(tmp_path)) == 1 and again.known(keys, below=20) == 0


def test_a_file_under_anothers_name_is_discarded(start, tmp_path, caplog):
    keys = sequence(1, 20)
    for fingerprint in ("a", "b"):
        snapshots = start(fingerprint)
        keep(snapshots, keys, 20, on_disk=True)
        snapshots.close()
    ours = tmp_path / "snapshots" / f"{name_of('a', keys)}.safetensors"
    ours.write_bytes((ours.parent / f"{name_of('b', keys)}.safetensors").read_bytes())
    assert start("a").find(keys, below=20) is None
    assert not ours.exists() and "discarded" in caplog.text


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
