"""The MTP head beside one context: it follows what the decoder sees, and guesses ahead.

The head pairs the decoder's hidden state at token t with the embedding of token t + 1. It need
not follow step by step: what the decoder saw is noted, and caught up on in one pass before the
next guess. Guesses further ahead feed the head its own hidden state, as DeepSeek-V3's report
describes for decoding (arXiv 2412.19437, section 2.2; mlx-vlm's `drafters/qwen3_5_mtp`).

Shapes: L tokens, D hidden, n guesses.
"""

from collections.abc import Sequence

import mlx.core as mx

from mlx_model.net.model import Model
from mlx_model.runtime.cache import KeyValues

LATEST = 64  # tokens by which the head may lag behind, so that what is noted stays small


class Drafter:
    """Guesses of one conversation. Entry t of its cache belongs to the tokens t and t + 1."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._layers = [KeyValues() for _ in model.mtp.layers]
        self._tail: mx.array | None = None  # (1, 1, D) hidden of the last token seen
        self._tail_position: mx.array | None = None  # (3, 1, 1)
        self._gap: list[tuple[mx.array, mx.array, mx.array]] = []  # embeddings, hidden, positions
        self._lag = 0  # pairs in the gap

    @property
    def nbytes(self) -> int:
        """Bytes of its keys and values."""
        return sum(layer.tokens.nbytes for layer in self._layers)

    @property
    def states(self) -> list[mx.array]:
        """What `restore` needs besides keys and values; empty before the first token."""
        if self._tail is None or self._tail_position is None:
            return []
        return [self._tail, self._tail_position]

    @property
    def arrays(self) -> list[mx.array]:
        """All that is kept, to be evaluated now and then."""
        kept = [array for layer in self._layers for array in layer.tokens.arrays]
        return kept + self.states

    def saw(self, embeddings: mx.array, hidden: mx.array, positions: mx.array) -> None:
        """The decoder saw tokens: embeddings and hidden (1, L, D), positions (3, 1, L)."""
        before = hidden[:, :-1], positions[..., :-1]
        if self._tail is None or self._tail_position is None:
            embeddings = embeddings[:, 1:]
        else:
            before = (
                mx.concatenate([self._tail, before[0]], axis=1),
                mx.concatenate([self._tail_position, before[1]], axis=2),
            )
        self._tail, self._tail_position = hidden[:, -1:], positions[..., -1:]
        if embeddings.shape[1]:
            self._gap.append((embeddings, *before))
            self._lag += embeddings.shape[1]
        if self._lag > LATEST:
            self.catch_up()
            mx.async_eval(self.arrays)  # or what was noted would wait in memory for a guess

    def catch_up(self) -> None:
        """See what was noted."""
        if self._gap:
            self._run(*self._noted())
            self._gap, self._lag = [], 0

    def guess(self, token: mx.array, n: int) -> mx.array:
        """The n tokens after `token` (1,), which is chosen but not seen yet: (n,), lazily."""
        assert self._tail is not None and self._tail_position is not None
        embeddings, before, positions = (
            self._model.embed(token[None]),
            self._tail,
            self._tail_position,
        )
        self._gap.append((embeddings, before, positions))
        hidden = self._run(*self._noted())[:, -1:]
        self._gap, self._lag = [], 0
        known = self._layers[0].tokens.length - 1  # the pair of `token` is not certain
        guesses = [self._likeliest(hidden)]
        for ahead in range(1, n):
            embeddings = self._model.embed(guesses[-1][None])
            hidden = self._run(embeddings, hidden, positions + ahead)
            guesses.append(self._likeliest(hidden))
        for layer in self._layers:
            layer.tokens.trim(known)
        return mx.concatenate(guesses)

    def stretch(self, start: int, end: int) -> list[mx.array]:
        """Keys and values of the tokens start..end, each with the pair that it completes.

        Token 0 completes none: a row of zeros stands for it, so that a row is a token.
        """
        self.catch_up()
        parts = [
            array
            for layer in self._layers
            for array in layer.tokens.stretch(max(start - 1, 0), end - 1)
        ]
        if start > 0:
            return parts
        return [mx.pad(part, [(0, 0), (0, 0), (1, 0), (0, 0)]) for part in parts]

    def restore(self, states: Sequence[mx.array], tokens: Sequence[mx.array]) -> None:
        """Go on from a point: its `states`, and its whole `stretch` from token 0."""
        self._tail, self._tail_position = states
        rows = [array[:, :, 1:] for array in tokens]
        for number, layer in enumerate(self._layers):
            layer.tokens.restore(rows[2 * number : 2 * number + 2])

    def _likeliest(self, hidden: mx.array) -> mx.array:
        return mx.argmax(self._model.logits(hidden)[:, 0], axis=-1).astype(mx.int32)

    def _noted(self) -> tuple[mx.array, mx.array, mx.array]:
        if len(self._gap) == 1:
            return self._gap[0]
        parts = [list(part) for part in zip(*self._gap, strict=True)]
        embeddings, hidden = (mx.concatenate(part, axis=1) for part in parts[:2])
        return embeddings, hidden, mx.concatenate(parts[2], axis=2)

    def _run(self, embeddings: mx.array, hidden: mx.array, positions: mx.array) -> mx.array:
        return self._model.mtp(embeddings, hidden, positions, self._layers)
