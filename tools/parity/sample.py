"""Random prompts for the network: token ids and pictures already cut into patches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from mlx_model.config import ModelConfig

Grid: TypeAlias = tuple[int, int, int]  # frames, rows, columns, in patches


@dataclass(frozen=True)
class Picture:
    """One image or clip. patches: (N, patch_dim) float32 in merge-block order."""

    kind: Literal["image", "video"]
    grid: Grid
    patches: np.ndarray


@dataclass(frozen=True)
class Sample:
    """One prompt. ids: (L,) int32, with the ids of visual tokens where pictures stand."""

    ids: np.ndarray
    pictures: tuple[Picture, ...] = ()

    @property
    def grids(self) -> tuple[Grid, ...]:
        """Grids in order of appearance."""
        return tuple(picture.grid for picture in self.pictures)


Part: TypeAlias = int | tuple[Literal["image", "video"], Grid]  # so many text tokens, or a picture

TEXT: Sequence[Part] = (90,)
IMAGE: Sequence[Part] = (5, ("image", (1, 4, 6)), 11)
IMAGES: Sequence[Part] = (
    *(2, ("image", (1, 8, 4))),
    *(3, ("image", (1, 2, 6))),
    *(1, ("image", (1, 6, 10)), 7),
)
VIDEO: Sequence[Part] = (4, ("video", (3, 4, 8)), 9)
MIXED: Sequence[Part] = (3, ("image", (1, 6, 4)), 5, ("video", (2, 4, 4)), 2, *IMAGE)
LONG: Sequence[Part] = (60, *MIXED, 30)  # longer than the longest chunk of the cache's rows


def compose(config: ModelConfig, parts: Sequence[Part], seed: int = 1) -> Sample:
    """Draw a prompt of these parts; a clip's frames stand apart, each after a few text tokens."""
    rng = np.random.default_rng(seed)
    special, vision = config.visual_tokens, config.vision
    ids: list[int] = []
    pictures: list[Picture] = []
    for part in parts:
        if isinstance(part, int):
            ids += rng.integers(0, config.text.vocab_size - 4, part).tolist()
            continue
        assert special is not None and vision is not None, "pictures need a vision tower"
        kind, (frames, rows, columns) = part
        token = special.image if kind == "image" else special.video
        tokens = rows * columns // vision.spatial_merge_size**2
        for frame in range(frames):
            ids += [7 + frame, special.vision_start, *[token] * tokens, special.vision_end]
        patches = rng.uniform(-1, 1, (frames * rows * columns, vision.patch_dim))
        pictures.append(Picture(*part, patches.astype(np.float32)))
    return Sample(np.array(ids, dtype=np.int32), tuple(pictures))
