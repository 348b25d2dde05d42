"""Replies side by side and guessed ahead are those of a plain loop; forms, budgets and loops."""

import threading
from dataclasses import replace

import mlx.core as mx
import numpy as np
import pytest

from mlx_model.inputs.processor import Prompt
from mlx_model.runtime.context import Context
from mlx_model.runtime.decode import GUESSES, Decoder
from mlx_model.runtime.decoding import Decoding
from mlx_model.runtime.drafter import Drafter
from mlx_model.runtime.events import End, Event, Logprob, Text, Thinking
from mlx_model.runtime.generate import generate
from mlx_model.runtime.loops import LoopLimits
from mlx_model.runtime.prefill import Prefilling
from mlx_model.runtime.request import Request, Tally
from mlx_model.runtime.sampling import Sampling
from mlx_model.runtime.trial import FIRST, Trial


@pytest.fixture(scope="module")
def network(build):
    return build(mtp_num_hidden_layers=1)


@pytest.fixture
def begin(network, processor):
    """A reply whose prompt was seen."""

    def run(prompt: Prompt, *, drafts: bool = False, **options) -> Decoding:
        request = Request(
            model=network,
            prompt=prompt,
            **{"processor": processor, "max_tokens": 12, **options},
        )
        context, tally = Context(network, drafts=drafts), Tally(len(prompt.ids))
        prefilling = Prefilling(request, context, tally)
        for _ in prefilling.chunks():
            pass
        assert prefilling.logits is not None
        return Decoding(request, context, tally, prefilling.logits)

    return run


def said(row: Decoding) -> list[int]:
    """Every token that was read of a reply that is over: those seen, and the last."""
    reply = row.context.keys[len(row.request.prompt.ids) :]
    return reply if row.end == "stop" else [*reply, row.last_token]


def finish(decoder: Decoder, rows: list[Decoding]) -> list[list[int]]:
    """Step until all have ended; those that have leave."""
    while live := [row for row in rows if row.end is None]:
        decoder.step(live)
    return [said(row) for row in rows]


@pytest.fixture
def prompts(processor, say) -> list[Prompt]:
    questions = [("hello",), ("a much longer question ", (24, 16, 1)), ("b",), ([(16, 16, 3)] * 4,)]
    return [processor.prompt([say(*question)]) for question in questions]


def test_rows_of_a_batch_say_what_each_says_alone(begin, prompts, network):
    lengths = (12, 5, 9, 12)
    alone = [
        finish(Decoder(network), [begin(prompt, max_tokens=n)])[0]
        for prompt, n in zip(prompts, lengths, strict=True)
    ]
    decoder = Decoder(network, batches="on")
    rows = [begin(prompt, max_tokens=n) for prompt, n in zip(prompts, lengths, strict=True)]
    assert finish(decoder, rows) == alone


def test_a_row_may_join_later_and_leave_with_its_own_cache(begin, processor, prompts, network):
    endless = {"processor": replace(processor, stop_ids=frozenset())}  # both run to their length
    alone = [finish(Decoder(network), [begin(prompt, **endless)])[0] for prompt in prompts[:2]]
    decoder = Decoder(network, batches="on")
    first, second = (begin(prompt, **endless) for prompt in prompts[:2])
    for number in range(14):
        decoder.step(
            [row for row in ((first,) if number < 4 else (first, second)) if row.end is None]
        )
    assert first.end is not None and second.end is None
    decoder.leave()
    assert [said(first), finish(Decoder(network), [second])[0]] == alone


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(),
        Sampling(temperature=1.3, top_p=0.9, seed=5),
        Sampling(temperature=1.0, presence_penalty=1.5, repetition_penalty=1.2, seed=6),
    ],
    ids=["greedy", "sampled", "with penalties"],
)
def test_guessing_changes_no_token(begin, prompts, network, number, sampling):
    options = {"sampling": sampling, "max_tokens": 30}
    plain = finish(Decoder(network, guesses="off"), [begin(prompts[number], **options)])
    row = begin(prompts[number], drafts=True, **options)
    assert finish(Decoder(network, guesses="on"), [row]) == plain
    assert row.tally.drafted >= GUESSES


@pytest.mark.parametrize("right", range(GUESSES + 1))
def test_right_guesses_are_taken_and_wrong_ones_leave_no_trace(
    begin, prompts, network, monkeypatch, right
):
    reply = finish(Decoder(network), [begin(prompts[1], max_tokens=40)])[0]
    row = begin(prompts[1], drafts=True, max_tokens=40)

    def guess(self: Drafter, token: mx.array, n: int) -> mx.array:
        place = row.tally.completion_tokens + 1
        told = [reply[i] if i < len(reply) else 0 for i in range(place, place + n)]
        told[right:] = [(token or 0) + 1 for token in told[right:]]
        return mx.array(told, dtype=mx.int32)

    monkeypatch.setattr(Drafter, "guess", guess)
    assert finish(Decoder(network, guesses="on"), [row]) == [reply]
    cycles = row.tally.drafted // GUESSES
    # The reply may end anywhere in the last cycle, before any of its guesses is taken.
    assert (cycles - 1) * right <= row.tally.accepted <= cycles * right


