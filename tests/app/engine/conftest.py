"""The real engine with the bundled checkpoint, and a way to ask it from many places at once."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.engine.checkpoint import Setup
from app.engine.engine import LocalEngine, open_engine
from app.engine.face import Attached, Event, Measured
from app.engine.job import Job
from app.engine.order import Order
from mlx_model.errors import KestrelError
from mlx_model.inputs.message import ImagePart, Message, Part, TextPart
from mlx_model.runtime.events import End, Prefill, Text, Thinking
from mlx_model.runtime.sampling import Sampling

NANO = Path("resources/models/kestrel-nano")
PRINT, ACCOUNT = (ImagePart(Path(f"resources/samples/{name}.png")) for name in ("print", "account"))
LIST = "List the elements of this screen."
PATIENCE = 60.0  # seconds; nothing takes so long, so a hang becomes a failure


def turn(role, *parts: str | Part) -> Message:
    return Message(role, tuple(TextPart(p) if isinstance(p, str) else p for p in parts))


def question(*parts: str | Part, **options) -> Order:
    """A greedy order of one turn."""
    options = {"sampling": Sampling(), "max_tokens": 300, **options}
    return Order(messages=(turn("user", *parts),), **options)


class Asked:
    """One request and all that was heard of it. `on_event` is called in the engine's thread."""

    def __init__(
        self, engine: LocalEngine, order: Order, on_event: Callable[[Event], None] | None = None
    ) -> None:
        self.events: list[Event] = []
        self.ended = threading.Event()
        self._on_event = on_event
        self.ticket: Job = engine.submit(order, self._hear)

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        if self._on_event:
            self._on_event(event)
        if isinstance(event, End):
            self.ended.set()

    def end(self) -> End:
        """Wait for the end; it must be the only one, and the last event."""
        assert self.ended.wait(PATIENCE), f"no end after {self.events[-3:]}"
        ends = [event for event in self.events if isinstance(event, End)]
        assert len(ends) == 1 and self.events[-1] is ends[0]
        return ends[0]

    @property
    def text(self) -> str:
        self.end()
        return "".join(event.text for event in self.events if isinstance(event, Text))

    def count(self, kind: type[Prefill] | type[Text] | type[Thinking] | type[Attached]) -> int:
        return sum(isinstance(event, kind) for event in self.events)


def measured(engine: LocalEngine, order: Order) -> Measured:
    """What an order would cost now."""
    heard: list[Measured | KestrelError] = []
    ready = threading.Event()

    def hear(told: Measured | KestrelError) -> None:
        heard.append(told)
        ready.set()

    engine.measure(order, hear)
    assert ready.wait(PATIENCE)
    assert isinstance(heard[0], Measured), heard[0]
    return heard[0]


def until(holds: Callable[[], bool]) -> None:
    """Wait for what other threads bring about."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came about"
        time.sleep(0.005)


@pytest.fixture
def start() -> Iterator[Callable[..., LocalEngine]]:
    """start(folder=..., guesses=...): engines that are closed after the test."""
    engines: list[LocalEngine] = []

    def run(folder: Path = NANO, limit: int | None = None, **options) -> LocalEngine:
        if limit is not None:
            engines.append(LocalEngine(Setup(folder, limit, **options)))
        else:
            engines.append(open_engine(folder, **options))
        return engines[-1]

    yield run
    for engine in engines:
        engine.close()


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    """One engine for the tests of a module."""
    engine = open_engine(NANO)
    yield engine
    engine.close()
