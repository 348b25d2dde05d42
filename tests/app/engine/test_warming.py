"""A conversation's next question prefills nothing but itself, after a restart as well."""

import json
import time

import pytest

from app.engine import warming
from app.engine.engine import LocalEngine
from app.engine.order import Grammar, Order
from app.engine.preparing import make_prompt
from app.engine.scheduler import Scheduler
from mlx_model.inputs.message import Message, TextPart
from mlx_model.runtime.events import Call
from mlx_model.runtime.sampling import Sampling
from tests.app.engine.conftest import LIST, PRINT, Asked, measured, turn, until
from tests.app.engine.test_scheduler import TOOL
from tests.fixtures.nano import context


def order(messages: list[Message], **options) -> Order:
    options = {"sampling": Sampling(), "max_tokens": 40, **options}
    return Order(messages=tuple(messages), **options)


def known_part(engine: LocalEngine, messages: list[Message], **options) -> int:
    """Tokens up to the new question's first word."""
    checkpoint = engine._checkpoint
    assert checkpoint is not None
    prompts = []
    for words in ("a", "b b"):
        asked = order([*messages[:-1], turn(messages[-1].role, words)], **options)
        prompts.append(make_prompt(checkpoint, asked, lambda: False).ids.tolist())
    same = 0
    while prompts[0][same] == prompts[1][same]:
        same += 1
    return same


@pytest.mark.parametrize("think", [False, True])
@pytest.mark.parametrize("system", [False, True])
def test_the_next_question_prefills_only_itself(start, think, system):
    engine, options = start(), {"think": think}
    messages = [turn("system", "You are brief.")] * system + [turn("user", PRINT, LIST)]
    for following in ('Where is "Cancel"?', "And what is it for?", "Why?"):
        asked = Asked(engine, order(messages, **options))
        messages += [turn("assistant", asked.text), turn("user", following)]
        known = known_part(engine, messages, **options)
        until(lambda: measured(engine, order(messages, **options)).cached_tokens >= known)  # noqa: B023
        cold = Asked(start(), order(messages, **options))
        warm = Asked(engine, order(messages, **options))
        assert warm.text == cold.text
        assert warm.end().usage.cached_tokens >= known and cold.end().usage.cached_tokens == 0


def test_what_saves_power_is_not_warmed(start):
    """The warmed one stands beside it: its next beginning grows longer, this one's does not."""
    engine = start()
    known = {}
    for warm in (False, True):
        messages = [turn("user", PRINT, LIST), turn("assistant", ""), turn("user", "Why?")]
        asked = Asked(engine, order(messages[:1], warm=warm))
        messages[1] = turn("assistant", asked.text)
        asked.end()
        if warm:
            until(lambda: measured(engine, order(messages)).cached_tokens > known[False])  # noqa: B023
        else:
            time.sleep(0.3)
        known[warm] = measured(engine, order(messages)).cached_tokens
    assert known[True] > known[False]


def test_after_a_call_the_results_prefill_only_themselves(start):
    engine, options = start(), {"tools": (TOOL,), "tool_choice": "required", "max_tokens": 150}
    messages = [turn("user", "Press it")]
    asked = Asked(engine, order(messages, **options))
    asked.end()
    calls = [event for event in asked.events if isinstance(event, Call)]
    name, arguments = calls[0].name, "".join(call.arguments for call in calls)
    assert json.loads(arguments).keys() == {"name", "again"}
    call = {"type": "function", "function": {"name": name, "arguments": arguments}}
    messages += [
        Message("assistant", (TextPart(asked.text),), tool_calls=(call,)),
        turn("tool", "It was pressed."),
    ]
    options["tool_choice"] = "auto"
    known = known_part(engine, messages, **options)
    until(lambda: measured(engine, order(messages, **options)).cached_tokens >= known)
    warm, cold = (Asked(e, order(messages, **options)) for e in (engine, start()))
    assert warm.text == cold.text


