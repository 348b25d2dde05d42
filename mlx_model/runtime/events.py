"""What a generation tells its caller: progress, thoughts, text, and exactly one end.

Plain values: no array of MLX is in them, so they may cross threads and processes.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from mlx_model.errors import KestrelError

EndReason: TypeAlias = Literal["stop", "length", "loop", "cancelled", "failed"]


@dataclass(frozen=True)
class Usage:
    """Tokens of one request. `cached_tokens` of the prompt's needed no prefill."""

    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int  # every token sampled: thoughts and the stop token included
    reasoning_tokens: int = 0  # those of the thoughts


@dataclass(frozen=True)
class Timings:
    """Seconds on the wall. A generator is only timed while its caller asks for events."""

    prefill_s: float = 0.0  # from the start until the whole prompt was seen
    first_token_s: float = 0.0  # from the start until the first token was known
    decode_s: float = 0.0  # from the first token to the last
    prefilled: int = 0  # tokens that the prefill saw
    decoded: int = 0  # tokens after the first
    drafted: int = 0  # tokens that the MTP head guessed
    accepted: int = 0  # guesses that were what the model would have said

    @property
    def prefill_tps(self) -> float:
        """Tokens of the prompt seen per second."""
        return self.prefilled / self.prefill_s if self.prefill_s else 0.0

    @property
    def decode_tps(self) -> float:
        """Tokens sampled per second once the first was known."""
        return self.decoded / self.decode_s if self.decode_s else 0.0


@dataclass(frozen=True)
class Prefill:
    """So many of the prompt's tokens have been seen, those from the cache included."""

    done: int
    total: int


@dataclass(frozen=True)
class Thinking:
    """Text inside the think block. `token` completed it; None where text was held back."""

    text: str
    token: int | None


@dataclass(frozen=True)
class Text:
    """Text of the answer. `token` completed it; None where text was held back."""

    text: str
    token: int | None


@dataclass(frozen=True)
class Call:
    """A piece of a call to a tool: first its name, then its arguments as pieces of JSON text."""

    index: int  # of the call within the answer
    name: str  # "" but in the first piece
    arguments: str


@dataclass(frozen=True)
class Logprob:
    """How likely a token was, before penalties and temperature; comes right before its text."""

    token: int
    text: bytes
    logprob: float
    top: tuple[tuple[int, bytes, float], ...]  # the likeliest tokens, best first
    thinking: bool


@dataclass(frozen=True)
class End:
    """The last event, always there, always once. `error` is set when the reason is failed."""

    reason: EndReason
    usage: Usage
    timings: Timings
    error: KestrelError | None = None


Event: TypeAlias = Prefill | Thinking | Text | Call | Logprob | End
