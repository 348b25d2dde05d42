"""A conversation's cache, kept between its turns.

A turn's prompt repeats the turns before, so most of it need not be seen again. But recurrent
states cannot be cut back: a session can resume only where a `Mark` was set. And what was generated
never stands in the next prompt as it was: the chat template drops thoughts, empty think blocks
included. So a mark is set before each generation prompt, the last point that the next prompt is
sure to share; and where the cache stands is a point too, for prompts that truly go on from there.

Equal ids do not make equal prompts where pictures are concerned: a visual token is known by its
picture's digest and its place in it.
"""

from collections import deque
from collections.abc import Sequence

import mlx.core as mx
import numpy as np

from mlx_model.inputs.processor import Processor, Prompt
from mlx_model.net.model import Model
from mlx_model.runtime.cache import Mark, cache_nbytes, make_cache, mark, reserve, rewind
from mlx_model.runtime.embeddings import visual_places

MARKS = 4  # turns to which a session can return, as when a question is asked anew
TURN_START = "<|im_start|>"  # the family's mark before every turn, the one to be written included


class Session:
    """The cache of one conversation with one model; serves one generation at a time."""

    def __init__(self, model: Model, *, kv_bits: int | None = None) -> None:
        self._model = model
        self._kv_bits = kv_bits
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self.cache = make_cache(self._model, self._kv_bits)
        self._given = 0  # tokens that the cache was given
        self._keys: list[int] = []  # which ones, as far as known
        self._marks: deque[Mark] = deque(maxlen=MARKS)

    @property
    def nbytes(self) -> int:
        """Bytes of the cache. Marks hold their recurrent states besides."""
        return cache_nbytes(self.cache)

    def resume(self, prompt: Prompt) -> int:
        """Return to the longest known beginning of `prompt`; say how many tokens that is.

        One token at least is left to be seen, for logits come of seeing.
        """
        keys = prompt_keys(self._model, prompt)
        shared = min(common_prefix(self._keys, keys), len(keys) - 1)
        stands_there = self._given == len(self._keys) == shared
        if not stands_there:
            self._return_before(shared)
        reserve(self.cache, len(keys))
        return self._given

    def hidden(self, embeddings: mx.array, positions: mx.array) -> mx.array:
        """See further tokens: embeddings (1, L, D), positions (3, 1, L) -> (1, L, D), lazily."""
        self._given += embeddings.shape[1]
        return self._model.hidden(embeddings, positions, self.cache)

    def know(self, keys: Sequence[int]) -> None:
        """Say which tokens were given. A decoded one is known only after the next step is built."""
        self._keys.extend(keys)

    def set_mark(self) -> None:
        """Let a later prompt resume here."""
        self._marks.append(mark(self.cache, self._given))

    def _return_before(self, shared: int) -> None:
        while self._marks and self._marks[-1].length > shared:
            self._marks.pop()
        if not self._marks:
            self.reset()
            return
        point = self._marks[-1]
        rewind(self.cache, point)
        self._given = point.length
        del self._keys[point.length :]


def turn_start(processor: Processor, prompt: Prompt) -> int | None:
    """Where the turn to be written starts: the next prompt is sure to share what stands before."""
    token = processor.tokenizer.token_id(TURN_START)
    places = np.flatnonzero(prompt.ids == token) if token is not None else []
    return int(places[-1]) if len(places) else None


def prompt_keys(model: Model, prompt: Prompt) -> list[int]:
    """One number a token by which prompts are compared. Ids are not negative; visual keys are."""
    keys = prompt.ids.astype(np.int64)
    places = visual_places(model, prompt)
    vision = model.config.vision
    start = 0
    for visual in prompt.visuals:
        assert vision is not None
        end = start + int(np.prod(visual.grid)) // vision.spatial_merge_size**2
        picture = int(visual.digest[:15], 16)  # 60 bits
        keys[places[start:end]] = -1 - (picture ^ np.arange(end - start))
        start = end
    return keys.tolist()


def common_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    """How many first entries are equal."""
    n = min(len(a), len(b))
    differ = np.flatnonzero(np.asarray(a[:n], dtype=np.int64) != np.asarray(b[:n], dtype=np.int64))
    return int(differ[0]) if len(differ) else n
