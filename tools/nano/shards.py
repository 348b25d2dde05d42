"""Batches painted beforehand, for painters too slow to feed a fast device while it trains.

A batch is a pure function of stage, rank and step, so a stored one equals a fresh one; training
takes what lies in the folder and makes the rest. Stopped, the same command goes on.

    python -m tools.nano.shards --folder /tmp/kestrel-nano-run/shards --steps 500
"""

# pyright: reportMissingImports=false

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset

from tools.nano.batches import Batch, Batches
from tools.nano.curriculum import Stage, stages
from tools.nano.gallery import Gallery
from tools.nano.vocabulary import build
from tools.nano.world import NARROW


class Stored(Dataset[Batch]):
    """The batches of one stage and rank, read from a folder where they lie there already."""

    def __init__(
        self,
        stage: Stage,
        folder: Path | None,
        rank: int = 0,
        ranks: int = 1,
        gallery: Gallery | None = None,
    ) -> None:
        recipe, self.folder = stage.recipe, folder
        self.fresh = Batches(recipe, build(NARROW), stage.steps, rank, ranks, gallery)
        self.mark = f"{stage.name}-{recipe.seed}-{rank}of{ranks}-{recipe.batch}"

    def __len__(self) -> int:
        return len(self.fresh)

    def path(self, step: int) -> Path | None:
        return self.folder / f"{self.mark}-{step:06}.npz" if self.folder else None

    def __getitem__(self, step: int) -> Batch:
        path = self.path(step)
        if path is None or not path.exists():
            return self.fresh[step]
        with np.load(path) as arrays:
            return {name: torch.from_numpy(arrays[name]) for name in arrays.files}

    def store(self, step: int) -> None:
        """Write one batch, whole or not at all."""
        path = self.path(step)
        if path is None or path.exists():
            return
        part = path.with_suffix(".part.npz")
        arrays: dict[str, Any] = {n: value.numpy() for n, value in self.fresh[step].items()}
        np.savez_compressed(part, **arrays)
        part.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description="Paint batches beforehand.")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/kestrel-nano-run/shards"))
    parser.add_argument("--steps", type=int, default=500, help="steps of each stage")
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--gallery", type=Path, nargs="+", help="painted beforehand (gallery.py)")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    gallery = Gallery(*options.gallery) if options.gallery else None
    for stage in stages():
        for rank in range(options.ranks):
            stored = Stored(stage, options.folder, rank, options.ranks, gallery)
            for step in range(min(options.steps, len(stored))):
                stored.store(step)


if __name__ == "__main__":
    main()
