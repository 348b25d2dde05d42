"""A host of models on this machine that may misbehave, and downloads from it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.models.catalogue import HostName, Source
from app.models.download import Download
from app.models.fetching import Means
from app.models.hosts import Host, HuggingFace, ModelScope
from app.models.network import NetworkLog
from tests.fixtures.hostile_host import HostileHost
from tests.fixtures.told_progress import Told


@pytest.fixture
def host() -> Iterator[HostileHost]:
    host = HostileHost()
    yield host
    host.close()


@pytest.fixture
def log(tmp_path: Path) -> NetworkLog:
    return NetworkLog(tmp_path / "network.jsonl")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "models" / "tiny"


@pytest.fixture
def download(
    host: HostileHost, log: NetworkLog, target: Path, tmp_path: Path
) -> Iterator[Callable[..., tuple[Download, Told]]]:
    """Start one; what it tells is gathered."""
    made: list[Download] = []

    def started(*sources: Source, silence_s: float = 5.0) -> tuple[Download, Told]:
        told = Told()
        hosts: dict[HostName, Host] = {
            "huggingface": HuggingFace(host.address),
            "modelscope": ModelScope(host.address),
        }
        means = Means(log, hosts, tmp_path / "cache", silence_s, pause_s=0.01)
        where = sources or (Source("huggingface", "some/tiny"),)
        made.append(Download("tiny", where, target, means, told))
        made[-1].start()
        return made[-1], told

    yield started
    for one in made:
        one.close()
