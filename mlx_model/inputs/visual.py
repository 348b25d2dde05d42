"""One image or clip as the vision tower takes it."""

from dataclasses import dataclass

import numpy as np

from mlx_model.inputs.receipt import Kind, Receipt

Grid = tuple[int, int, int]  # t, h, w in patches


@dataclass(frozen=True, eq=False)
class Visual:
    """`patches` is (N, channels x frames x height x width) float32 in merge-block order."""

    kind: Kind
    patches: np.ndarray
    grid: Grid
    digest: str  # sha256 of the grid and of the pixels in the patches: equal means seen alike
    receipt: Receipt
