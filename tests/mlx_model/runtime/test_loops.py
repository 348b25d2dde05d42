"""Loops are noticed; what merely looks monotonous is not."""

import json
import random
from pathlib import Path

import pytest

from mlx_model.errors import RequestError
from mlx_model.inputs.tokenizer import Tokenizer
from mlx_model.runtime.loops import LoopGuard, LoopLimits

ROOT = Path(__file__).parents[3]
LIMITS = LoopLimits()


@pytest.fixture(scope="module")
def nano() -> Tokenizer:
    return Tokenizer(ROOT / "resources/models/kestrel-nano")


def first(tokens, limits: LoopLimits = LIMITS) -> int | None:
    """How many tokens were seen when it fired."""
    guard = LoopGuard(limits)
    return next((number for number, token in enumerate(tokens, 1) if guard.push(token)), None)


@pytest.mark.parametrize("length", [1, 2, 3, 5, 8, 50, 127, 128, 129, 255, 256])
def test_every_cycle_is_found_as_soon_as_it_is_one(length: int):
    before = [random.Random(0).randrange(10_000, 20_000) for _ in range(300)]
    answer = before + list(range(length)) * 600
    assert first(answer) == len(before) + max(LIMITS.least, LIMITS.times * length)


def test_each_length_of_small_limits():
    limits = LoopLimits(longest=7, least=10, times=3)
    for length in range(1, 8):
        assert first(list(range(length)) * 50, limits) == max(10, 3 * length)
    assert first(list(range(8)) * 50, limits) is None


def test_agrees_with_a_search_by_hand():
    limits = LoopLimits(longest=4, least=6, times=2)

    def by_hand(tokens: list[int]) -> int | None:
        for end in range(1, len(tokens) + 1):
            for length in range(1, limits.longest + 1):
                needed = max(limits.least, limits.times * length)
                tail = tokens[max(0, end - needed) : end]
                if len(tail) == needed and tail[length:] == tail[:-length]:
                    return end
        return None

    numbers = random.Random(1)
    for _ in range(2000):
        tokens = [numbers.randrange(2) for _ in range(30)]
        assert first(tokens, limits) == by_hand(tokens)


def test_a_cycle_longer_than_the_longest_is_let_through():
    assert first(list(range(LIMITS.longest + 1)) * 20) is None


def test_a_loop_that_stops_in_time_is_none():
    nearly = [1, 2, 3] * ((LIMITS.least - 1) // 3)
    assert first(nearly + list(range(100, 200)) + nearly) is None


def table(columns: int, rows: int) -> str:
    rule = "|" + "|".join(["-" * 14] * columns) + "|"
    lines = [
        "|" + "|".join(f" {row * 7919 % 1000:>5} kg/m {column} " for column in range(columns)) + "|"
        for row in range(rows)
    ]
    return "\n".join([lines[0], rule, *lines[1:]])


def boxes(count: int) -> str:
    numbers = random.Random(2)
    return json.dumps(
        [
            {"bbox_2d": [numbers.randrange(1000) for _ in range(4)], "label": "a button"}
            for _ in range(count)
        ]
    )


MONOTONOUS = {
    "table": table(8, 40),
    "wide rule of a table": table(16, 3),
    "list of boxes": boxes(60),
    "boxes in a column": json.dumps(
        [{"bbox_2d": [12, 40 + 20 * n, 80, 58 + 20 * n], "label": "row"} for n in range(45)]
    ),
    "equal lines of code": "def f():\n" + "    print()\n" * 40 + "    return\n",
    "closing brackets": "}\n" * 60,
    "rows of zeros": "| 0 | 0 | 0 | 0 | 0 | 0 |\n" * 8,
    "a matrix of zeros": json.dumps([[0] * 8] * 8),
    "rule across the page": "=" * 200 + "\n" + "-" * 200 + "\n",
    "dotted line of a contents": "\n".join(f"Chapter {n} {'.' * 60} {n * 7}" for n in range(30)),
    "a counted list": "\n".join(f"{n}. Same words in every line of it." for n in range(200)),
    "laughter": "ha" * 100,
}


@pytest.mark.parametrize("text", MONOTONOUS.values(), ids=MONOTONOUS.keys())
def test_monotonous_text_is_no_loop(nano: Tokenizer, text: str):
    assert first(nano.encode(text)) is None


LOOPS = {
    "one word": "the " * 600,
    "a sentence": "Wait, let me look at the picture again. " * 60,
    "a paragraph": "Let me think. The button is on the left, so it is not on the right. Hmm. " * 60,
    "one box for ever": json.dumps([{"bbox_2d": [12, 40, 80, 58], "label": "row"}] * 100),
    "line breaks": "\n" * 5000,
    "zeros for ever": "0" * 1000,
}


@pytest.mark.parametrize("text", LOOPS.values(), ids=LOOPS.keys())
def test_a_looping_answer_is_noticed(nano: Tokenizer, text: str):
    assert first(nano.encode("Here is what I see.\n\n" + text)) is not None


@pytest.mark.parametrize("wrong", [{"longest": 0}, {"least": 1}, {"times": 1}])
def test_limits_that_make_no_sense_are_refused(wrong: dict[str, int]):
    with pytest.raises(RequestError, match=next(iter(wrong))):
        LoopLimits(**wrong)
