"""What comes back while an answer is written: receipts, progress, thoughts, text, one end.

These are the app's own values, so that a window, a file or another machine can carry them; whoever
runs a model translates its events into these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

EndReason: TypeAlias = Literal["stop", "length", "cancelled", "failed"]


@dataclass(frozen=True)
class Receipt:
    """What the model sees of one attachment; sizes are (width, height) after EXIF rotation."""

    name: str
    kind: Literal["image", "video"]
    source_size: tuple[int, int]
    seen_size: tuple[int, int]
    times: tuple[float, ...]  # seconds of each frame seen; () for an image
    visual_tokens: int
    sentence: str  # the same in words


@dataclass(frozen=True)
class Usage:
    """Tokens of one request."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True)
class Timings:
    """Seconds on the wall, and tokens per second."""

    prefill_s: float = 0.0
    first_token_s: float = 0.0
    decode_s: float = 0.0
    prefill_tps: float = 0.0
    decode_tps: float = 0.0


@dataclass(frozen=True)
class Attached:
    """Told once, before anything is sent: what the model will see."""

    receipts: tuple[Receipt, ...]


@dataclass(frozen=True)
class Prefill:
    """So many of the prompt's tokens have been seen."""

    done: int
    total: int


@dataclass(frozen=True)
class Thinking:
    """A piece of what the model thinks before it answers."""

    text: str


@dataclass(frozen=True)
class Text:
    """A piece of the answer."""

    text: str


@dataclass(frozen=True)
class End:
    """The last event, always there, always once. `error` says why it failed, and what to do."""

    reason: EndReason
    usage: Usage = Usage()
    timings: Timings = Timings()
    error: str = ""


Event: TypeAlias = Attached | Prefill | Thinking | Text | End


@dataclass(frozen=True)
class Answer:
    """A whole answer, gathered from its events."""

    text: str
    thinking: str
    receipts: tuple[Receipt, ...]
    end: End


def gather(events: Iterable[Event]) -> Answer:
    """Wait for the end and put the pieces together."""
    text: list[str] = []
    thoughts: list[str] = []
    receipts: tuple[Receipt, ...] = ()
    for event in events:
        match event:
            case Text(piece):
                text.append(piece)
            case Thinking(piece):
                thoughts.append(piece)
            case Attached(receipts):
                pass
            case End():
                return Answer("".join(text), "".join(thoughts), receipts, event)
            case Prefill():
                pass
    raise AssertionError("an answer came without its end")
