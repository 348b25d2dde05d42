"""What the network remembers of one conversation while it is answered.

A context starts from the longest prefix that snapshots know, sees the rest of the prompt and the
tokens said, and notes the points to which the conversation may come back: there it copies nothing
but the recurrent states, for keys and values can be cut.

Equal ids do not make equal prompts where pictures are concerned: a visual token is known by its
picture's digest and its place in it.
"""

from collections.abc import Sequence

import mlx.core as mx
import numpy as np

from mlx_model.inputs.processor import Processor, Prompt
from mlx_model.net.model import Model
from mlx_model.runtime.cache import (
    cache_nbytes,
    follow,
    keep_first,
    make_cache,
    recurrent_arrays,
    reserve,
    restore_states,
    token_layers,
)
from mlx_model.runtime.drafter import Drafter
from mlx_model.runtime.embeddings import visual_places
from mlx_model.runtime.snapshots.point import Found, Point

TURN_START = "<|im_start|>"  # the family's mark before every turn, the one to be written included


class Context:
    """The caches of one conversation; serves one generation at a time.

    `drafts`: let the checkpoint's MTP head follow, so that it can guess tokens.
    """

    def __init__(self, model: Model, *, kv_bits: int | None = None, drafts: bool = False) -> None:
        self.model = model
        self.cache = make_cache(model, kv_bits)
        self.drafter = Drafter(model) if drafts and "mtp" in model else None
        self.length = 0  # tokens given
        self.keys: list[int] = []  # which ones; a decoded one is known after the next step is built
        self.points: list[Point] = []

    @property
    def nbytes(self) -> int:
        """Bytes of the caches, points not counted."""
        return cache_nbytes(self.cache) + (self.drafter.nbytes if self.drafter else 0)

    def restore(self, found: Found, keys: Sequence[int]) -> None:
        """Begin where a snapshot ends; `keys` are those of its tokens."""
        layers = token_layers(self.cache)
        recurrent = len(self.cache) - len(layers)
        states, tokens = list(found.states), list(found.tokens)
        restore_states(self.cache, states[: 2 * recurrent])
        for layer in layers:
            layer.restore([tokens.pop(0) for _ in range(layer.kinds)])
        if self.drafter:
            self.drafter.restore(states[2 * recurrent :], tokens)
        self.length, self.keys = found.length, list(keys)

    def reserve(self, length: int) -> None:
        """Make room for so many tokens at once."""
        reserve(self.cache, length)

    def see(self, embeddings: mx.array, positions: mx.array) -> mx.array:
        """See further tokens: embeddings (1, L, D), positions (3, 1, L) -> hidden (1, L, D)."""
        hidden = self.model.hidden(embeddings, positions, self.cache)
        self.saw(embeddings, hidden, positions)
        return hidden

    def saw(self, embeddings: mx.array, hidden: mx.array, positions: mx.array) -> None:
        """The network has seen further tokens with this context's caches."""
        self.length += embeddings.shape[1]
        if self.drafter:
            self.drafter.saw(embeddings, hidden, positions)

    def try_out(self, embeddings: mx.array, positions: mx.array) -> mx.array:
        """See tokens that may be wrong: `settle` says how many of them stay. As `see`."""
        follow(self.cache)
        return self.model.hidden(embeddings, positions, self.cache)

    def settle(
        self, embeddings: mx.array, hidden: mx.array, positions: mx.array, tokens: int
    ) -> None:
        """Of what was tried out, keep the first few tokens, exactly as if only they had come."""
        keep_first(self.cache, tokens, self.length + tokens)
        self.saw(embeddings[:, :tokens], hidden[:, :tokens], positions[..., :tokens])

    def know(self, keys: Sequence[int]) -> None:
        """Say which tokens were given."""
        self.keys.extend(keys)

    @property
    def waiting(self) -> list[mx.array]:
        """Arrays that no output depends on: evaluate them with each chunk."""
        return recurrent_arrays(self.cache) + (self.drafter.arrays if self.drafter else [])

    def note_point(self) -> None:
        """Let a later prompt come back to here."""
        if self.points and self.points[-1].length == self.length:
            return
        states = recurrent_arrays(self.cache)
        if self.drafter:
            states += self.drafter.states
        self.points.append(Point(self.length, tuple(states)))

    def stretch(self, start: int, end: int) -> list[mx.array]:
        """What grows with every token, of the tokens start..end; axis 2 counts them."""
        parts = [array for layer in token_layers(self.cache) for array in layer.stretch(start, end)]
        if self.drafter:
            parts += self.drafter.stretch(start, end)
        return parts


def turn_starts(processor: Processor, prompt: Prompt) -> list[int]:
    """Where turns start, the one to be written last."""
    token = processor.tokenizer.token_id(TURN_START)
    return np.flatnonzero(prompt.ids == token).tolist() if token is not None else []


def points_of(processor: Processor, prompt: Prompt, every: int) -> list[int]:
    """Where a conversation can come back to: after the system's turn, before the last question
    and before its answer, and after every so many tokens of a long prompt. Ascending.
    """
    turns = turn_starts(processor, prompt)
    places = {turns[n] for n in (1, -2, -1) if -len(turns) <= n < len(turns)}
    places |= set(range(every, len(prompt.ids), every))
    return sorted(places - {0})


def prompt_keys(model: Model, prompt: Prompt) -> np.ndarray:
    """One number (int64) a token by which prompts are compared: ids, or negative for pictures."""
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
    return keys
