"""The loop: events in order, exactly one end, tokens equal to those of one pass."""

import pickle
import threading
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

from mlx_model.errors import PromptError, RequestError
from mlx_model.inputs.processor import Processor, Prompt
from mlx_model.net.model import Model
from mlx_model.runtime.decode import Decoder
from mlx_model.runtime.decoding import Decoding
from mlx_model.runtime.events import End, Event, Prefill, Text, Thinking
from mlx_model.runtime.generate import generate
from mlx_model.runtime.sampling import Sampling
from mlx_model.runtime.thread import leave_thread


class Script:
    """A model that says the given tokens, whatever it is asked. Hidden states are positions."""

    def __init__(self, model: Model, tokens: list[int], after: int) -> None:
        self.config, self._tokens, self._after = model.config, tokens, after

    def embed(self, ids: mx.array) -> mx.array:
        return mx.zeros((*ids.shape, 1))

    def hidden(self, embeddings: mx.array, positions: mx.array, cache: object) -> mx.array:
        return embeddings + positions[0][..., None]

    def logits(self, hidden: mx.array) -> mx.array:
        step = hidden[..., 0].astype(mx.int32) - (self._after - 1)
        said = mx.array(self._tokens)[mx.minimum(step, len(self._tokens) - 1)]
        return (mx.arange(self.config.text.vocab_size) == said[..., None]).astype(mx.float32)


@pytest.fixture
def prompt(processor: Processor, say) -> Prompt:
    return processor.prompt([say("hello ", (24, 16, 1), " and? ")])


@pytest.fixture
def scripted(model: Model, processor: Processor):
    """Events of a reply that is given as text, its special tokens written out."""

    def run(text: str, **options: Any) -> list[Event]:
        prompt = processor.raw("question")
        script: Any = Script(model, processor.tokenizer.encode(text), prompt.next_position)
        return list(generate(script, processor, prompt, **options))

    return run


def words(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Text))


def ending(events: list[Event]) -> End:
    """The end, after making sure that it is the only one and the last."""
    ends = [event for event in events if isinstance(event, End)]
    assert len(ends) == 1 and events[-1] is ends[0]
    return ends[0]


def greedy(model: Model, processor: Processor, prompt: Prompt, **options: Any) -> list[Event]:
    return list(generate(model, processor, prompt, **{"max_tokens": 12, **options}))


def test_greedy_tokens_are_those_of_one_pass(model, processor, prompt, one_pass, pushed):
    """Cached decoding, positions after a picture included, against a full pass for each token."""
    events = greedy(model, processor, prompt, prefill_chunk=7)
    assert ending(events).usage.completion_tokens == 12 == len(pushed)
    logits = one_pass(prompt, np.array([*prompt.ids, *pushed]))
    assert logits[len(prompt.ids) - 1 : -1].argmax(axis=-1).tolist() == pushed


@pytest.mark.parametrize("chunk", [1, 5, 64, 512])
def test_chunks_do_not_change_the_reply(model, processor, prompt, chunk):
    expected = words(greedy(model, processor, prompt))
    assert words(greedy(model, processor, prompt, prefill_chunk=chunk)) == expected


def test_prefill_tells_its_progress(model, processor, prompt):
    events = greedy(model, processor, prompt, prefill_chunk=10, max_tokens=1)
    steps = [event for event in events if isinstance(event, Prefill)]
    total = len(prompt.ids)
    assert steps == [Prefill(n, total) for n in [*range(0, total, 10), total]]
    assert events[: len(steps)] == steps


def test_length_stop_and_usage(scripted):
    end = ending(scripted("abcdef", max_tokens=3))
    assert (end.reason, end.usage.completion_tokens) == ("length", 3)
    events = scripted("ab<|im_end|>cd")
    end = ending(events)
    assert words(events) == "ab" and end.reason == "stop"
    assert (end.usage.prompt_tokens, end.usage.cached_tokens) == (8, 0)
    assert end.usage.completion_tokens == 3  # the stop token was sampled, too


@pytest.mark.parametrize("token", ["<|im_end|>", "<|endoftext|>"])
def test_every_end_token_of_the_checkpoint_stops(scripted, token):
    assert words(scripted(f"ab{token}cd")) == "ab"


def test_stop_string(scripted):
    events = scripted("say END and more", stop=["END"])
    assert words(events) == "say " and ending(events).reason == "stop"


def test_thoughts_come_apart(model, processor, say, scripted):
    events = scripted("<think>\nhm\n</think>\n\nYes<|im_end|>")
    assert words(events) == "Yes"
    assert "".join(e.text for e in events if isinstance(e, Thinking)) == "hm\n"
    prompt = processor.prompt([say("why?")], enable_thinking=True)
    assert all(isinstance(e, Thinking) for e in greedy(model, processor, prompt)[2:-1])


