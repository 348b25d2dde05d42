"""Seeing the prompt, chunk by chunk, from the longest prefix that is known.

A chunk is built while the one before is evaluated. A chunk ends where the conversation may come
back to, since only there the recurrent states are at hand.
"""

from collections.abc import Generator, Sequence

import mlx.core as mx
import numpy as np

from mlx_model.runtime.context import Context, points_of, prompt_keys
from mlx_model.runtime.embeddings import FrameFeatures, PromptEmbeddings
from mlx_model.runtime.events import Prefill
from mlx_model.runtime.request import Request, Tally
from mlx_model.runtime.snapshots.store import Snapshots

APART = 64  # tokens between two points at least: a chunk for fewer costs more than it may spare


class Prefilling:
    """One prompt on its way into a context. `size` of the chunks may change between them."""

    def __init__(
        self,
        request: Request,
        context: Context,
        tally: Tally,
        *,
        snapshots: Snapshots | None = None,
        features: FrameFeatures | None = None,
    ) -> None:
        self.request, self.context, self._tally = request, context, tally
        self._total = len(request.prompt.ids)
        self.keys = prompt_keys(request.model, request.prompt)
        self._embeddings = PromptEmbeddings(request.model, request.prompt, features)
        self.size = request.prefill_chunk
        self._cuts: list[int] = []
        self.logits: mx.array | None = None  # (1, V) after the prompt, once all of it was seen
        self._resume(snapshots)

    @property
    def left(self) -> int:
        """Tokens not seen yet."""
        return self._total - self.context.length

    def chunks(self) -> Generator[Prefill, None, None]:
        """See the prompt, a chunk a step; ends early when the request is cancelled."""
        context, prompt = self.context, self.request.prompt
        yield Prefill(context.length, self._total)
        wanted: list[mx.array] = []
        while (begin := context.length) < self._total:
            if self.request.cancel.is_set():
                return
            end = self._end_of_chunk(begin)
            positions = mx.array(prompt.positions[:, None, begin:end])
            hidden = context.see(self._embeddings.between(begin, end), positions)
            context.know(self.keys[begin:end].tolist())
            if end in self._cuts:
                context.note_point()
            if context.drafter:
                context.drafter.catch_up()
            mx.eval(wanted)  # the chunk before: this one was built meanwhile
            mx.clear_cache()
            wanted = [self._result(hidden[:, -1:]), *context.waiting]
            mx.async_eval(wanted)
            if begin > self._tally.cached_tokens:
                yield Prefill(begin, self._total)
        mx.eval(wanted)
        mx.clear_cache()
        self._tally.prefilled()
        self.logits = wanted[0]
        yield Prefill(self._total, self._total)

    def _resume(self, snapshots: Snapshots | None) -> None:
        """Begin at the longest known prefix; one token at least is seen, for logits' sake."""
        found = snapshots.find(self.keys, below=self._total - 1) if snapshots else None
        if found is not None:
            self.context.restore(found, self.keys[: found.length].tolist())
        self._tally.cached_tokens = self.context.length
        self.context.reserve(self._total)
        if snapshots is not None:
            places = points_of(self.request.processor, self.request.prompt, snapshots.every)
            self._cuts = far_apart(places, self.context.length)

    def _end_of_chunk(self, begin: int) -> int:
        end = min(begin + self.size, self._total)
        return min((cut for cut in self._cuts if begin < cut < end), default=end)

    def _result(self, hidden: mx.array) -> mx.array:
        if self.context.length < self._total:
            return hidden
        return self.request.model.logits(hidden)[:, 0]


def far_apart(places: Sequence[int], start: int) -> list[int]:
    """Of ascending places, those that lie APART or more behind the one before, or `start`."""
    kept: list[int] = []
    for place in places:
        if place - (kept[-1] if kept else start) >= APART:
            kept.append(place)
    return kept


def keep(context: Context, snapshots: Snapshots, *, on_disk: bool) -> None:
    """Give the points that a context noted to the snapshots, and the one where it stands."""
    if 0 < context.length == len(context.keys):
        context.note_point()
    if context.points:
        mx.eval([point.states for point in context.points])
        keys = np.array(context.keys, dtype=np.int64)
        snapshots.keep(keys, context.points, context.stretch, on_disk=on_disk)
    context.points = []
