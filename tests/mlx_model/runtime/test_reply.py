"""What becomes of sampled tokens: thoughts, text, whole characters, stop strings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlx_model.runtime.events import Text, Thinking
from mlx_model.runtime.reply import Reply, StopWatch


@pytest.fixture
def answer(processor):
    """Feeds text (str) and marks (None: it is looked up) to a Reply and joins the events."""
    tokenizer = processor.tokenizer

    def run(text: str, *, thinking=False, stop=(), by: int = 1) -> tuple[str, str, Reply]:
        reply = Reply(tokenizer, thinking=thinking, stop=stop)
        events = []
        for token in tokenizer.encode(text):
            events += reply.push(token)
            if reply.stopped:
                break
        events += reply.flush()
        thoughts = "".join(e.text for e in events if isinstance(e, Thinking))
        return thoughts, "".join(e.text for e in events if isinstance(e, Text)), reply

    return run


@pytest.mark.parametrize(
    "text, thinking, expected",
    [
        ("plain\n\nwords\n", False, ("", "plain\n\nwords\n")),
        ("\n leading stays", False, ("", "\n leading stays")),
        ("\nhm\n</think>\n\nYes\n", True, ("hm\n", "Yes\n")),
        ("hm, cut off", True, ("hm, cut off", "")),
        ("<think>\nhm</think>\n\nYes", False, ("hm", "Yes")),
        ("<think>\n\n</think>\n\nYes", False, ("", "Yes")),
        ("Yes </think> no", False, ("", "Yes </think> no")),
        ("a <think> b", False, ("", "a <think> b")),
        ("wörld – 日本 🦅", False, ("", "wörld – 日本 🦅")),
    ],
)
def test_thoughts_are_split_from_text(answer, text, thinking, expected):
    assert answer(text, thinking=thinking)[:2] == expected


def test_no_event_holds_half_a_character(processor):
    reply = Reply(processor.tokenizer, thinking=False)
    events = [reply.push(byte) for byte in "é🦅".encode()]
    last = "🦅".encode()[-1]
    assert events == [[], [Text("é", 0xA9)], [], [], [], [Text("🦅", last)]]
    assert reply.push(0xE6) == [] and reply.flush() == [Text("\ufffd", None)]


def test_half_a_character_before_the_mark_stays_a_thought(processor):
    reply = Reply(processor.tokenizer, thinking=True)
    reply.push(0xE6)
    close = processor.tokenizer.token_id("</think>")
    assert reply.push(close) == [Thinking("\ufffd", close)]


def test_stop_string_ends_the_text_but_not_the_thoughts(answer):
    thoughts, text, reply = answer("END?</think>the ENEND of it", thinking=True, stop=["END"])
    assert (thoughts, text, reply.stopped) == ("END?", "the EN", True)


def test_what_became_no_stop_string_is_shown(answer):
    assert answer("the EN", stop=["END"])[1] == "the EN"


@given(
    text=st.text("ab", max_size=30),
    strings=st.lists(st.text("ab", min_size=1, max_size=4), max_size=3),
    cuts=st.lists(st.integers(1, 4), max_size=30),
)
def test_watch_equals_looking_at_the_whole_text(text, strings, cuts):
    watch, shown, rest = StopWatch(strings), "", text
    for cut in [*cuts, len(text) or 1]:
        shown += watch.push(rest[:cut])
        rest = rest[cut:]
        if watch.met:
            break
    shown += watch.flush()
    ends = [end for end in range(len(text) + 1) for s in strings if text[:end].endswith(s)]
    if not ends:
        assert shown == text and not watch.met
        return
    first = min(ends)  # the first character at which any stop string is complete
    assert watch.met and text.startswith(shown)
    assert not any(s in shown for s in strings)
    assert len(shown) <= first - min(len(s) for s in strings)
