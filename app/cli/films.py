"""The port's own decoder as a `Film`: what is looked at for evidence is what the model sees."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image

from app.chat.events import Receipt
from app.chat.message import VideoPart
from app.cli.local import seen_part, told_receipt
from app.cli.refusal import Refusal
from app.reading.video.film import Still
from app.reading.video.plan import Limits
from mlx_model.config import load_config
from mlx_model.errors import MediaError
from mlx_model.inputs.clip import Clip
from mlx_model.inputs.message import VideoPart as SeenPart
from mlx_model.inputs.sight import read_sight
from mlx_model.inputs.video import VideoReader, open_clip

JUST = 1e-6  # seconds: a time that was computed may miss its frame by so little


class OpenFilm:
    """A clip and how a checkpoint sees it. A `Film`."""

    def __init__(self, path: Path, name: str, clip: Clip, reader: VideoReader) -> None:
        self.path, self.name = path, name
        self._clip, self._reader = clip, reader
        self._starts = [clip.time(index) for index in range(clip.count)]
        self.rate, self.size = clip.rate, clip.size
        self.seconds = clip.count / clip.rate

    def stills(self, times: Sequence[float]) -> Iterator[Still]:
        """The frames shown at rising times, each once."""
        shown = (bisect_right(self._starts, time + JUST) - 1 for time in times)
        indices = sorted({max(index, 0) for index in shown})
        frames = self._clip.frames(indices)
        for index, frame in zip(indices, frames, strict=True):
            yield Still(self._starts[index], Image.fromarray(frame))

    def receipt(self, part: VideoPart) -> Receipt:
        """What the model would see of a stretch."""
        seen = seen_part(part)
        assert isinstance(seen, SeenPart)
        return told_receipt(self._reader.plan(self._clip, seen, self.name)[1])


@contextmanager
def opened_film(path: Path, name: str, folder: Path) -> Iterator[tuple[OpenFilm, Limits]]:
    """A film as the checkpoint in `folder` would see it, and what that can see of one clip.

    Raises:
        MediaError: it cannot be read.
        Refusal: it is a still picture, or the checkpoint sees nothing.
    """
    config = load_config(folder)
    if config.vision is None:
        raise Refusal(f"{folder.name} does not see; choose a --model that does")
    reader = read_sight(folder, config.vision).videos
    with closing(open_clip(SeenPart(path), name)) as clip:
        if clip.count < 2:
            raise Refusal(f"{name} is a still picture; give a film, or use kestrel read")
        budget = reader.budget
        limits = Limits(
            tokens=max(budget.max_pixels // (budget.temporal_factor * budget.factor**2), 1),
            frames=budget.max_frames,
            fps=budget.fps,
            factor=budget.factor,
            temporal=budget.temporal_factor,
            context=config.text.max_position_embeddings,
        )
        if not math.isfinite(clip.rate) or clip.rate <= 0:
            raise MediaError(f"{name} does not say how long it is: export it again.")
        yield OpenFilm(path, name, clip, reader), limits
