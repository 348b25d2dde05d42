"""The tree in memory: what is found, shared, counted and given up."""

import gc

import mlx.core as mx
import numpy as np
import pytest

from mlx_model.runtime.snapshots.point import Point
from mlx_model.runtime.snapshots.store import Snapshots
from mlx_model.runtime.snapshots.tree import common_prefix
from tests.mlx_model.runtime.snapshots.conversations import (
    AMPLE,
    STATE_BYTES,
    TOKEN_BYTES,
    assert_true,
    keep,
    numbers,
    point,
    sequence,
    stretch,
)


@pytest.fixture
def snapshots() -> Snapshots:
    return Snapshots(AMPLE, fingerprint="a")


def test_the_longest_point_that_begins_the_prompt_is_found(snapshots):
    keys = sequence(1, 60)
    keep(snapshots, keys, 10, 30, 50)
    for below, expected in [(60, 50), (50, 50), (49, 30), (10, 10)]:
        found = snapshots.find(keys, below=below)
        assert found is not None and found.length == expected and not found.on_disk
        assert_true(found, keys)
        assert snapshots.known(keys, below=below) == expected
    assert snapshots.find(keys, below=9) is None
    assert snapshots.find(sequence(2, 60), below=60) is None
    assert snapshots.known(sequence(2, 60), below=60) == 0


def test_a_prompt_that_ends_or_differs_within_a_stretch(snapshots):
    keys = sequence(1, 60)
    keep(snapshots, keys, 10, 50)
    assert snapshots.known(keys[:40], below=60) == 10
    other = keys.copy()
    other[45] += 1
    assert snapshots.known(other, below=60) == 10


def test_a_branch_asks_only_for_what_is_new_and_both_stay_whole(snapshots):
    keys = sequence(1, 40)
    other = np.concatenate([keys[:25], sequence(2, 15)])
    assert keep(snapshots, keys, 10, 40) == [(0, 10), (10, 40)]
    assert keep(snapshots, other, 10, 40) == [(25, 40)]
    for each in (keys, other):
        found = snapshots.find(each, below=40)
        assert found is not None and found.length == 40
        assert_true(found, each)
    assert snapshots.nbytes == 3 * STATE_BYTES + (40 + 15) * TOKEN_BYTES


def test_a_point_within_a_kept_stretch_costs_its_states_alone(snapshots):
    keys = sequence(1, 40)
    keep(snapshots, keys, 40)
    assert keep(snapshots, keys, 17) == []
    found = snapshots.find(keys, below=20)
    assert found is not None and found.length == 17
    assert_true(found, keys)
    assert snapshots.nbytes == 2 * STATE_BYTES + 40 * TOKEN_BYTES


def test_keeping_again_asks_for_nothing(snapshots):
    keys = sequence(1, 40)
    keep(snapshots, keys, 20, 40)
    before = snapshots.nbytes
    assert keep(snapshots, keys, 20, 40) == []
    assert snapshots.nbytes == before


def test_a_point_of_a_model_without_attention(snapshots):
    keys = numbers(1, 2, 3)
    snapshots.keep(keys, [point(keys, 3)], lambda a, b: [], on_disk=False)
    found = snapshots.find(keys, below=3)
    assert found is not None and found.tokens == () and len(found.states) == 2


def test_nobody_elses_assignment_reaches_what_is_kept(snapshots):
    keys = sequence(1, 12)
    mine = point(keys, 12)
    snapshots.keep(keys, [mine], stretch(keys), on_disk=False)
    mine.states[0][:] = 0
    for _ in range(2):
        found = snapshots.find(keys, below=12)
        assert found is not None
        assert_true(found, keys)
        for array in (*found.states, *found.tokens):
            array[:] = 0


