"""Stores on a test's own folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mlx_model.runtime.snapshots.store import Snapshots
from tests.mlx_model.runtime.snapshots.conversations import AMPLE


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Snapshots]]:
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
