"""Scores: right answers count, broken ones do not and never raise."""

import json

import pytest

from tools.nano import questions
from tools.nano.layout import plan
from tools.nano.scores import Matches, covers, parsed, points_at, valid
from tools.nano.world import NARROW

SCREEN = plan(NARROW, 3)
FIRST = SCREEN.elements[0]
BOX = questions.relative(SCREEN, FIRST)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "Save",
        "3",
        "null",
        '{"bbox_2d": [1, 2, 3, 4], "label": "Save"}',
        '[{"bbox_2d": [1, 2, 3, 4]}]',
        '[{"bbox_2d": [1, 2, 3], "label": "Save"}]',
        '[{"bbox_2d": 5, "label": "Save"}]',
        '[{"bbox_2d": [1' + "0" * 400 + ', 2, 3, 4], "label": "Save"}]',
        "[" * 100_000,
        '[{"bbox_2d": [1, 2, 3, 4], "label": "Sa',
    ],
)
def test_broken_answers_are_not_valid(answer: str) -> None:
    assert not valid(answer)
    assert not points_at(answer, SCREEN, FIRST)
    assert not points_at(answer, SCREEN, None)
    assert not covers(answer, SCREEN, FIRST)
    found = Matches()
    found.add(answer, SCREEN)
    assert found.hits == 0


def test_nothing_found_is_valid_and_right_where_nothing_is() -> None:
    assert valid("[]")
    assert parsed("[]") == []
    assert points_at("[]", SCREEN, None)
    assert not points_at("[]", SCREEN, FIRST)
    assert not points_at(json.dumps([{"bbox_2d": BOX, "label": "x"}]), SCREEN, None)


def test_a_point_in_the_element_is_less_than_its_box() -> None:
    x1, y1, x2, y2 = BOX
    middle = [(x1 + x2) // 2, (y1 + y2) // 2] * 2
    answer = json.dumps([{"bbox_2d": middle, "label": FIRST.text}])
    assert points_at(answer, SCREEN, FIRST)
    assert not covers(answer, SCREEN, FIRST)
    assert covers(json.dumps([{"bbox_2d": BOX, "label": "any"}]), SCREEN, FIRST)


def test_boxes_alone_count_whatever_they_say() -> None:
    answer = json.dumps([{"bbox_2d": BOX, "label": "wrong"}] * 2)  # the second hits nothing new
    with_text, alone = Matches(), Matches(texts=False)
    with_text.add(answer, SCREEN)
    alone.add(answer, SCREEN)
    assert (with_text.hits, alone.hits) == (0, 1)
    assert (alone.said, alone.there) == (2, len(SCREEN.elements))
