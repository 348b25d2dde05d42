"""A clip to patches: the frames that the budget allows, each resized as it arrives.

Patches, grids, indices and times are equal to the reference's (transformers'
`Qwen3VLVideoProcessor` on frames that OpenCV decodes) to the last bit, resizing included.
One departure: the reference refuses a clip of a single frame, which here is repeated to a pair.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mlx_model.inputs.animation import Animation
from mlx_model.inputs.budget import VideoBudget
from mlx_model.inputs.clip import Clip
from mlx_model.inputs.film import Film
from mlx_model.inputs.images import open_image
from mlx_model.inputs.message import VideoPart
from mlx_model.inputs.patches import Cutter
from mlx_model.inputs.receipt import Receipt
from mlx_model.inputs.resampling import Resampler
from mlx_model.inputs.sampling import frame_range, sample_indices
from mlx_model.inputs.visual import Visual

OnFrame = Callable[[int, int], None]  # frames done, frames in all; raising in it cancels


def open_clip(part: VideoPart, name: str) -> Clip:
    """A film or an animated picture, by what the file holds."""
    if not isinstance(part.source, Path):
        return Animation(part.source, name)
    if _is_picture(part.source):
        return Animation(open_image(part.source, name), name)
    return Film(part.source, name)


@dataclass(frozen=True)
class VideoReader:
    """How a checkpoint sees clips."""

    budget: VideoBudget
    cutter: Cutter

    def receipt(self, part: VideoPart, name: str) -> Receipt:
        """What the model will see; no more is decoded than shows that the clip is whole."""
        with closing(open_clip(part, name)) as clip:
            return self.plan(clip, part, name)[1]

    def see(self, part: VideoPart, name: str, on_frame: OnFrame | None = None) -> Visual:
        """Decode, resize and cut. `on_frame` hears of each frame, and cancels by raising."""
        with closing(open_clip(part, name)) as clip:
            indices, receipt = self.plan(clip, part, name)
            width, height = receipt.seen_size
            frames = np.empty((len(indices), height, width, 3), np.uint8)
            resampler = Resampler(receipt.source_size, receipt.seen_size)
            for number, frame in enumerate(clip.frames(indices)):
                frames[number] = resampler.resize(frame)
                if on_frame is not None:
                    on_frame(number + 1, len(indices))
        patches, grid, digest = self.cutter.cut(frames)
        return Visual("video", patches, grid, digest, receipt)

    def plan(self, clip: Clip, part: VideoPart, name: str) -> tuple[list[int], Receipt]:
        """Which frames are shown, and what the model will see of them."""
        budget = self.budget.at_most(part.max_tokens, part.max_frames, part.fps)
        shown = frame_range(clip.count, clip.rate, part.start, part.end)
        indices = [shown[index] for index in sample_indices(len(shown), clip.rate, budget)]
        seen = budget.fit(clip.size, len(indices))
        tokens = self.cutter.tokens(self.cutter.grid(seen, len(indices)))
        times = tuple(clip.time(index) for index in indices)
        return indices, Receipt(name, "video", clip.size, seen, times, tokens)


def _is_picture(path: Path) -> bool:
    """Whether the first bytes are those of a picture format that can be animated."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(12)
    webp = head[:4] == b"RIFF" and head[8:] == b"WEBP"
    avif = head[4:8] == b"ftyp" and head[8:] in (b"avif", b"avis")
    return webp or avif or head.startswith((b"GIF8", b"\x89PNG"))
