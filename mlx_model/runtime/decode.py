"""One step of decoding for all replies in flight: feed what was chosen, choose, read.

The device is never left waiting for Python where that can be helped: a chosen token is fed to the
next step as an array, before anyone has read which token it is. On a GPU that step is also
submitted before the last one is read. On the CPU it is submitted right after: MLX writes a token's
keys and values into place only once nothing else holds their array, so submitting early would copy
the cache for every token (and a stop token would have cost a whole step).

A reply that decodes alone may be guessed ahead by the MTP head: one step sees the chosen token and
the guesses, and tells for each whether it is what the model would have said (Leviathan et al.,
arXiv 2211.17192). The sampler chooses at every place by its own rule and random key, so a guess is
right exactly when it equals that choice: the reply is the one that would have come without guesses,
sampled or not. Several replies are fed side by side (`batch.py`). Both are done only while they are
measured to be faster.

Reference for the order of the plain loop: mlx-lm `generate.py` (generate_step).
"""

from collections.abc import Sequence
from time import perf_counter
from typing import Literal, TypeAlias, cast

import mlx.core as mx

from mlx_model.net.model import Model
from mlx_model.runtime.batch import Batch
from mlx_model.runtime.decoding import Choice, Decoding
from mlx_model.runtime.events import Event
from mlx_model.runtime.trial import Trial

CLEAR_EVERY = 256  # steps after which memory that MLX keeps for reuse is given back
MARGIN = 1.1  # by which guessing must be faster to be worth its work
GUESSES = 3  # tokens that the MTP head is asked for at once, at most

Use: TypeAlias = Literal["auto", "on", "off"]


