"""One still picture to patches, and the receipt of it from its header alone."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from mlx_model.inputs.budget import ImageBudget
from mlx_model.inputs.images import shown_size, to_rgb
from mlx_model.inputs.patches import BICUBIC, Cutter
from mlx_model.inputs.receipt import Receipt
from mlx_model.inputs.visual import Visual


@dataclass(frozen=True)
class PictureReader:
    """How a checkpoint sees still pictures."""

    budget: ImageBudget
    cutter: Cutter

    def receipt(self, image: Image.Image, name: str, max_tokens: int | None = None) -> Receipt:
        """What the model will see; nothing is decoded, but a PNG, whose rotation may come last."""
        size = shown_size(image, name)
        seen = self.budget.at_most(max_tokens).fit(size)
        tokens = self.cutter.tokens(self.cutter.grid(seen, 1))
        return Receipt(name, "image", size, seen, (), tokens)

    def see(self, image: Image.Image, name: str, max_tokens: int | None = None) -> Visual:
        """Decode, resize and cut."""
        receipt = self.receipt(image, name, max_tokens)
        resized = to_rgb(image, name).resize(receipt.seen_size, resample=BICUBIC)
        patches, grid, digest = self.cutter.cut(np.asarray(resized)[None])
        return Visual("image", patches, grid, digest, receipt)
