"""One reply as it grows: the next token is chosen, read, told, and may be the last.

Nothing here runs the network: `decode.py` feeds what is chosen and brings logits. A choice is made
on the device without waiting for it; only `read` waits. Where the choice depends on the token
before it (a grammar), it is made after that token was read.

Shapes: V vocabulary.
"""

from collections import deque
from dataclasses import dataclass
from typing import cast

import mlx.core as mx
import numpy as np

from mlx_model.errors import KestrelError
from mlx_model.runtime.context import Context
from mlx_model.runtime.events import EndReason, Event, Logprob
from mlx_model.runtime.loops import LoopGuard
from mlx_model.runtime.reply import CLOSE, Reply
from mlx_model.runtime.request import Request, Tally
from mlx_model.runtime.sampling import Sampler
from mlx_model.runtime.structured.grammar import apply_mask


@dataclass(frozen=True)
class Choice:
    """A token chosen and, if asked for, how likely it and its rivals were; all on the device."""

    token: mx.array  # (1,)
    logprobs: mx.array | None = None  # (1 + rivals,): the token's own first
    rivals: mx.array | None = None  # (rivals,) ids

    @property
    def arrays(self) -> list[mx.array]:
        """All of it, to be evaluated together."""
        return [array for array in (self.token, self.logprobs, self.rivals) if array is not None]


class Decoding:
    """One reply. `end` tells why it is over; `next` is the token to be read."""

    def __init__(self, request: Request, context: Context, tally: Tally, logits: mx.array) -> None:
        self.request, self.context, self.tally = request, context, tally
        self.end: EndReason | None = None
        self.error: KestrelError | None = None  # why, if it failed
        self.last_token = -1  # read last
        tokenizer = request.processor.tokenizer
        self._reply = Reply(
            tokenizer, thinking=request.prompt.thinking, stop=request.stop, tools=request.tools
        )
        self._sampler = Sampler(request.sampling, request.prompt.ids, logits.shape[-1])
        limits = request.loop_limits
        self._guard = LoopGuard(limits) if limits is not None else None
        self._forced: deque[int] = deque()
        self.next = self.choose(logits)
        self._foreseen: Choice | None = None
        mx.async_eval(self.next.arrays)

    @property
    def position(self) -> int:
        """Of the token to be read."""
        return self.request.prompt.next_position + self.tally.completion_tokens

    @property
    def room(self) -> int:
        """Tokens that may still be read."""
        return self.request.token_budget - self.tally.completion_tokens

    @property
    def free(self) -> bool:
        """Whether a token may be chosen before the one in front of it was read."""
        return not self._forced and (self._mask() is None)

    def free_for(self, tokens: int) -> bool:
        """Whether so many tokens can be chosen before they are read, by the sampler alone."""
        budget = self.request.thinking_budget
        if self.request.constraint or self._forced or self.room <= tokens:
            return False
        if budget is None or not self._reply.thinking:
            return True
        return budget - self.tally.reasoning_tokens > tokens

    @property
    def sampler(self) -> Sampler:
        """Its choices so far."""
        return self._sampler

    def choose(self, logits: mx.array) -> Choice:
        """The token after what gave these logits (1, V), lazily."""
        mask = self._mask()
        allowed = logits if mask is None else apply_mask(logits, mx.array(mask))
        token = self._sampler(allowed)
        return self._with_logprobs(token, logits)

    def foresee(self, logits: mx.array) -> list[mx.array]:
        """Take the logits (1, V) after `next`, which nobody has read yet; what to evaluate."""
        self._logits, self._before = logits, self._sampler.state
        self._foreseen = self.choose(logits) if self.free else None
        return self._foreseen.arrays if self._foreseen else [logits]

    def read(self) -> list[Event]:
        """Wait for the next token and tell what it says; then the one after it is next."""
        events = self.take(self.next)
        if self.end is None:
            self.next = self._following()
        return events

    def take(self, choice: Choice) -> list[Event]:
        """Wait for a token and tell what it says; it may end the reply."""
        self.last_token = token = cast(int, choice.token.item())
        self.tally.count()
        thinking = self._reply.thinking
        self.tally.reasoning_tokens += thinking
        self._accept(token)
        if token in self.request.processor.stop_ids:
            self.end = "stop"
            return self._told(choice, token, thinking)
        events = self._told(choice, token, thinking) + self._reply.push(token)
        if self.end is None:
            self._end_if_over(token)
        self._close_thoughts()
        return events

    def flush(self) -> list[Event]:
        """What was held back, once the reply is over."""
        return list(self._reply.flush(cut=self.end != "stop"))

    def _following(self) -> Choice:
        if self._forced:
            self._sampler.state = self._before  # what was foreseen is never said
            return Choice(mx.array([self._forced.popleft()], dtype=mx.int32))
        if self._foreseen is not None and self._mask() is None:
            return self._foreseen
        self._sampler.state = self._before  # a mask came with the token that was just read
        return self.choose(self._logits)

    def _mask(self) -> np.ndarray | None:
        try:
            return self.request.constraint.mask() if self.request.constraint else None
        except KestrelError as error:
            self._fail(error)
            return None

    def _accept(self, token: int) -> None:
        try:
            if self.request.constraint:
                self.request.constraint.accept(token)
        except KestrelError as error:
            self._fail(error)

    def _fail(self, error: KestrelError) -> None:
        """A grammar too hard to follow ends its own reply, not those beside it."""
        self.end, self.error = "failed", error

    def _end_if_over(self, token: int) -> None:
        if self._reply.stopped:
            self.end = "stop"
        elif self._guard and self._guard.push(token):
            self.end = "loop"
        elif self.room == 0:
            self.end = "length"

    def _close_thoughts(self) -> None:
        budget, thought = self.request.thinking_budget, self.tally.reasoning_tokens
        if budget is None or self._forced or thought < budget or not self._reply.thinking:
            return
        self._forced.extend(self.request.processor.tokenizer.encode(f"\n{CLOSE}\n\n"))

    def _with_logprobs(self, token: mx.array, logits: mx.array) -> Choice:
        count = self.request.logprobs
        if count is None:
            return Choice(token)
        scores = logits.astype(mx.float32)[0]
        scores = scores - mx.logsumexp(scores)
        best = mx.argsort(-scores)[:count].astype(mx.int32)
        return Choice(token, mx.take(scores, mx.concatenate([token, best])), best)

    def _told(self, choice: Choice, token: int, thinking: bool) -> list[Event]:
        if choice.logprobs is None or choice.rivals is None:
            return []
        spell = self.request.processor.tokenizer.token_bytes
        likely = np.array(choice.logprobs).tolist()
        ids = np.array(choice.rivals).tolist()
        top = tuple((id_, spell(id_), score) for id_, score in zip(ids, likely[1:], strict=True))
        return [Logprob(token, spell(token), likely[0], top, thinking)]
