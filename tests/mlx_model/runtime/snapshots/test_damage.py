"""A damaged file is noticed, removed with what needs it, and never believed."""

import logging
import random
from pathlib import Path

import pytest

from mlx_model.runtime.snapshots.format import name_of, read_header
from mlx_model.runtime.snapshots.store import Snapshots
from tests.mlx_model.runtime.snapshots.conversations import AMPLE, assert_true, keep, sequence

KEYS = sequence(1, 60)


def open_store(folder: Path) -> Snapshots:
    return Snapshots(AMPLE, fingerprint="a", folder=folder, disk_budget=AMPLE)


def file(folder: Path, length: int) -> Path:
    return folder / f"{name_of('a', KEYS[:length])}.safetensors"


@pytest.fixture
def written(tmp_path) -> dict[int, bytes]:
    """The files of three points, by length; the last two need those before."""
    snapshots = open_store(tmp_path)
    keep(snapshots, KEYS, 20, 40, 60, on_disk=True)
    snapshots.close()
    return {length: file(tmp_path, length).read_bytes() for length in (20, 40, 60)}


def put_back(folder: Path, written: dict[int, bytes]) -> None:
    for length, data in written.items():
        file(folder, length).write_bytes(data)


def cuts(data: bytes, payload: int) -> list[int]:
    return [0, 1, 7, 8, 9, payload // 2, payload - 1, payload, payload + 1, payload + 100] + [
        (payload + len(data)) // 2,
        len(data) - 100,
        len(data) - 1,
    ]


def payload_of(path: Path) -> int:
    with path.open("rb") as opened:
        return read_header(opened).payload


def check_last_is_refused(folder: Path, snapshots: Snapshots, caplog) -> None:
    found = snapshots.find(KEYS, below=60)
    assert found is not None and found.length == 40
    assert_true(found, KEYS)
    assert not file(folder, 60).exists() and file(folder, 40).exists()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert file(folder, 60).name in caplog.text
    caplog.clear()


@pytest.mark.parametrize("before_start", [True, False])
def test_a_file_cut_off_anywhere(tmp_path, written, caplog, before_start):
    for length in cuts(written[60], payload_of(file(tmp_path, 60))):
        put_back(tmp_path, written)
        snapshots = None if before_start else open_store(tmp_path)
        file(tmp_path, 60).write_bytes(written[60][:length])
        snapshots = snapshots or open_store(tmp_path)
        check_last_is_refused(tmp_path, snapshots, caplog)


@pytest.mark.parametrize("before_start", [True, False])
def test_a_flipped_bit_anywhere(tmp_path, written, caplog, before_start):
    chance = random.Random(0)
    size, payload = len(written[60]), payload_of(file(tmp_path, 60))
    places = [*range(0, 64), *chance.sample(range(64, payload), 120)]
    places += [payload - 1, payload, size - 1, *chance.sample(range(payload, size), 120)]
    for place in places:
        put_back(tmp_path, written)
        snapshots = None if before_start else open_store(tmp_path)
        flipped = bytearray(written[60])
        flipped[place] ^= 1 << chance.randrange(8)
        file(tmp_path, 60).write_bytes(flipped)
        snapshots = snapshots or open_store(tmp_path)
        check_last_is_refused(tmp_path, snapshots, caplog)


def test_bytes_behind_the_end(tmp_path, written, caplog):
    file(tmp_path, 60).write_bytes(written[60] + b"\0")
    check_last_is_refused(tmp_path, open_store(tmp_path), caplog)


def test_what_needs_a_damaged_file_goes_with_it(tmp_path, written, caplog):
    flipped = bytearray(written[40])
    flipped[payload_of(file(tmp_path, 40)) + 8 * 20 + 5] ^= 1  # in the keys and values
    file(tmp_path, 40).write_bytes(flipped)
    snapshots = open_store(tmp_path)
    found = snapshots.find(KEYS, below=60)
    assert found is not None and found.length == 20
    assert_true(found, KEYS)
    assert not file(tmp_path, 60).exists() and not file(tmp_path, 40).exists()
    assert keep(snapshots, KEYS, 40, 60, on_disk=True) == [(20, 40), (40, 60)]
    snapshots.close()
    found = open_store(tmp_path).find(KEYS, below=60)
    assert found is not None and found.length == 60
    assert_true(found, KEYS)


def test_states_between_are_not_needed_further_down(tmp_path, written, caplog):
    flipped = bytearray(written[40])
    flipped[-1] ^= 1
    file(tmp_path, 40).write_bytes(flipped)
    snapshots = open_store(tmp_path)
    found = snapshots.find(KEYS, below=60)
    assert found is not None and found.length == 60
    assert_true(found, KEYS)
    found = snapshots.find(KEYS, below=59)
    assert found is not None and found.length == 20
    assert_true(found, KEYS)
    snapshots.close()  # the end is still in memory: it was written anew without the middle
    found = open_store(tmp_path).find(KEYS, below=60)
    assert found is not None and found.length == 60
    assert_true(found, KEYS)


def test_a_missing_file_takes_what_needs_it(tmp_path, written, caplog):
    file(tmp_path, 20).unlink()
    snapshots = open_store(tmp_path)
    assert snapshots.find(KEYS, below=60) is None
    assert list(tmp_path.iterdir()) == []
    assert "missing" in caplog.text


def test_files_swapped_with_each_other(tmp_path, written, caplog):
    file(tmp_path, 40).write_bytes(written[60])
    file(tmp_path, 60).write_bytes(written[40])
    found = open_store(tmp_path).find(KEYS, below=60)
    assert found is not None and found.length == 20
    assert_true(found, KEYS)


def test_strange_things_in_the_folder(tmp_path, written):
    (tmp_path / "notes.safetensors").write_text("not ours")
    (tmp_path / f"{'0' * 12}-{'0' * 40}.safetensors").mkdir()
    (tmp_path / f"{'1' * 12}-{'0' * 40}.safetensors").symlink_to("/dev/zero")
    snapshots = open_store(tmp_path)
    assert snapshots.known(KEYS, below=60) == 60
    assert snapshots.disk_nbytes == sum(map(len, written.values()))
    snapshots.clear()
    assert len(list(tmp_path.iterdir())) == 3
