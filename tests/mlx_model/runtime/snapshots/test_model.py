"""Random histories against a plain dictionary of whole prefixes.

Whatever is found must be what was kept for exactly that prefix, and the budgets hold after every
call; with ample room the longest kept prefix is always found, after restarts too.
"""

import shutil
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlx_model.runtime.snapshots.store import Snapshots
from tests.mlx_model.runtime.snapshots.conversations import assert_true, keep

# Few keys and short: so that prefixes are shared and stretches are cut everywhere.
prompts = st.lists(st.sampled_from([-1, 5]), min_size=3, max_size=14).map(
    lambda keys: np.array(keys, dtype=np.int64)
)
keeps = st.tuples(st.just("keep"), prompts, st.sets(st.integers(1, 14), min_size=1, max_size=3))
finds = st.tuples(st.just("find"), prompts, st.integers(0, 14))
reclaims = st.tuples(st.just("reclaim"), st.integers(0, 300), st.none())
histories = st.lists(keeps | keeps | finds | reclaims, min_size=6, max_size=40)
calmly = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.data_too_large]
)


def longest(kept: set[bytes], keys: np.ndarray, below: int) -> int:
    lengths = range(min(below, len(keys)), 0, -1)
    return next((n for n in lengths if keys[:n].tobytes() in kept), 0)


@calmly
@given(histories, st.sampled_from([0, 100, 400, 1000, 1 << 30]))
def test_against_a_dictionary(history, budget):
    snapshots = Snapshots(budget, fingerprint="a")
    kept: set[bytes] = set()
    ample = budget == 1 << 30
    for what, argument, more in history:
        if what == "keep":
            lengths = [n for n in more if n <= len(argument)]
            keep(snapshots, argument, *lengths)
            kept |= {argument[:n].tobytes() for n in lengths}
        elif what == "reclaim":
            freed = snapshots.reclaim(argument)
            ample &= freed == 0
        else:
            check_find(snapshots, kept, argument, more, ample)
        held = sum(array.nbytes for node in snapshots._tree.nodes() for array in arrays(node))
        assert snapshots.nbytes == held <= budget
        assert_tidy(snapshots)


restarts = st.tuples(st.just("restart"), st.none(), st.none())
idles = st.tuples(st.just("idle"), st.integers(1, 5), st.none())
damages = st.tuples(st.just("damage"), st.integers(0, 1 << 16), st.integers(0, 7))
long_histories = st.lists(
    keeps | keeps | finds | finds | reclaims | idles | restarts | damages, min_size=6, max_size=30
)
BUDGETS = st.sampled_from([(1 << 30, 1 << 30), (400, 1 << 30), (1000, 4000), (1 << 30, 6000)])


@calmly
@given(long_histories, BUDGETS)
def test_with_a_disk_against_a_dictionary(history, budgets):
    folder = Path(tempfile.mkdtemp())
    world = World(folder, *budgets)
    try:
        for what, argument, more in history:
            getattr(world, what)(argument, more)
            world.check()
    finally:
        world.snapshots.close()
        shutil.rmtree(folder)


class World:
    """A store on disk and what it should know."""

    def __init__(self, folder: Path, budget: int, disk_budget: int) -> None:
        self.folder, self.budget, self.disk_budget = folder, budget, disk_budget
        self.kept: set[bytes] = set()
        self.whole = disk_budget == budget  # nothing was lost: the longest must be found
        self._open()

    def _open(self) -> None:
        self.snapshots = Snapshots(
            self.budget, fingerprint="a", folder=self.folder, disk_budget=self.disk_budget
        )

    def keep(self, keys, lengths) -> None:
        lengths = [n for n in lengths if n <= len(keys)]
        keep(self.snapshots, keys, *lengths, on_disk=True)
        self.kept |= {keys[:n].tobytes() for n in lengths}

    def find(self, keys, below: int) -> None:
        check_find(self.snapshots, self.kept, keys, below, self.whole)

    def reclaim(self, nbytes: int, _) -> None:
        self.snapshots.reclaim(nbytes)
        self._settle()

    def idle(self, times: int, _) -> None:
        for _ in range(times):
            self.snapshots.idle()

    def restart(self, *_) -> None:
        self.snapshots.close()
        self._open()

    def damage(self, where: int, bit: int) -> None:
        self._settle()
        files = sorted(self.folder.glob("*.safetensors"))
        if files:
            path = files[where % len(files)]
            data = bytearray(path.read_bytes())
            data[where % len(data)] ^= 1 << bit
            path.write_bytes(data)
            self.whole = False

    def check(self) -> None:
        assert self.snapshots.nbytes <= self.budget
        sizes = [path.stat().st_size for path in self.folder.glob("*.safetensors")]
        assert sum(sizes) <= self.disk_budget
        assert_tidy(self.snapshots)

    def _settle(self) -> None:
        assert self.snapshots._disk is not None
        assert self.snapshots._disk._writer.wait(10)
        self.snapshots._disk.refresh()


def check_find(snapshots: Snapshots, kept: set[bytes], keys, below: int, ample: bool) -> None:
    known = snapshots.known(keys, below=below)
    found = snapshots.find(keys, below=below)
    assert (found.length if found else 0) <= below
    if found:
        assert keys[: found.length].tobytes() in kept
        assert_true(found, keys)
    if ample:
        assert known == (found.length if found else 0) == longest(kept, keys, below)


def arrays(node):
    return (*(node.tokens or ()), *(node.states or ()))


def assert_tidy(snapshots: Snapshots) -> None:
    """Stretches lie in memory where a point there needs them and nowhere else."""
    for node in snapshots._tree.nodes():
        below = node.states is not None or any(child.held for child in node.children.values())
        assert (node.tokens is not None) == (node.held > 0) == below
        assert not node.empty
