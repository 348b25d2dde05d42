"""The prompt's embeddings, with what the vision tower saw in the places of visual tokens.

A chunk of the prefill asks for its own stretch. Frames are seen when the first chunk comes to
them and dropped after the last, so that neither a long video's features nor its patches lie on
the device as a whole. That is exact because a patch attends only within its own frame
(transformers `modeling_qwen3_5.py`, `cu_seqlens` of Qwen3_5VisionModel).

Shapes: L tokens, D hidden, N patches.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import mlx.core as mx
import numpy as np

from mlx_model.errors import PromptError
from mlx_model.inputs.processor import Prompt
from mlx_model.inputs.visual import Visual
from mlx_model.net.model import Model


@dataclass(frozen=True)
class Frame:
    """One frame of an image or clip and the visual tokens [start, end) that show it."""

    visual: Visual
    index: int
    start: int
    end: int

    @property
    def grid(self) -> tuple[int, int, int]:
        return (1, *self.visual.grid[1:])

    @property
    def patches(self) -> np.ndarray:
        _, rows, columns = self.visual.grid
        n = rows * columns
        return self.visual.patches[self.index * n : (self.index + 1) * n]


class PromptEmbeddings:
    """Embeddings of any stretch of one prompt; stretches must come in order."""

    def __init__(
        self, model: Model, prompt: Prompt, features: "FrameFeatures | None" = None
    ) -> None:
        self._model = model
        self._kept = features
        self._ids = prompt.ids
        self._places = visual_places(model, prompt)  # of the visual tokens, in the prompt
        self._frames = _frames(model, prompt)
        self._seen: dict[int, mx.array] = {}  # features of frames that are not used up
        shown = self._frames[-1].end if self._frames else 0
        assert shown == len(self._places), f"{shown} visual tokens for {len(self._places)} places"

    def between(self, start: int, end: int) -> mx.array:
        """Of the prompt's tokens start..end: (1, L, D), lazily."""
        embeddings = self._model.embed(mx.array(self._ids[None, start:end]))
        first, last = np.searchsorted(self._places, [start, end])
        if first < last:
            where = mx.array(self._places[first:last] - start)
            features = self._features(int(first), int(last))
            embeddings[:, where] = features[None].astype(embeddings.dtype)
        return embeddings

    def _features(self, first: int, last: int) -> mx.array:
        """Features of visual tokens first..last, counted over the prompt: (last - first, D)."""
        needed = [i for i, f in enumerate(self._frames) if f.start < last and f.end > first]
        self._see([i for i in needed if i not in self._seen])
        found = mx.concatenate([self._seen[i] for i in needed])
        offset = self._frames[needed[0]].start
        self._seen = {i: self._seen[i] for i in needed if self._frames[i].end > last}
        return found[first - offset : last - offset]

    def _see(self, unseen: list[int]) -> None:
        if self._kept:
            for i in unseen:
                if (known := self._kept.find(self._frames[i])) is not None:
                    self._seen[i] = known
            unseen = [i for i in unseen if i not in self._seen]
        if not unseen:
            return
        frames = [self._frames[i] for i in unseen]
        patches = mx.array(np.concatenate([frame.patches for frame in frames]))
        features = self._model.see(patches, [frame.grid for frame in frames])
        cuts = np.cumsum([frame.end - frame.start for frame in frames])[:-1]
        seen = list(mx.split(features, cuts.tolist()))
        self._seen |= dict(zip(unseen, seen, strict=True))
        if self._kept:
            self._kept.keep(frames, seen)


class FrameFeatures:
    """What the vision tower saw of frames, by their pictures' digests, as many as the budget holds.

    The frame used longest ago goes first.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget  # bytes
        self._frames: OrderedDict[tuple[str, int], mx.array] = OrderedDict()
        self.nbytes = 0

    def find(self, frame: "Frame") -> mx.array | None:
        """Its features (tokens, D), if they are known."""
        name = (frame.visual.digest, frame.index)
        if name in self._frames:
            self._frames.move_to_end(name)
        return self._frames.get(name)

    def keep(self, frames: Sequence["Frame"], features: Sequence[mx.array]) -> None:
        """Remember what was seen. It is evaluated here, each frame on its own."""
        for frame, seen in zip(frames, features, strict=True):
            # contiguous: a view would keep all frames of a long video alive
            own = mx.contiguous(seen)
            self.drop((frame.visual.digest, frame.index))
            self._frames[frame.visual.digest, frame.index] = own
            self.nbytes += own.nbytes
            mx.async_eval(own)
        self.reclaim(self.nbytes - self._budget)

    def drop(self, name: tuple[str, int]) -> int:
        """Forget one frame; the bytes that it held."""
        gone = self._frames.pop(name, None)
        freed = 0 if gone is None else gone.nbytes
        self.nbytes -= freed
        return freed

    def reclaim(self, nbytes: int) -> int:
        """Forget frames until so many bytes are free; how many are."""
        freed = 0
        while freed < nbytes and self._frames:
            freed += self.drop(next(iter(self._frames)))
        return freed


def visual_places(model: Model, prompt: Prompt) -> np.ndarray:
    """Where visual tokens stand in the prompt, ascending."""
    tokens = model.config.visual_tokens
    if tokens is None:
        if prompt.visuals:
            raise PromptError(
                "This checkpoint has no vision tower: ask without images, or choose one that sees."
            )
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.isin(prompt.ids, [tokens.image, tokens.video]))


def _frames(model: Model, prompt: Prompt) -> list[Frame]:
    frames: list[Frame] = []
    vision = model.config.vision
    for visual in prompt.visuals:
        assert vision is not None
        count, rows, columns = visual.grid
        tokens = rows * columns // vision.spatial_merge_size**2
        for index in range(count):
            start = frames[-1].end if frames else 0
            frames.append(Frame(visual, index, start, start + tokens))
    return frames