def test_what_is_held_back_comes_before_the_end(scripted):
    events = scripted("abEN", stop=["END"], max_tokens=4)
    assert isinstance(events[-2], Text) and words(events) == "abEN"


def test_cancel_before_between_chunks_and_between_tokens(model, processor, prompt):
    cancel = threading.Event()
    cancel.set()
    events = greedy(model, processor, prompt, cancel=cancel)
    assert [type(event) for event in events] == [Prefill, End]
    assert ending(events).reason == "cancelled"

    cancel = threading.Event()
    events = []
    for event in generate(model, processor, prompt, cancel=cancel, prefill_chunk=10):
        events.append(event)
        if isinstance(event, Prefill) and event.done:
            cancel.set()
    assert ending(events).reason == "cancelled" and len(events) < 5

    cancel = threading.Event()
    events = []
    for event in generate(model, processor, prompt, cancel=cancel, max_tokens=100):
        events.append(event)
        if isinstance(event, Text):
            cancel.set()
    assert ending(events).reason == "cancelled"
    assert sum(isinstance(event, Text) and event.token is not None for event in events) == 1


@pytest.mark.parametrize(
    "options, words_of_it",
    [
        ({"max_tokens": 0}, "max_tokens"),
        ({"prefill_chunk": 0}, "prefill_chunk"),
        ({"stop": [""]}, "stop"),
        ({"stop": "END"}, "stop"),
    ],
)
def test_what_a_user_can_cause_is_one_failed_end(model, processor, prompt, options, words_of_it):
    events = list(generate(model, processor, prompt, **options))
    end = ending(events)
    assert len(events) == 1 and end.reason == "failed"
    assert isinstance(end.error, RequestError) and words_of_it in str(end.error)


def test_what_does_not_fit_is_refused_and_the_context_ends_the_reply(build, processor):
    narrow = build(max_position_embeddings=20)
    end = ending(greedy(narrow, processor, processor.raw("x" * 20)))
    assert end.reason == "failed" and "20 tokens" in str(end.error)
    end = ending(greedy(narrow, processor, processor.raw("x" * 16)))
    assert (end.reason, end.usage.completion_tokens) == ("length", 4)


def test_failure_within_the_prefill(build, processor, prompt):
    end = ending(greedy(build(sees=False), processor, prompt))
    assert end.reason == "failed" and isinstance(end.error, PromptError)


def test_same_seed_same_text(model, processor, prompt):
    def reply(seed: int) -> str:
        sampling = Sampling(temperature=1.5, top_p=0.95, presence_penalty=1.0, seed=seed)
        return words(greedy(model, processor, prompt, sampling=sampling, max_tokens=30))

    assert reply(1) == reply(1) != reply(2)


def test_quantized_cache_stays_close(model, processor, prompt):
    """The first token comes from keys in 8 bits, and is that of the full ones."""
    full = greedy(model, processor, prompt)
    packed = greedy(model, processor, prompt, kv_bits=8)
    assert tokens(packed)[:3] == tokens(full)[:3]


def tokens(events: list[Event]) -> list[int | None]:
    return [event.token for event in events if isinstance(event, Text | Thinking)]


def test_the_next_step_is_built_before_a_token_is_read(model, processor, prompt, monkeypatch):
    """Reading is the only wait of the loop, so nothing may be left to build when it comes."""
    order: list[str] = []
    feed, take = Decoder._feed, Decoding.take
    monkeypatch.setattr(Decoder, "_feed", lambda *a: (a[1] and order.append("build"), feed(*a))[1])
    monkeypatch.setattr(Decoding, "take", lambda *a: (order.append("read"), take(*a))[1])
    greedy(model, processor, prompt, max_tokens=4)
    assert order == ["build", "read"] * 3 + ["read"]


def test_loads_and_runs_in_a_thread_that_is_not_the_main_one(build, processor, prompt):
    """Lazily built parameters and arrays belong to the thread that built them."""
    replies: list[list[Event]] = []

    def work() -> None:
        model = build()
        for _ in range(2):
            replies.append(greedy(model, processor, prompt))
        del model
        leave_thread()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(replies) == 2 and words(replies[0]) == words(replies[1]) != ""


def test_events_are_plain_values(model, processor, prompt):
    """No array leaves the thread: what comes out survives a trip between processes unchanged."""
    events = greedy(model, processor, prompt)
    fields = [value for event in events for value in vars(event).values()]
    assert not any(isinstance(value, mx.array) for value in fields)
    assert pickle.loads(pickle.dumps(events)) == events
