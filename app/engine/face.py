"""The engine as the wire and the command line see it; a test gives a scripted one.

Everything here is a plain value, so that it may cross threads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from app.engine.order import Order
from mlx_model.errors import KestrelError
from mlx_model.inputs.message import VideoPart
from mlx_model.inputs.receipt import Receipt
from mlx_model.inputs.strip import Strip
from mlx_model.runtime import events
from mlx_model.runtime.sampling import Sampling


@dataclass(frozen=True)
class Attached:
    """Told once and first: what the model will see, and how long the prompt is."""

    receipts: tuple[Receipt, ...]
    prompt_tokens: int


Event: TypeAlias = Attached | events.Event
Listen: TypeAlias = Callable[[Event], None]


@dataclass(frozen=True)
class ModelCard:
    """One checkpoint that this engine can answer with."""

    id: str
    created: int  # seconds since 1970
    loaded: bool
    sees: bool
    chats: bool
    context: int  # tokens
    sampling: Sampling = Sampling()  # what its makers recommend


@dataclass(frozen=True)
class Status:
    """How the engine is."""

    state: Literal["loading", "ready", "failed"]
    model: str
    error: str = ""
    waiting: int = 0  # requests not begun
    running: int = 0
    memory: Mapping[str, int] = field(default_factory=dict)  # bytes, by what they are for


@dataclass(frozen=True)
class Measured:
    """What sending an order would cost."""

    receipts: tuple[Receipt, ...]
    prompt_tokens: int
    cached_tokens: int  # of them need no prefill
    bytes_needed: int
    bytes_free: int


class Ticket(Protocol):
    """A request that was handed in; its methods may be called from any thread, at any time."""

    def cancel(self) -> None:
        """End it within one token or one chunk of the prefill."""
        ...

    def pause(self) -> None:
        """Do no more for it: its reader is behind."""
        ...

    def resume(self) -> None:
        """Go on."""
        ...


class Engine(Protocol):
    """Answers orders; all methods may be called from any thread."""

    def models(self) -> tuple[ModelCard, ...]: ...

    def status(self) -> Status: ...

    def submit(self, order: Order, listen: Listen) -> Ticket:
        """Hand in an order. `listen` hears every event in order, exactly one End, last.

        It is called from a thread of the engine and must not block.
        """
        ...

    def measure(self, order: Order, listen: Callable[[Measured | KestrelError], None]) -> None:
        """Say what an order would cost, without generating; `listen` as for `submit`."""
        ...

    def frames(
        self,
        part: VideoPart,
        side: int,
        cancelled: Callable[[], bool],
        listen: Callable[[Strip | KestrelError], None],
    ) -> None:
        """Show the frames of a clip that an order with it would send; `listen` as for `submit`."""
        ...

    def close(self) -> None:
        """End every request, give the memory back."""
        ...
