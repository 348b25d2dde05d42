"""What comes back while an answer is written: receipts, progress, thoughts, text, one end.

These are the app's own values, so that a window, a file or another machine can carry them; whoever
runs a model translates its events into these.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

# "loop": the model repeated itself without end and was stopped.
EndReason: TypeAlias = Literal["stop", "length", "loop", "cancelled", "failed"]


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
    reasoning_tokens: int = 0  # those of the completion that were thoughts


@dataclass(frozen=True)
class Timings:
    """Seconds on the wall, and tokens per second."""

    prefill_s: float = 0.0
    first_token_s: float = 0.0
    decode_s: float = 0.0
    prefill_tps: float = 0.0
    decode_tps: float = 0.0
    drafted: int = 0  # tokens guessed ahead
    accepted: int = 0  # guesses that held


@dataclass(frozen=True)
class Attached:
    """Told at most once and first: what the model will see. Some servers do not tell."""

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
class Call:
    """A piece of a call to a tool: first its name, then its arguments as pieces of JSON text."""

    index: int  # of the call within the answer
    name: str  # "" but in the first piece
    arguments: str
    id: str = ""  # a server's own name for the call; in the first piece, if at all


@dataclass(frozen=True)
class End:
    """The last event, always there, always once. `error` says why it failed, and what to do."""

    reason: EndReason
    usage: Usage = Usage()
    timings: Timings = Timings()
    error: str = ""
    retryable: bool = False  # the same request may well succeed if it is sent again


Event: TypeAlias = Attached | Prefill | Thinking | Text | Call | End


@dataclass(frozen=True)
class Answer:
    """A whole answer, gathered from its events."""

    text: str
    thinking: str
    receipts: tuple[Receipt, ...]
    end: End
    calls: tuple[Call, ...] = ()  # whole ones, in the order they were begun


def gather(events: Iterable[Event]) -> Answer:
    """Wait for the end and put the pieces together."""
    text: list[str] = []
    thoughts: list[str] = []
    receipts: tuple[Receipt, ...] = ()
    calls: dict[int, Call] = {}
    for event in events:
        match event:
            case Text(piece):
                text.append(piece)
            case Thinking(piece):
                thoughts.append(piece)
            case Attached(receipts):
                pass
            case Call(index):
                calls[index] = _joined(calls.get(index), event)
            case End():
                whole = "".join(text), "".join(thoughts)
                return Answer(*whole, receipts, event, tuple(calls.values()))
            case Prefill():
                pass
    raise AssertionError("an answer came without its end")


def _joined(begun: Call | None, piece: Call) -> Call:
    if begun is None:
        return piece
    arguments = begun.arguments + piece.arguments
    return Call(piece.index, begun.name + piece.name, arguments, begun.id or piece.id)
