"""Requests that share the one model thread: fair, cancellable, each with exactly one end."""

import random
import threading
from pathlib import Path

import pytest

from app.engine.engine import LocalEngine
from app.engine.face import Event
from app.engine.order import Order
from mlx_model.inputs.message import ImagePart
from mlx_model.runtime.decode import Decoder
from mlx_model.runtime.events import Call, Prefill, Text
from mlx_model.runtime.sampling import Sampling
from tests.app.engine.conftest import ACCOUNT, LIST, PRINT, Asked, question, turn, until

TOOL = {
    "type": "function",
    "function": {
        "name": "press",
        "parameters": {
            "type": "object",
            "properties": {"name": {"enum": ["Save", "Cancel"]}, "again": {"type": "boolean"}},
            "required": ["name", "again"],
        },
    },
}
LONG = "The quick brown fox jumps over the lazy dog. " * 60

ORDERS = [
    question(PRINT, LIST),
    question(ACCOUNT, LIST),
    question("Hello"),
    question(ACCOUNT, 'Where is "Cancel"?', think=True, max_tokens=30),
    question(LONG, max_tokens=20),
    question("Press it", tools=(TOOL,), tool_choice="required", max_tokens=60),
    question(PRINT, ACCOUNT, "Where?", sampling=Sampling(temperature=1.5, seed=3), max_tokens=40),
]


class Doomed(Asked):
    """Cancelled by its own listener at the event of that number."""

    def __init__(self, engine: LocalEngine, order: Order, moment: int) -> None:
        self.moment = moment
        super().__init__(engine, order, self._at_moment)

    def _at_moment(self, event: Event) -> None:
        if len(self.events) == self.moment:
            self.ticket.cancel()


def told(asked: Asked) -> tuple[object, ...]:
    """What was answered, without what depends on the clock or on what was known before."""
    end = asked.end()
    calls = [(e.index, e.name, e.arguments) for e in asked.events if isinstance(e, Call)]
    return asked.text, calls, end.reason, end.usage.completion_tokens


@pytest.mark.parametrize("batches", ["on", "off"])
def test_side_by_side_each_gets_the_answer_it_gets_alone(start, batches):
    alone_engine = start(batches=batches, guesses="off")
    alone = [told(Asked(alone_engine, order)) for order in ORDERS]
    assert all(reason in ("stop", "length") for _, _, reason, _ in alone)
    engine = start(batches=batches, guesses="off")
    asked = [Asked(engine, order) for order in ORDERS]
    assert [told(one) for one in asked] == alone
    again = [Asked(engine, order) for order in reversed(ORDERS)]  # now from snapshots
    assert [told(one) for one in again] == alone[::-1]
    ends = [one.end() for one in again]
    assert all(end.usage.cached_tokens > 0 for end in ends if end.usage.prompt_tokens > 80)


def test_guesses_change_no_answer(start):
    answers = []
    for guesses in ("off", "on"):
        engine = start(guesses=guesses)
        answers.append([told(Asked(engine, order)) for order in ORDERS])
    assert answers[0] == answers[1]
    assert Asked(engine, ORDERS[0]).end().timings.drafted > 0


def test_cancelled_at_any_moment_it_ends_once_and_leaves_the_others_alone(engine):
    expected = told(Asked(engine, ORDERS[0]))
    draw = random.Random(7)
    for _ in range(12):
        others = [Asked(engine, ORDERS[0])]
        doomed = Doomed(engine, question(ACCOUNT, LIST), draw.randrange(1, 40))
        others.append(Asked(engine, ORDERS[0]))
        assert doomed.end().reason == "cancelled" or len(doomed.events) < doomed.moment
        assert [told(other) for other in others] == [expected] * 2
    until(lambda: engine.status().running == 0)
    assert engine.status().memory["requests"] == 0 and engine.status().waiting == 0


def test_a_cancelled_answer_stops_within_one_token(engine):
    def cancel(event: Event) -> None:
        if isinstance(event, Text):
            asked.ticket.cancel()

    asked = Asked(engine, question(ACCOUNT, LIST), cancel)
    assert asked.end().reason == "cancelled" and asked.count(Text) == 1
    assert asked.end().usage.completion_tokens <= 4  # one step, with its guesses


def test_a_cancelled_prompt_stops_within_one_chunk(start):
    def cancel(event: Event) -> None:
        if isinstance(event, Prefill):
            asked.ticket.cancel()

    asked = Asked(start(), question(LONG), cancel)
    end = asked.end()
    assert end.reason == "cancelled" and asked.count(Prefill) == 1 and asked.count(Text) == 0
    assert end.usage.prompt_tokens > 1500


def test_cancelling_twice_and_afterwards_does_nothing(engine):
    asked = Asked(engine, question("Hello"))
    asked.end()
    asked.ticket.cancel()
    asked.ticket.cancel()
    other = Asked(engine, question("Hello"))
    assert other.end().reason == "stop" and asked.end().reason == "stop"


