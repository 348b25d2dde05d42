"""Random histories against a plain dictionary of whole prefixes.

Whatever is found must be what was kept for exactly that prefix, and the budget holds after every
call; with ample room the longest kept prefix is always found.
"""

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


def check_find(snapshots: Snapshots, kept: set[bytes], keys, below: int, ample: bool) -> None:
    known = snapshots.known(keys, below=below)
    found = snapshots.find(keys, below=below)
    assert known == (found.length if found else 0) <= below
    if found:
        assert keys[: found.length].tobytes() in kept
        assert_true(found, keys)
    if ample:
        assert known == longest(kept, keys, below)


def arrays(node):
    return (*(node.tokens or ()), *(node.states or ()))


def assert_tidy(snapshots: Snapshots) -> None:
    """Stretches lie in memory where a point there needs them and nowhere else."""
    for node in snapshots._tree.nodes():
        below = node.states is not None or any(child.held for child in node.children.values())
        assert (node.tokens is not None) == (node.held > 0) == below
        assert not node.empty
