"""Questions, scores and the tokenizer: answers agree with the screen they are about."""

import json
import random

import pytest

from tools.nano import questions
from tools.nano.layout import plan
from tools.nano.scores import Matches, distance, overlap, points_at
from tools.nano.vocabulary import MARKS, PIECES, SPECIAL, build
from tools.nano.world import NARROW, ROLES, WORDS

TOKENIZER = build(NARROW)


@pytest.mark.parametrize("seed", range(10))
def test_a_true_list_scores_full(seed: int) -> None:
    drawn, matches = plan(NARROW, seed), Matches()
    matches.add(questions.listing(drawn).answer, drawn)
    assert matches.f1 == 1.0 or not drawn.elements


@pytest.mark.parametrize("seed", range(20))
def test_answers_agree_with_the_screen(seed: int) -> None:
    drawn, rng = plan(NARROW, seed), random.Random(seed)
    by_text = {element.text: element for element in drawn.elements}
    for turn in questions.conversation(drawn, rng, 12, lists=0.0):
        named = turn.question.split('"')[1] if '"' in turn.question else ""
        if turn.task == "exists":
            assert (named in by_text) == (turn.answer == "Yes")
        if turn.task == "checked":
            assert (by_text[named].state == "checked") == (turn.answer == "Yes")
        if turn.task == "enabled":
            assert (by_text[named].state == "disabled") == (turn.answer == "No")
        if turn.task == "kind":
            assert by_text[named].role == turn.answer
        if turn.task == "read":
            box = json.loads(turn.question.split(" at ")[1].rstrip("?"))
            assert box == questions.relative(drawn, by_text[turn.answer])
        if turn.task == "where":
            entries = json.loads(turn.answer)
            target = by_text[entries[0]["label"]] if entries else None
            assert points_at(turn.answer, drawn, target)


def test_scores_of_wrong_answers() -> None:
    drawn, matches = plan(NARROW, 3), Matches()
    matches.add("no json", drawn)
    assert matches.f1 == 0
    assert not points_at("[]", drawn, drawn.elements[0])
    assert points_at("[]", drawn, None)
    assert not points_at("[1]", drawn, drawn.elements[0])
    assert distance("Save", "Safe") == 1
    assert overlap((0, 0, 10, 10), (0, 5, 10, 15)) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    "text",
    [
        "Where is the Save button?",
        "Zürich 😀 ﷽  x\n\n\n y\tz",
        questions.listing(plan(NARROW, 3)).answer,
    ],
)
def test_any_text_round_trips(text: str) -> None:
    assert TOKENIZER.decode(TOKENIZER.encode(text).ids, skip_special_tokens=False) == text


def test_words_roles_marks_and_pieces_are_one_token_each() -> None:
    for text in (*WORDS, *ROLES, *SPECIAL, *MARKS, *PIECES):
        assert len(TOKENIZER.encode(text).ids) == 1, text
    assert len(TOKENIZER.encode("1024").ids) == 4
