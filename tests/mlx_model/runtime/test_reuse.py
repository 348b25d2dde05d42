"""What was seen before is not seen again, and the reply is that of a cold run."""

import gc

import mlx.core as mx
import numpy as np
import pytest

from mlx_model.runtime import prefill
from mlx_model.runtime.context import points_of, prompt_keys, turn_starts
from mlx_model.runtime.events import End, Prefill, Text
from mlx_model.runtime.generate import generate
from mlx_model.runtime.snapshots.store import Snapshots

PICTURE, OTHER = (24, 16, 1), (24, 16, 2)
FILM = [(16, 16, n) for n in range(4)]


@pytest.fixture(params=[0, 1], ids=["plain", "with an MTP head"])
def network(request, build):
    return build(mtp_num_hidden_layers=request.param)


@pytest.fixture(autouse=True)
def near(monkeypatch):
    """Prompts are short here, so points may lie side by side."""
    monkeypatch.setattr(prefill, "APART", 1)


@pytest.fixture
def kept() -> Snapshots:
    return Snapshots(1 << 30, fingerprint="test", every=16)


@pytest.fixture
def ask(network, processor):
    """One turn: the reply's text and its end."""

    def run(messages, snapshots=None, **options) -> tuple[str, End]:
        prompt = processor.prompt(messages)
        options = {"max_tokens": 10, "prefill_chunk": 16, "guesses": "on", **options}
        events = list(generate(network, processor, prompt, snapshots=snapshots, **options))
        end = events[-1]
        assert isinstance(end, End)
        return "".join(event.text for event in events if isinstance(event, Text)), end

    return run


@pytest.mark.parametrize("first", [("How are you?",), ("See ", PICTURE, "?"), (FILM, "what?")])
def test_warm_turns_equal_cold_turns(processor, say, ask, kept, first):
    messages, before = [say("Be brief.", role="system"), say(*first)], 0
    for question in ("And then?", "Why?", "Look: "):
        warm, end = ask(messages, kept)
        cold, _ = ask(messages)
        assert warm == cold != ""
        assert end.usage.cached_tokens >= before
        before = turn_starts(processor, processor.prompt(messages))[-1]
        messages += [say(warm, role="assistant"), say(question, PICTURE)]


def test_edits_branches_and_other_beginnings(network, processor, say, ask, kept):
    system = say("You are kind.", role="system")
    first = [system, say("Hello ", PICTURE)]
    reply, _ = ask(first, kept)
    again, end = ask(first, kept)
    assert again == reply and end.usage.prompt_tokens - end.usage.cached_tokens < 16
    edited = [system, say("Jello ", PICTURE)]
    text, end = ask(edited, kept)
    assert text == ask(edited)[0]
    assert end.usage.cached_tokens == turn_starts(processor, processor.prompt(edited))[1]
    text, end = ask([say("You", role="system"), *first[1:]], kept)
    assert end.usage.cached_tokens == 0 and text != ""


def test_another_picture_of_the_same_size_is_not_the_same_prompt(
    network, processor, say, ask, kept
):
    ask([say("x", PICTURE)], kept)
    reply, end = ask([say("x", OTHER)], kept)
    keys = [prompt_keys(network, processor.prompt([say("x", p)])) for p in (PICTURE, OTHER)]
    same = int(np.flatnonzero(keys[0] != keys[1])[0])
    assert end.usage.cached_tokens <= same
    assert reply == ask([say("x", OTHER)])[0] != ask([say("x", PICTURE)])[0]


def test_completion_goes_on_from_where_the_answer_ended(network, processor, kept, pushed):
    prompt = processor.raw("tell me more")
    list(generate(network, processor, prompt, max_tokens=6, snapshots=kept))
    known = [*prompt.ids.tolist(), *pushed[:-1]]  # the last was said, but never seen
    longer = processor.raw("x" * (len(known) + 3))
    longer.ids[: len(known)] = known
    warm = list(generate(network, processor, longer, max_tokens=6, snapshots=kept))
    cold = list(generate(network, processor, longer, max_tokens=6))
    warm_text, cold_text = ([e for e in es if isinstance(e, Text)] for es in (warm, cold))
    assert warm_text == cold_text != []
    cached = [event.usage.cached_tokens for event in (*warm, *cold) if isinstance(event, End)]
    assert cached == [len(known), 0]


@pytest.mark.parametrize("after", [1, 2, 4, 6, 9])
def test_a_generator_closed_early_leaves_the_snapshots_right(
    network, processor, say, ask, kept, after
):
    messages = [say("Hello ", PICTURE, " there")]
    prompt = processor.prompt(messages)
    events = generate(network, processor, prompt, prefill_chunk=10, snapshots=kept, guesses="on")
    for _ in range(after):
        next(events)
    events.close()  # pyright: ignore[reportAttributeAccessIssue]
    text, end = ask(messages, kept)
    assert text == ask(messages)[0]
    assert end.usage.cached_tokens > 0 or after == 1


def test_cancelled_prefill_is_not_lost(network, processor, say, ask, kept):
    """The next try goes on where the context stood, within the picture even."""
    messages = [say(PICTURE, (40, 32, 5), "?")]
    prompt = processor.prompt(messages)
    for event in generate(
        network, processor, prompt, prefill_chunk=9, snapshots=kept, guesses="on"
    ):
        if isinstance(event, Prefill) and event.done >= 9:
            break
    reply, end = ask(messages, kept)
    assert 9 <= end.usage.cached_tokens < end.usage.prompt_tokens and reply == ask(messages)[0]


@pytest.mark.parametrize("bits", [None, 8])
def test_through_the_disk(network, processor, say, ask, tmp_path, bits):
    def opened() -> Snapshots:
        return Snapshots(1 << 30, fingerprint="test", folder=tmp_path, disk_budget=1 << 30)

    messages = [say("Hello ", PICTURE, " there")]
    first = opened()
    reply, _ = ask(messages, first, kv_bits=bits)
    while first.idle():
        pass
    first.close()
    second = opened()
    again, end = ask(messages, second, kv_bits=bits)
    assert again == reply and end.usage.cached_tokens > 16
    second.close()


def test_where_a_conversation_can_come_back_to(processor, say):
    prompt = processor.prompt(
        [say("s", role="system"), say("a"), say("b", role="assistant"), say("c" * 90)]
    )
    turns = turn_starts(processor, prompt)
    assert len(turns) == 5
    expected = sorted({turns[1], turns[3], turns[4], *range(32, len(prompt.ids), 32)})
    assert points_of(processor, prompt, 32) == expected
    assert points_of(processor, processor.raw("abc"), 32) == []


def test_points_hold_no_more_than_their_own_memory(network, processor, say, kept):
    prompt = processor.prompt([say("x" * 300)])
    list(generate(network, processor, prompt, max_tokens=2, snapshots=kept))
    held = kept.nbytes
    gc.collect()
    before = mx.get_active_memory()
    kept.clear()
    gc.collect()  # the nodes of a tree know each other
    assert before - mx.get_active_memory() >= 0.9 * held


def test_points_that_would_spare_little_are_left_out(monkeypatch):
    monkeypatch.setattr(prefill, "APART", 64)
    assert prefill.far_apart([10, 64, 100, 128, 200, 264], 0) == [64, 128, 200, 264]
    assert prefill.far_apart([10, 64, 100], 50) == []
    assert prefill.far_apart([10, 64, 120], 50) == [120]