def test_a_reader_that_is_behind_costs_nothing_until_it_comes_back(engine):
    paused = threading.Event()

    def pause(event: Event) -> None:
        if isinstance(event, Text) and not paused.is_set():
            slow.ticket.pause()
            paused.set()

    slow = Asked(engine, question(PRINT, LIST), pause)
    assert paused.wait(30)
    heard = len(slow.events)
    assert Asked(engine, question(ACCOUNT, LIST)).end().reason == "stop"
    assert len(slow.events) <= heard + 4  # what the step under way still told
    assert not slow.ended.is_set()
    slow.ticket.resume()
    assert told(slow) == told(Asked(engine, question(PRINT, LIST)))


def test_a_paused_request_can_be_cancelled(engine):
    asked = Asked(engine, question(PRINT, LIST), lambda event: asked.ticket.pause())
    until(lambda: bool(asked.events))
    asked.ticket.cancel()
    assert asked.end().reason == "cancelled"


def test_the_quick_ask_comes_first(start):
    engine = start()
    Asked(engine, question("Hello")).end()  # loaded
    first: list[str] = []

    def note(name: str):
        return lambda event: first.append(name) if isinstance(event, Text) else None

    many = [
        Asked(engine, question(f"{n} {LONG}", max_tokens=3, stop=()), note("slow"))
        for n in range(4)
    ]
    until(lambda: engine.status().running == 4)
    quick = Asked(engine, question("Hello", urgent=True), note("quick"))
    quick.end()
    assert first[0] == "quick" and "slow" not in first[: quick.count(Text)]
    assert all(one.end().reason in ("stop", "length") for one in many)


def test_answers_go_on_while_a_long_prompt_is_seen(start):
    engine = start()
    Asked(engine, question(PRINT, LIST)).end()
    order: list[str] = []
    chatting = Asked(
        engine,
        question(PRINT, LIST),
        lambda event: order.append("text") if isinstance(event, Text) else None,
    )
    until(lambda: "text" in order)
    long = Asked(
        engine,
        question(LONG, max_tokens=2),
        lambda event: order.append("chunk") if isinstance(event, Prefill) else None,
    )
    long.end()
    chatting.end()
    chunks = [place for place, what in enumerate(order) if what == "chunk"]
    between = order[chunks[1] : chunks[-1]]
    assert between.count("text") > 3 and between.count("chunk") > 3


def test_an_error_of_the_device_ends_its_requests_and_no_others(engine, monkeypatch, caplog):
    step = Decoder.step

    def broken(self: Decoder, rows):
        monkeypatch.setattr(Decoder, "step", step)
        raise RuntimeError("[metal] out of luck")

    monkeypatch.setattr(Decoder, "step", broken)
    end = Asked(engine, question(PRINT, LIST)).end()
    assert end.reason == "failed" and "out of luck" in str(end.error)
    assert "a step of decoding failed" in caplog.text
    assert Asked(engine, question(PRINT, LIST)).end().reason == "stop"
    assert engine.status().running == 0


def test_a_listener_that_raises_loses_its_own_request_alone(engine, caplog):
    def raises(event: Event) -> None:
        raise ValueError("listening is hard")

    engine.submit(question("Hello"), raises)
    assert Asked(engine, question("Hello")).end().reason == "stop"
    until(lambda: engine.status().running == 0 and engine.status().waiting == 0)
    assert "a listener failed" in caplog.text


@pytest.mark.parametrize(
    "order, words",
    [
        (question(ImagePart(Path("/nowhere.png")), "?"), "/nowhere.png"),
        (question("x" * 9000), "tokens"),
        (Order(messages=(turn("assistant", "I am first"),)), "user"),
        (question("x", tools=(TOOL,), tool_choice="=fly"), "fly"),
        (question("x", logprobs=50), "logprobs"),
        (Order(), "nothing"),
    ],
)
def test_what_a_user_causes_is_a_failed_end_with_its_reason(engine, order, words):
    end = Asked(engine, order).end()
    assert end.reason == "failed" and words in str(end.error), end.error


def test_closing_ends_what_is_under_way(start):
    before = set(threading.enumerate())
    engine = start()
    asked = [Asked(engine, question(PRINT, LIST, max_tokens=2000)) for _ in range(3)]
    until(lambda: any(one.count(Text) for one in asked))
    engine.close()
    assert all(one.end().reason in ("cancelled", "stop") for one in asked)
    late = Asked(engine, question("Hello"))
    assert late.end().reason == "failed" and "closed" in str(late.end().error)
    assert set(threading.enumerate()) <= before


def test_a_broken_checkpoint_fails_every_request_with_its_reason(start, tmp_path):
    for file in Path("resources/models/kestrel-nano").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100_000])
    engine = start(tmp_path)
    end = Asked(engine, question("Hello")).end()
    assert end.reason == "failed" and "model.safetensors" in str(end.error)
    assert engine.status().state == "failed"


def test_a_template_that_raises_is_the_requests_failure(start, tmp_path):
    for file in Path("resources/models/kestrel-nano").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "chat_template.jinja").write_text("{{ raise_exception('not today') }}")
    engine = start(tmp_path)
    for _ in range(2):
        end = Asked(engine, question("Hello")).end()
        assert end.reason == "failed" and "not today" in str(end.error)
    completion = Asked(engine, Order(text="Hello", max_tokens=3, sampling=Sampling()))
    assert completion.end().reason in ("stop", "length")
