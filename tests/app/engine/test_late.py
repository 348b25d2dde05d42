"""An engine that is still being opened, and what becomes of orders meanwhile."""

import threading

import pytest

from app.engine.face import Event, Measured
from app.engine.late import LateEngine
from app.engine.order import Order
from mlx_model.errors import CheckpointError, KestrelError
from mlx_model.runtime.events import End
from tests.fixtures.scripted_engine import CARD, HELLO, ScriptedEngine


def test_loading_then_ready():
    go, engine = threading.Event(), ScriptedEngine()
    late = LateEngine("nano", lambda: engine if go.wait(10) else engine)
    assert (late.status().state, late.status().model, late.models()) == ("loading", "nano", ())
    told: list[Event] = []
    late.submit(Order(text="x"), told.append).cancel()
    [end] = told
    assert isinstance(end, End) and end.reason == "failed" and "not loaded" in str(end.error)
    costs: list[Measured | KestrelError] = []
    late.measure(Order(text="x"), costs.append)
    assert isinstance(costs[0], KestrelError)
    assert late.idle_seconds() == 0
    go.set()
    late.close()
    assert late.models() == (CARD,) and late.status().state == "ready"
    assert engine.closed.is_set()


def test_a_checkpoint_that_cannot_be_used():
    def fail() -> ScriptedEngine:
        raise CheckpointError("Damaged.")

    late = LateEngine("nano", fail)
    late.close()
    assert (late.status().state, late.status().error) == ("failed", "Damaged.")
    assert str(late.error) == "Damaged."


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_mistake_of_ours_is_told_too():
    late = LateEngine("nano", lambda: 1 // 0)  # pyright: ignore[reportArgumentType]
    late.close()
    assert late.status().state == "failed" and "its log" in late.status().error


def test_idle_only_between_orders():
    engine = ScriptedEngine(HELLO, hold=True)
    late = LateEngine("nano", lambda: engine)
    while late.status().state != "ready":
        threading.Event().wait(0.01)
    ended = threading.Event()
    ticket = late.submit(
        Order(text="x"), lambda event: ended.set() if isinstance(event, End) else None
    )
    assert late.idle_seconds() == 0
    ticket.cancel()
    assert ended.wait(10)
    late.close()
    assert late.idle_seconds() > 0