class Decoder:
    """Steps of one model. `guesses` and `batches`: auto does it only while it is faster."""

    def __init__(self, model: Model, *, guesses: Use = "auto", batches: Use = "auto") -> None:
        self._model = model
        self._guesses, self._batches = guesses, batches
        self.guessing = Trial(GUESSES + 1, MARGIN)  # by the number of guesses
        self.batching: dict[int, Trial] = {}  # by the binary digits of the number of rows
        self._batch: Batch | None = None
        self._steps = 0
        self._early = mx.default_device().type == mx.DeviceType.gpu

    def step(self, rows: Sequence[Decoding]) -> list[list[Event]]:
        """Read a token or more of each reply: its events. Those that end say so in `end`."""
        for row in rows:
            if row.request.cancel.is_set():
                row.end = "cancelled"
        told = {id(row): [] for row in rows}
        going = [row for row in rows if row.end is None]
        if len(going) == 1:
            told[id(going[0])] = self._alone(going[0])
        elif going:
            for row, events in zip(going, self._together(going), strict=True):
                told[id(row)] = events
        self._steps += 1
        if self._steps % CLEAR_EVERY == 0:
            mx.clear_cache()
        return [told[id(row)] for row in rows]

    def leave(self) -> None:
        """Give the contexts their own caches back; do it before one of them is used elsewhere."""
        if self._batch is not None:
            self._batch.unstack()
            self._batch = None

    def forget(self) -> None:
        """Drop what a failed step left behind; its contexts are of no use any more."""
        self._batch = None

    def _alone(self, row: Decoding) -> list[Event]:
        self.leave()
        can = row.context.drafter is not None and row.free_for(GUESSES + 1)
        if not can or self._guesses == "off":
            return self._plain([row])[0]
        guesses = GUESSES if self._guesses == "on" else self.guessing.pick()
        start, before = perf_counter(), row.tally.completion_tokens
        events = self._guessed(row, guesses) if guesses else self._plain([row])[0]
        self.guessing.record(guesses, row.tally.completion_tokens - before, perf_counter() - start)
        return events

    def _together(self, rows: list[Decoding]) -> list[list[Event]]:
        trial = self.batching.setdefault(len(rows).bit_length(), Trial(2))
        together = self._batches == "on" or (self._batches == "auto" and trial.pick() == 1)
        start = perf_counter()
        if together:
            events = self._plain(rows)
        else:
            self.leave()
            events = [self._plain([row])[0] for row in rows]
        trial.record(int(together), len(rows), perf_counter() - start)
        return events

    def _plain(self, rows: list[Decoding]) -> list[list[Event]]:
        """One token of each."""
        fed = [row for row in rows if row.room > 1]  # the last token of all needs no step
        wanted: dict[int, list[mx.array]] = {}
        for row, logits in zip(fed, self._feed(fed), strict=True):
            wanted[id(row)] = row.foresee(logits)
        if self._early:
            mx.async_eval(list(wanted.values()))
        told = [row.read() for row in rows]
        for row in fed:
            row.context.know([row.last_token])
        if not self._early:
            mx.async_eval([wanted[id(row)] for row in fed if row.end is None])
        return told

    def _feed(self, rows: list[Decoding]) -> list[mx.array]:
        """Let the network see the chosen tokens: logits (1, V) after each, lazily."""
        if not rows:
            return []
        tokens = mx.concatenate([row.next.token for row in rows])  # (B,)
        embeddings = self._model.embed(tokens[:, None])
        places = mx.array([row.position for row in rows], dtype=mx.int32)
        positions = mx.broadcast_to(places[:, None], (3, len(rows), 1))
        if len(rows) == 1:
            self.leave()
            hidden = rows[0].context.see(embeddings, positions)
            return [self._model.logits(hidden)[:, 0]]
        hidden = self._model.hidden(embeddings, positions, self._stacked(rows).layers)
        for i, row in enumerate(rows):
            one = slice(i, i + 1)
            row.context.saw(embeddings[one], hidden[one], positions[:, one])
        logits = self._model.logits(hidden)[:, 0]
        return [logits[i : i + 1] for i in range(len(rows))]

    def _stacked(self, rows: list[Decoding]) -> Batch:
        caches = [row.context.cache for row in rows]
        if self._batch is None or not self._batch.holds(caches):
            self.leave()
            self._batch = Batch(caches)
        return self._batch

    def _guessed(self, row: Decoding, n: int) -> list[Event]:
        """Read the next token, and those of the guesses after it that are right."""
        drafter, context = row.context.drafter, row.context
        assert drafter is not None
        guesses = drafter.guess(row.next.token, n)
        fed = mx.concatenate([row.next.token, guesses])[None]  # (1, n + 1)
        embeddings = self._model.embed(fed)
        places = row.position + mx.arange(n + 1, dtype=mx.int32)
        positions = mx.broadcast_to(places, (3, 1, n + 1))
        hidden = context.try_out(embeddings, positions)
        choices, states = self._choices(row, self._model.logits(hidden))
        mx.eval(guesses, [choice.arrays for choice in choices])
        said = [choice.token.item() for choice in choices[:n]]
        wrong = [i for i, guess in enumerate(cast(list[int], guesses.tolist())) if guess != said[i]]
        right = wrong[0] if wrong else n
        row.tally.drafted += n
        row.tally.accepted += right
        events, kept = self._take(row, [row.next, *choices[:right]])
        context.settle(embeddings, hidden, positions, kept)
        if row.end is None:
            row.next, row.sampler.state = choices[right], states[right]
        return events

    def _choices(self, row: Decoding, logits: mx.array) -> tuple[list[Choice], list]:
        """What the model says at each place (1, n, V), as long as all before it was right."""
        choices, states = [], []
        for place in range(logits.shape[1]):
            choices.append(row.choose(logits[:, place]))
            states.append(row.sampler.state)
        return choices, states

    def _take(self, row: Decoding, choices: list[Choice]) -> tuple[list[Event], int]:
        """Read tokens until one ends the reply; how many were read."""
        events: list[Event] = []
        for count, choice in enumerate(choices, start=1):
            events += row.take(choice)
            row.context.know([row.last_token])
            if row.end is not None:
                return events, count
        return events, len(choices)
