"""Points on disk: found after a restart as they were, and in private."""

import logging
import os
import stat

import mlx.core as mx
import numpy as np

from mlx_model.runtime.snapshots.format import name_of
from mlx_model.runtime.snapshots.point import Point
from mlx_model.runtime.snapshots.store import Snapshots
from tests.mlx_model.runtime.snapshots.conversations import (
    AMPLE,
    STATE_BYTES,
    TOKEN_BYTES,
    assert_true,
    files,
    keep,
    raw,
    same,
    sequence,
    settle,
)


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


def test_a_point_that_memory_gives_up_at_once_is_written_still(start):
    long, short = sequence(1, 400), sequence(2, 4)
    snapshots = start(budget=404 * TOKEN_BYTES + 2 * STATE_BYTES - 1)
    keep(snapshots, long, 400)
    keep(snapshots, short, 4, on_disk=True)
    settle(snapshots)
    assert snapshots.known(long, below=400) == 400
    found = snapshots.find(short, below=4)
    assert found is not None and found.on_disk
    assert_true(found, short)


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