def test_what_is_kept_holds_no_larger_buffer():
    size = 1 << 22  # values; the kept arrays are a 64th of them
    snapshots = Snapshots(AMPLE, fingerprint="a")
    mx.clear_cache()
    gc.collect()
    before = mx.get_active_memory()
    cache = mx.zeros((1, 1, 4096, size // 4096))
    hidden = mx.zeros((1, 4096, size // 4096))
    mx.eval(cache, hidden)
    part, state = cache[:, :, 64:128], hidden[:, -64:]
    mx.eval(part, state)
    keys = numbers(*range(64))
    snapshots.keep(keys, [Point(64, (state,))], lambda a, b, part=part: [part], on_disk=False)
    del cache, hidden, part, state
    gc.collect()
    held = mx.get_active_memory() - before
    assert snapshots.nbytes == 2 * 64 * size // 4096 * 4
    assert snapshots.nbytes <= held < snapshots.nbytes * 1.2
    snapshots.keep(keys, [Point(10, (mx.zeros(1),))], lambda a, b: [], on_disk=False)  # a split
    gc.collect()
    held = mx.get_active_memory() - before
    assert snapshots.nbytes <= held < snapshots.nbytes * 1.2


def test_the_budget_holds_and_states_go_before_stretches_that_others_need():
    keys = sequence(1, 90)
    budget = 2 * STATE_BYTES + 90 * TOKEN_BYTES
    snapshots = Snapshots(budget, fingerprint="a")
    keep(snapshots, keys, 30, 40, 90)
    assert snapshots.nbytes == budget
    assert [snapshots.known(keys, below=n) for n in (30, 40, 90)] == [30, 30, 90]
    found = snapshots.find(keys, below=90)
    assert found is not None
    assert_true(found, keys)


def test_a_stretch_goes_with_the_last_point_that_needs_it(snapshots):
    keys = sequence(1, 90)
    other = np.concatenate([keys[:50], sequence(2, 10)])
    keep(snapshots, keys, 90)
    keep(snapshots, other, 60)
    for _ in range(20):
        snapshots.find(other, below=60)
    snapshots.reclaim(1)
    assert snapshots.nbytes == STATE_BYTES + 60 * TOKEN_BYTES
    snapshots.reclaim(1)
    assert snapshots.nbytes == 0
    assert snapshots.reclaim(1) == 0


def test_a_found_point_counts_as_used():
    one, two, three = (sequence(seed, 20) for seed in (1, 2, 3))
    snapshots = Snapshots(2 * (STATE_BYTES + 20 * TOKEN_BYTES), fingerprint="a")
    keep(snapshots, one, 20)
    keep(snapshots, two, 20)
    snapshots.find(one, below=20)
    keep(snapshots, three, 20)
    assert [snapshots.known(keys, below=20) for keys in (one, two, three)] == [20, 0, 20]


def test_what_saves_more_for_its_bytes_stays():
    long, short = sequence(1, 400), sequence(2, 4)
    snapshots = Snapshots(404 * TOKEN_BYTES + 2 * STATE_BYTES - 1, fingerprint="a")
    keep(snapshots, long, 400)
    keep(snapshots, short, 4)
    assert snapshots.known(long, below=400) == 400
    assert snapshots.known(short, below=4) == 0


def test_a_conversations_end_outlives_its_middle():
    keys = sequence(1, 90)
    snapshots = Snapshots(90 * TOKEN_BYTES + 2 * STATE_BYTES, fingerprint="a")
    keep(snapshots, keys, 30, 60, 90)
    assert snapshots.known(keys, below=90) == 90
    assert snapshots.known(keys, below=89) in (30, 60)


def test_a_point_larger_than_the_budget_drives_nobody_out():
    keys, large = sequence(1, 20), sequence(2, 400)
    snapshots = Snapshots(100 * TOKEN_BYTES, fingerprint="a")
    keep(snapshots, keys, 20)
    keep(snapshots, large, 400)
    assert snapshots.known(keys, below=20) == 20
    assert snapshots.known(large, below=400) == 0


def test_reclaim_says_what_was_freed(snapshots):
    for seed in range(10):
        keep(snapshots, sequence(seed, 20), 10, 20)
    before = snapshots.nbytes
    freed = snapshots.reclaim(before // 2)
    assert before // 2 <= freed == before - snapshots.nbytes


def test_a_failing_stretch_leaves_nothing_half_kept(snapshots):
    keys = sequence(1, 20)
    keep(snapshots, keys, 10)

    def fail(a: int, b: int) -> list[mx.array]:
        raise RuntimeError("no memory")

    with pytest.raises(RuntimeError):
        snapshots.keep(keys, [point(keys, 20)], fail, on_disk=False)
    assert snapshots.known(keys, below=20) == 10
    assert keep(snapshots, keys, 20) == [(10, 20)]


def test_clear_and_close(snapshots):
    keys = sequence(1, 20)
    keep(snapshots, keys, 20)
    snapshots.clear()
    assert snapshots.nbytes == 0 and snapshots.find(keys, below=20) is None
    keep(snapshots, keys, 20)
    snapshots.close()
    snapshots.close()
    assert snapshots.nbytes == 0


@pytest.mark.parametrize("length", [0, 1, 100_000])
def test_common_prefix(length):
    keys = sequence(1, length)
    assert common_prefix(keys, keys) == length
    assert common_prefix(keys, keys[: length // 2]) == length // 2
    if length:
        other = keys.copy()
        other[length // 3] ^= 1
        assert common_prefix(keys, other) == length // 3