@pytest.mark.parametrize("keep", ["disk", "memory", "nothing"])
def test_a_restarted_engine_is_as_warm_as_the_conversation_allowed(start, tmp_path, keep):
    messages = [turn("user", PRINT, LIST)]
    engine = start(snapshots=tmp_path)
    asked = Asked(engine, order(messages, keep=keep, max_tokens=200))
    messages += [turn("assistant", asked.text), turn("user", 'Where is "Cancel"?')]
    known = known_part(engine, messages)
    if keep != "nothing":
        until(lambda: measured(engine, order(messages)).cached_tokens >= known)
    before = Asked(engine, order(messages, keep="nothing"))
    assert (before.end().usage.cached_tokens > 0) == (keep != "nothing")
    engine.close()
    again = Asked(start(snapshots=tmp_path), order(messages))
    assert again.text == before.text
    cached = again.end().usage.cached_tokens
    assert cached >= known if keep == "disk" else cached == 0


def test_another_checkpoint_does_not_take_the_snapshots(start, tmp_path):
    engine = start(snapshots=tmp_path / "kept", guesses="off")
    messages = [turn("user", PRINT, LIST)]
    Asked(engine, order(messages)).end()
    until(lambda: measured(engine, order(messages)).cached_tokens > 0)
    engine.close()
    other = start(snapshots=tmp_path / "kept", guesses="off", kv_bits=8)
    assert Asked(other, order(messages)).end().usage.cached_tokens == 0


def test_warming_yields_at_once_and_keeps_what_it_saw(start):
    engine = start()
    messages = [turn("user", "Say much. " * 150)]
    asked = Asked(engine, order(messages, max_tokens=400))
    asked.end()
    greetings = ("Hello", "Hi", "Thanks", "Thank you", "Who are you?", "What can you do?")
    others = [Asked(engine, order([turn("user", greeting)])) for greeting in greetings]
    assert all(other.end().reason == "stop" for other in others)
    messages += [turn("assistant", asked.text), turn("user", "Why?")]
    known = known_part(engine, messages)
    until(lambda: measured(engine, order(messages)).cached_tokens >= min(known, 300))


def test_a_conversation_that_fills_the_context_harms_nobody(start, caplog):
    """Its next beginning is longer than the checkpoint takes, which only idle work finds out."""
    engine = start()
    longest = context()
    words = "word " * (longest // 6)  # of four or five tokens each: a part of the context is left
    room = measured(engine, order([turn("user", words)], max_tokens=1))
    form = Grammar("regex", "[a-z]{90000}")  # an answer that goes on until the context ends
    full = order([turn("user", words)], max_tokens=longest, grammar=form, loop_guard=False)
    end = Asked(engine, full).end()
    assert end.reason == "length" and end.usage.completion_tokens == longest - room.prompt_tokens
    with caplog.at_level("INFO"):
        until(lambda: "no warming" in caplog.text)
    assert Asked(engine, order([turn("user", "Hello")])).end().reason == "stop"


def test_idle_work_that_goes_wrong_is_nobodys_loss(start, monkeypatch, caplog):
    def broken(*rest: object, **options: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(warming, "Prefilling", broken)  # of idle work alone
    engine = start()
    messages = [turn("user", PRINT, LIST)]
    asked = Asked(engine, order(messages))
    asked.end()
    until(lambda: "idle work failed" in caplog.text)
    assert Asked(engine, order(messages)).text == asked.text


def test_should_the_model_thread_end_every_request_hears_of_it(start, monkeypatch, caplog):
    def broken(self: Scheduler) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(Scheduler, "_end_cancelled", broken)
    engine = start()
    for _ in range(2):
        end = Asked(engine, order([turn("user", "Hello")])).end()
        assert end.reason == "failed" and "a mistake of ours" in str(end.error)
    assert engine.status().state == "failed"
