"""A conversation that keeps its cache says what one without would say."""

import pytest

from mlx_model.runtime.events import End, Prefill, Text
from mlx_model.runtime.generate import generate
from mlx_model.runtime.session import Session, common_prefix, turn_start

PICTURE, OTHER = (24, 16, 1), (24, 16, 2)


@pytest.fixture
def ask(model, processor):
    """One turn: the reply's text and its end."""

    def run(messages, session=None, **options) -> tuple[str, End]:
        prompt = processor.prompt(messages)
        options = {"max_tokens": 10, "prefill_chunk": 16, **options}
        events = list(generate(model, processor, prompt, cache=session, **options))
        end = events[-1]
        assert isinstance(end, End)
        return "".join(event.text for event in events if isinstance(event, Text)), end

    return run


@pytest.mark.parametrize("first", [("How are you?",), ("See ", PICTURE, "?"), ([PICTURE] * 4,)])
def test_warm_turns_equal_cold_turns(model, processor, say, ask, first):
    session, kept = Session(model), 0
    messages = [say("Be brief.", role="system"), say(*first)]
    for question in ("And then?", "Why?", "Look: "):
        warm, end = ask(messages, session)
        cold, _ = ask(messages)
        assert warm == cold != ""
        assert end.usage.cached_tokens == kept
        kept = turn_start(processor, processor.prompt(messages))
        messages += [say(warm, role="assistant"), say(question, PICTURE)]


def test_a_second_turn_resumes_before_the_first_reply(model, processor, say, ask):
    session, messages = Session(model), [say("Hello")]
    reply, _ = ask(messages, session)
    _, end = ask([*messages, say(reply, role="assistant"), say("Again")], session)
    assert end.usage.cached_tokens == turn_start(processor, processor.prompt(messages))


def test_asking_anew_resumes_and_other_beginnings_do_not(model, say, ask):
    session = Session(model)
    first, _ = ask([say("Hello")], session)
    again, end = ask([say("Hello")], session)
    assert again == first and end.usage.cached_tokens > 0
    edited, end = ask([say("Jello")], session)
    assert end.usage.cached_tokens == 0 and edited == ask([say("Jello")])[0]


def test_another_picture_of_the_same_size_is_not_the_same_prompt(model, processor, say, ask):
    session = Session(model)
    ask([say("x", PICTURE)], session)
    reply, end = ask([say("x", OTHER)], session)
    assert end.usage.cached_tokens == 0  # marks lie behind the picture
    assert reply == ask([say("x", OTHER)])[0] != ask([say("x", PICTURE)])[0]


def test_completion_goes_on_from_where_the_cache_stands(model, processor):
    """A prompt that repeats everything the cache saw needs no mark."""
    session, prompt = Session(model), processor.raw("once upon")
    for _ in generate(model, processor, prompt, max_tokens=6, cache=session):
        pass
    known = list(session._keys)
    assert len(known) == len(prompt.ids) + 5
    longer = processor.raw("x" * (len(known) + 3))
    longer.ids[: len(known)] = known
    warm = list(generate(model, processor, longer, max_tokens=6, cache=session))
    cold = list(generate(model, processor, longer, max_tokens=6))
    warm_text, cold_text = ([e for e in es if isinstance(e, Text)] for es in (warm, cold))
    assert warm_text == cold_text != []
    cached = [event.usage.cached_tokens for event in (*warm, *cold) if isinstance(event, End)]
    assert cached == [len(known), 0]


@pytest.mark.parametrize("after", [1, 2, 4, 6, 9])
def test_a_generator_closed_early_leaves_the_session_right(model, processor, say, ask, after):
    session, messages = Session(model), [say("Hello ", PICTURE, " there")]
    events = generate(model, processor, processor.prompt(messages), prefill_chunk=10, cache=session)
    for _ in range(after):
        next(events)
    events.close()  # pyright: ignore[reportAttributeAccessIssue]
    assert ask(messages, session)[0] == ask(messages)[0]


def test_cancelled_prefill_is_not_lost(model, processor, say, ask):
    """The next try goes on where the cache stands, within the picture even."""
    session, messages = Session(model), [say(PICTURE, (40, 32, 5), "?")]
    prompt = processor.prompt(messages)
    for event in generate(model, processor, prompt, prefill_chunk=9, cache=session):
        if isinstance(event, Prefill) and event.done >= 9:
            break
    reply, end = ask(messages, session)
    assert end.usage.cached_tokens in (9, 18, 27) and reply == ask(messages)[0]


def test_reset_forgets(model, say, ask):
    session = Session(model)
    ask([say("Hello")], session)
    assert session.nbytes > 0
    session.reset()
    assert session.nbytes == 0
    assert ask([say("Hello")], session)[1].usage.cached_tokens == 0


@pytest.mark.parametrize("a, b, n", [([], [1], 0), ([1, 2], [1, 2, 3], 2), ([1, 2, 4], [1, 3], 1)])
def test_common_prefix(a, b, n):
    assert common_prefix(a, b) == common_prefix(b, a) == n
