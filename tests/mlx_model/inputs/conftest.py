"""A checkpoint folder, pictures and clips, made once for these tests."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from mlx_model.config import load_config
from mlx_model.inputs.processor import Processor
from tests.fixtures.checkpoint import write_checkpoint
from tests.fixtures.pictures import write_clips, write_pictures

# A machine that is busy with other work must not fail a test by its clock.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

GOLDENS = Path(__file__).parents[2] / "goldens" / "inputs"


@pytest.fixture(scope="session")
def golden():
    def read(name: str) -> Any:
        return json.loads((GOLDENS / f"{name}.json").read_text(encoding="utf-8"))

    return read


@pytest.fixture(scope="session")
def golden_patches() -> Any:
    return np.load(GOLDENS / "patches.npz")


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_checkpoint(tmp_path_factory.mktemp("checkpoint"))


@pytest.fixture(scope="session")
def processor(checkpoint: Path) -> Processor:
    return Processor.load(checkpoint, load_config(checkpoint))


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_pictures(tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_clips(tmp_path_factory.mktemp("clips"))
