"""Many answers become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.chat.settings import EXACT
from app.places import PROMPTS
from app.reading.ask import Unanswered
from app.reading.folders.merging import NotMerged, merged
from app.reading.folders.wording import FolderPrompts
from app.reading.prompts import load_wording
from app.reading.run import Run
from tests.fixtures.folders import window
from tests.fixtures.scripted_ask import ScriptedAsk

WORDING = load_wording(FolderPrompts, PROMPTS)
SMALL = window(1000)  # room for about 540 tokens, 1,620 letters


def merge(ask: ScriptedAsk, answers: list[str]) -> str:
    return merged(Run(ask, "merge"), answers, "x", SMALL, WORDING, EXACT).text


def test_what_fits_is_merged_at_once():
    ask = ScriptedAsk("one")
    assert merge(ask, ["a", "b", "c"]) == "one" and len(ask.asked) == 1


@given(st.lists(st.integers(1, 700), min_size=2, max_size=30))
def test_however_many_there_are_one_comes_out(lengths: list[int]):
    ask = ScriptedAsk(*["m" * 100] * 100)
    assert merge(ask, ["a" * length for length in lengths]) == "m" * 100
    assert len(ask.asked) < len(lengths)


def test_two_that_are_too_much_stay_apart():
    with pytest.raises(NotMerged, match="too much"):
        merge(ScriptedAsk("one"), ["a" * 1500, "b" * 1500])


def test_a_failed_merge_says_so_and_a_cancelled_one_ends():
    with pytest.raises(NotMerged, match="no memory"):
        merge(ScriptedAsk(reason="failed", error="no memory"), ["a", "b"])
    with pytest.raises(Unanswered):
        merge(ScriptedAsk(reason="cancelled"), ["a", "b"])
