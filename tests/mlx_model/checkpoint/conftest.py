"""Copies of small checkpoints to load, to damage and to convert, and prompts for them."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

from mlx_model.net.model import Model

GOLDENS = Path(__file__).parents[2] / "goldens"

Tensors = dict[str, mx.array]


@pytest.fixture(autouse=True)
def on_cpu() -> Iterator[None]:
    """The bounds are those of the CPU; a Mac's GPU rounds otherwise."""
    before = mx.default_device()
    mx.set_default_device(mx.cpu)
    yield
    mx.set_default_device(before)


class Folder:
    """A checkpoint folder in a temporary place, with means to change it."""

    def __init__(self, path: Path):
        self.path = path
        self.file = path / "model.safetensors"

    def change_config(self, change: Callable[[dict[str, Any]], None]) -> "Folder":
        raw = json.loads((self.path / "config.json").read_text())
        change(raw)
        (self.path / "config.json").write_text(json.dumps(raw))
        return self

    def tensors(self) -> Tensors:
        loaded = mx.load(str(self.file))
        assert isinstance(loaded, dict)
        mx.eval(list(loaded.values()))  # the file is about to be replaced
        return loaded

    def write(self, tensors: Tensors, mark: str | None, name: str = "model.safetensors") -> None:
        metadata = {} if mark is None else {"format": mark}
        mx.save_safetensors(str(self.path / name), tensors, metadata)

    def change_tensors(
        self, change: Callable[[Tensors], Mapping[str, mx.array] | None], mark: str | None = "pt"
    ) -> "Folder":
        tensors = self.tensors()
        changed = change(tensors)
        self.write(dict(tensors if changed is None else changed), mark)
        return self

    def split(self, parts: int) -> "Folder":
        """The same tensors in several files with an index."""
        tensors = self.tensors()
        self.file.unlink()
        where = {name: n % parts + 1 for n, name in enumerate(sorted(tensors))}
        names = {n: f"model-{n:05d}-of-{parts:05d}.safetensors" for n in where.values()}
        for n, file in names.items():
            self.write({name: tensors[name] for name in where if where[name] == n}, "pt", file)
        index = {"weight_map": {name: names[n] for name, n in where.items()}}
        (self.path / "model.safetensors.index.json").write_text(json.dumps(index))
        return self


@pytest.fixture
def checkpoint(tmp_path: Path) -> Callable[[str], Folder]:
    """checkpoint("net/dense"): a copy of a golden's folder."""

    def copy(name: str) -> Folder:
        target = tmp_path / name.replace("/", "-")
        shutil.copytree(GOLDENS / name, target, ignore=shutil.ignore_patterns("*.npz"))
        return Folder(target)

    return copy


@pytest.fixture
def dense(checkpoint: Callable[[str], Folder]) -> Folder:
    """Hugging Face's layout: tied embeddings, vision tower, MTP head; as transformers saved it."""
    return checkpoint("net/dense")


def run(model: Model, ids: np.ndarray | None = None) -> np.ndarray:
    """Logits of a text, by default some short one. (L, V)."""
    if ids is None:
        ids = np.random.default_rng(0).integers(0, 60, 20)
    positions = mx.broadcast_to(mx.arange(len(ids)), (3, 1, len(ids)))
    hidden = model.hidden(model.embed(mx.array(ids)[None]), positions)
    return np.array(model.logits(hidden)[0].astype(mx.float32))


def look(model: Model, patches: Any, grid: list[int], ids: Any) -> np.ndarray:
    """Logits of a prompt with one image, whose positions count its rows and columns. (L, V)."""
    special, vision = model.config.visual_tokens, model.config.vision
    assert special is not None and vision is not None
    places = np.flatnonzero(ids == special.image)
    positions = np.tile(np.arange(len(ids)), (3, 1))
    rows, columns = (side // vision.spatial_merge_size for side in grid[1:])
    first, after = places[0], places[-1] + 1
    positions[:, places] = first + np.indices((1, rows, columns)).reshape(3, -1)
    positions[:, after:] = first + max(rows, columns) + np.arange(len(ids) - after)
    embedded = model.embed(mx.array(ids)[None])
    embedded[0, mx.array(places)] = model.see(mx.array(patches), [(grid[0], grid[1], grid[2])])
    hidden = model.hidden(embedded, mx.array(positions)[:, None])
    return np.array(model.logits(hidden)[0])


@pytest.fixture
def logits() -> Callable[..., np.ndarray]:
    return run


@pytest.fixture
def image_logits() -> Callable[..., np.ndarray]:
    return look


@pytest.fixture
def assert_close() -> Callable[..., None]:
    """Relative to the second array's largest value."""

    def check(ours: np.ndarray, theirs: np.ndarray, bound: float) -> None:
        assert ours.shape == theirs.shape
        difference = np.abs(ours - theirs) / np.abs(theirs).max()
        said = f"max {difference.max():.2e}, mean {difference.mean():.2e}, bound {bound:.0e}"
        print(said)
        assert difference.max() <= bound, said

    return check
