"""Checkpoints on this machine: bundled, downloaded, in Hugging Face's cache, opened elsewhere."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.models.hub_cache import snapshots
from app.models.manifest import MANIFEST
from app.places import RESOURCES
from mlx_model.config import ModelConfig, load_config
from mlx_model.errors import ConfigError

BUNDLED = RESOURCES / "models"
Origin = Literal["bundled", "own", "cache", "opened"]


class NoCheckpoint(Exception):
    """A folder cannot be used. The message says why and what to do."""


@dataclass(frozen=True)
class Checkpoint:
    """One that can be used. `choice` is what the engine is started with: a name or a folder."""

    name: str
    folder: Path
    origin: Origin
    bytes: int  # of its weights
    config: ModelConfig
    converses: bool  # else it only continues a text

    @property
    def choice(self) -> str:
        return self.name if self.origin == "bundled" else str(self.folder)

    @property
    def bits(self) -> int | None:
        """Of its quantization."""
        found = (self.config.quantization or {}).get("bits")
        return found if isinstance(found, int) else None

    @property
    def can_be_repaired(self) -> bool:
        return self.origin == "own" and (self.folder / MANIFEST).exists()


class Shelf:
    """`own` is the folder that downloads go to, `cache` Hugging Face's."""

    def __init__(self, own: Path, cache: Path) -> None:
        self.own, self._cache = own, cache

    def checkpoints(self, opened: Sequence[str] = ()) -> tuple[Checkpoint, ...]:
        """All that can be used. What is none, or is not whole, is left out."""
        found: dict[Path, Checkpoint] = {}
        for name, folder, origin in self._places(opened):
            try:
                found.setdefault(folder.resolve(), read_checkpoint(folder, origin, name))
            except NoCheckpoint:
                continue  # somebody else's, or half downloaded
        return tuple(found.values())

    def remove(self, checkpoint: Checkpoint) -> None:
        """Delete a downloaded one.

        Raises:
            NoCheckpoint: it is not ours to delete.
            OSError: it cannot be.
        """
        if checkpoint.origin != "own" or checkpoint.folder.parent != self.own:
            raise NoCheckpoint(
                f"{checkpoint.folder} was not downloaded by Kestrel: delete it there."
            )
        away = checkpoint.folder.with_name(f".{checkpoint.folder.name}.removed")
        shutil.rmtree(away, ignore_errors=True)
        os.replace(checkpoint.folder, away)  # at once: nobody finds half of it
        shutil.rmtree(away)

    def _places(self, opened: Sequence[str]) -> Iterator[tuple[str, Path, Origin]]:
        for folder in _folders(BUNDLED):
            yield folder.name, folder, "bundled"
        for folder in _folders(self.own):
            yield folder.name, folder, "own"
        for text in opened:
            yield Path(text).name, Path(text), "opened"
        for repository, folder in snapshots(self._cache):
            yield repository.rsplit("/", 1)[-1], folder, "cache"


def read_checkpoint(folder: Path, origin: Origin = "opened", name: str = "") -> Checkpoint:
    """What lies in a folder.

    Raises:
        NoCheckpoint: it cannot be used.
    """
    if not folder.is_dir():
        raise NoCheckpoint(f"{folder} is no folder any more.")
    try:
        config = load_config(folder)
    except ConfigError as error:
        raise NoCheckpoint(str(error)) from error
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        raise NoCheckpoint(f"{folder.name} holds no weights (*.safetensors): download them too.")
    if not (folder / "tokenizer.json").exists():
        raise NoCheckpoint(f"{folder.name} has no tokenizer.json: download it too.")
    size = sum(path.stat().st_size for path in weights)
    name = name or folder.name
    converses = not name.lower().rstrip("/").endswith("-base")
    return Checkpoint(name, folder, origin, size, config, converses)


def _folders(place: Path) -> list[Path]:
    return sorted(config.parent for config in place.glob("[!.]*/config.json"))