@pytest.mark.slow
@pytest.mark.soak
def test_the_distribution_of_guessed_samples_is_that_of_plain_ones(begin, processor, network, say):
    """Chi-squared over the second token of 400 samples each way: seeds apart, laws equal."""
    prompt = processor.prompt([say("h")])
    counts = np.zeros((2, 304))
    for way, guesses in enumerate(("off", "on")):
        for seed in range(400):
            sampling = Sampling(temperature=0.5, top_k=5, seed=1000 * way + seed)
            row = begin(prompt, drafts=True, sampling=sampling, max_tokens=6)
            reply = finish(Decoder(network, guesses=guesses), [row])[0]
            counts[way, (reply + [0])[1]] += 1
    seen = counts[:, counts.sum(0) > 10]
    expected = seen.mean(0)
    chi = ((seen - expected) ** 2 / expected).sum()
    freedom = seen.shape[1] - 1
    assert freedom >= 2 and chi < freedom + 4 * (2 * freedom) ** 0.5, (chi, freedom)


def test_logprobs_are_those_of_the_logits(network, processor, say, one_pass, begin):
    prompt = processor.prompt([say("why not?")])
    row = begin(prompt, logprobs=3, max_tokens=4)
    events: list[Event] = []
    decoder = Decoder(network)
    while row.end is None:
        events += decoder.step([row])[0]
    told = [event for event in events if isinstance(event, Logprob)]
    assert [event.token for event in told] == said(row)
    assert all(event.text == processor.tokenizer.token_bytes(event.token) for event in told)
    logits = one_pass(prompt, np.array([*prompt.ids, *said(row)]))[len(prompt.ids) - 1 : -1]
    scores = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    assert [event.logprob for event in told] == pytest.approx(scores.max(-1).tolist(), abs=1e-4)
    for event in told:
        assert len(event.top) == 3 and event.top[0][2] >= event.top[1][2] >= event.top[2][2]
        assert event.top[0] == (
            event.token,
            event.text,
            event.logprob,
        )  # greedy takes the likeliest
        assert -20 < event.logprob <= 0


def test_thoughts_are_closed_when_their_budget_is_spent(network, processor, say, begin):
    prompt = processor.prompt([say("why?")], enable_thinking=True)
    for drafts in (False, True):
        row = begin(prompt, drafts=drafts, thinking_budget=5, max_tokens=30)
        decoder = Decoder(network, guesses="on")
        events: list[Event] = []
        while row.end is None:
            events += decoder.step([row])[0]
        thoughts = [e for e in events if isinstance(e, Thinking)]
        assert thoughts and any(isinstance(e, Text) for e in events)
        assert 5 <= row.tally.reasoning_tokens <= 7


class Only:
    """A constraint: every token is one of two, in turn, then the end."""

    def __init__(self, tokens: list[int], end: int, words: int) -> None:
        self._tokens, self._end, self._words, self.accepted = tokens, end, words, []

    def mask(self) -> np.ndarray:
        place = len(self.accepted)
        allowed = self._tokens[place] if place < len(self._tokens) else self._end
        mask = np.zeros(self._words, dtype=np.uint32)
        mask[allowed // 32] = 1 << allowed % 32
        return mask

    def accept(self, token: int) -> None:
        self.accepted.append(token)


def test_a_loop_ends_the_reply(network, processor, begin):
    again = Only([65, 66, 67] * 20, 0, 10)
    limits = LoopLimits(longest=64, least=12, times=3)
    row = begin(processor.raw("x"), loop_limits=limits, constraint=again, max_tokens=400)
    finish(Decoder(network), [row])
    assert (row.end, row.tally.completion_tokens) == ("loop", 12)


def test_a_form_decides_every_token(network, processor, begin):
    (stop, *_) = processor.stop_ids
    for drafts in (False, True):
        form = Only([65, 66, 67], stop, 10)
        row = begin(processor.raw("x"), drafts=drafts, constraint=form)
        assert finish(Decoder(network, guesses="on"), [row]) == [[65, 66, 67, stop]]
        assert row.end == "stop" and form.accepted == [65, 66, 67, stop]


def test_a_cancelled_row_ends_without_a_token(begin, prompts, network):
    cancel = threading.Event()
    row, other = begin(prompts[0], cancel=cancel), begin(prompts[1])
    decoder = Decoder(network)
    decoder.step([row, other])
    cancel.set()
    told = decoder.step([row, other])
    assert row.end == "cancelled" and told[0] == [] and other.tally.completion_tokens == 2


def test_a_trial_settles_on_what_is_faster_and_looks_again():
    trial = Trial(3)
    speed = {0: 100.0, 1: 50.0, 2: 90.0}
    picks: list[int] = []
    for step in range(4000):
        if step == 1000:
            speed[1] = 400.0
        way = trial.pick()
        picks.append(way)
        trial.record(way, 1, 1 / speed[way])
    assert [picks[: 3 * FIRST].count(way) for way in range(3)] == [FIRST] * 3
    assert picks[3 * FIRST : 1000].count(0) > 900  # the others are tried now and then
    assert picks[2000:].count(1) > 1850  # it became faster, and that was noticed


def test_a_way_must_be_faster_by_the_margin():
    for faster, best in ((1.05, 0), (1.2, 1)):
        trial = Trial(2, margin=1.1)
        for _ in range(100):
            way = trial.pick()
            trial.record(way, 1, 1.0 if way == 0 else 1 / faster)
        assert trial.best == best


def test_generate_tells_what_was_guessed(network, processor, say):
    prompt = processor.prompt([say("hello")])
    end = list(generate(network, processor, prompt, max_tokens=20, guesses="on"))[-1]
    assert isinstance(end, End) and end.timings.drafted > 0
