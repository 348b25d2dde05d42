"""What is asked of one generation, checked, and what it has used so far."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter

from mlx_model.errors import KestrelError, RequestError
from mlx_model.fields import Json
from mlx_model.inputs.processor import Processor, Prompt
from mlx_model.net.model import Model
from mlx_model.runtime.events import End, EndReason, Timings, Usage
from mlx_model.runtime.loops import LoopLimits
from mlx_model.runtime.sampling import Sampling
from mlx_model.runtime.structured.grammar import Constraint

MOST_RIVALS = 20  # as OpenAI's API has it


@dataclass(frozen=True)
class Request:
    """Everything one generation needs.

    Raises:
        RequestError: a setting makes no sense, or the prompt does not fit the checkpoint.
    """

    model: Model
    processor: Processor
    prompt: Prompt
    sampling: Sampling = Sampling()  # noqa: RUF009
    max_tokens: int = 2048
    stop: Sequence[str] = ()  # strings that end the answer where they appear in it
    tools: Sequence[Json] = ()  # whose calls are read from the answer
    constraint: Constraint | None = None  # what the answer must look like
    thinking_budget: int | None = None  # tokens, after which the thoughts are closed
    logprobs: int | None = None  # each token's, with so many of the likeliest
    loop_limits: LoopLimits | None = None  # None: an answer may repeat itself for ever
    prefill_chunk: int = 512
    cancel: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        for name, value in (("max_tokens", self.max_tokens), ("prefill_chunk", self.prefill_chunk)):
            if value < 1:
                raise RequestError(f"{name} must be 1 or more; {value} was asked for.")
        if isinstance(self.stop, str) or not all(self.stop):
            raise RequestError("stop must be a list of strings, none of them empty.")
        if self.logprobs is not None and not 0 <= self.logprobs <= MOST_RIVALS:
            raise RequestError(
                f"logprobs must be from 0 to {MOST_RIVALS}; {self.logprobs} was asked for."
            )
        if self.thinking_budget is not None and self.thinking_budget < 0:
            raise RequestError(
                f"thinking_budget must be 0 or more; {self.thinking_budget} was asked for."
            )
        longest, tokens = self.model.config.text.max_position_embeddings, len(self.prompt.ids)
        if not tokens:
            raise RequestError("The prompt is empty: ask something.")
        if tokens >= longest:
            raise RequestError(
                f"The prompt has {tokens} tokens and this checkpoint takes fewer than {longest}: "
                "shorten the text, or send fewer or smaller pictures."
            )

    @property
    def token_budget(self) -> int:
        """Tokens that may be sampled: as asked, or what is left of the checkpoint's context."""
        longest = self.model.config.text.max_position_embeddings
        return min(self.max_tokens, longest - len(self.prompt.ids))


@dataclass
class Tally:
    """Tokens and seconds of one generation while it runs."""

    prompt_tokens: int
    cached_tokens: int = 0
    completion_tokens: int = 0
    reasoning_tokens: int = 0
    drafted: int = 0
    accepted: int = 0
    start: float = field(default_factory=perf_counter)
    prefill_end: float | None = None
    first_token: float | None = None
    last_token: float | None = None

    def prefilled(self) -> None:
        """The whole prompt has been seen."""
        self.prefill_end = perf_counter()

    def count(self) -> None:
        """One more token is known."""
        self.last_token = perf_counter()
        self.first_token = self.first_token or self.last_token
        self.completion_tokens += 1

    def end(self, reason: EndReason, error: KestrelError | None = None) -> End:
        """The last event, with all that was counted."""
        usage = Usage(
            self.prompt_tokens, self.cached_tokens, self.completion_tokens, self.reasoning_tokens
        )
        return End(reason, usage, self._timings(), error)

    def _timings(self) -> Timings:
        if self.prefill_end is None:
            return Timings()
        first, last = self.first_token or self.prefill_end, self.last_token or self.prefill_end
        return Timings(
            prefill_s=self.prefill_end - self.start,
            first_token_s=first - self.start,
            decode_s=last - first,
            prefilled=self.prompt_tokens - self.cached_tokens,
            decoded=max(self.completion_tokens - 1, 0),
            drafted=self.drafted,
            accepted=self.accepted,
        )
