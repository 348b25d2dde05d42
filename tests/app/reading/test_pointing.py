"""Answers that point: boxes become numbers, prose stays, nothing is lost."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.reading.geometry import Relative
from app.reading.pointing import Wording, literal, point_out, with_times
from app.reading.reply import parse_reply
from tests.fixtures.work import ends

SAVE = '{"bbox_2d": [10, 20, 30, 40], "label": "Save"}'
DOT = '{"point_2d": [500, 250], "label": "Cancel", "state": "disabled"}'
FIELD = '{"bbox_2d": [100, 200, 300, 400], "label": "Name", "role": "field"}'


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        (f"[{SAVE}]", "**Save** [1](box:1)"),
        (SAVE, "**Save** [1](box:1)"),
        (f"[{SAVE}, {DOT}]", "**Save** [1](box:1), **Cancel** [2](box:2) (disabled)"),
        (f"Here:\n```json\n[{SAVE}]\n```\nDone.", "Here:\n\n**Save** [1](box:1)\n\nDone."),
        (f"It is `{SAVE}` there.", "It is **Save** [1](box:1) there."),
        (f"First {SAVE}, then {DOT}.", "First **Save** [1](box:1), then **Cancel** [2](box:2) ("),
        (f"[{SAVE}, {SAVE}, {SAVE}]", "- [1](box:1) **Save**\n- [2](box:2) **Save**\n- [3]"),
        ('[{"point_2d": [1, 2], "role": "icon"}]', "icon [1](box:1)"),
    ],
)
def test_a_few_marks_become_words(text: str, markdown: str):
    assert point_out(text).markdown.startswith(markdown)


def test_marks_are_numbered_through_the_whole_answer():
    pointed = point_out(f"One:\n\n[{SAVE}]\n\nTwo:\n\n```\n[{DOT}]\n```\n")
    assert [mark.label for mark in pointed.marks] == ["Save", "Cancel"]
    assert pointed.marks[1].point == Relative(500, 250)
    assert pointed.markdown.endswith("**Cancel** [2](box:2) (disabled)")


def test_elements_become_a_table_of_what_was_told():
    pointed = point_out(f"[{FIELD}, {FIELD}, {FIELD}]", size=(200, 100))
    assert pointed.markdown.splitlines() == [
        "|  | Element | Role | Where |",
        "| --- | --- | --- | --- |",
        "| [1](box:1) | Name | field | 40, 30 |",
        "| [2](box:2) | Name | field | 40, 30 |",
        "| [3](box:3) | Name | field | 40, 30 |",
    ]
    assert "20 %, 30 %" in point_out(f"[{FIELD}, {FIELD}, {FIELD}]").markdown


@pytest.mark.parametrize("between", ["\n```json\n{}\n```\n", "\n{}\n", "\n\n```\n{}\n```\n\n"])
def test_a_table_stands_apart_from_the_prose_around_it(between: str):
    text = "Here:" + between.replace("{}", f"[{FIELD}, {FIELD}, {FIELD}]") + "Done."
    lines = point_out(text).markdown.splitlines()
    assert lines[:3] == ["Here:", "", "|  | Element | Role | Where |"]
    assert lines[-2:] == ["", "Done."] and len(lines) == 9


def test_a_mark_within_a_later_sentence_stays_there():
    text = f"Here:\n```json\n[{SAVE}]\n```\nAnd {DOT} is one."
    assert point_out(text).markdown.splitlines() == [
        "Here:",
        "",
        "**Save** [1](box:1)",
        "",
        "And **Cancel** [2](box:2) (disabled) is one.",
    ]


@pytest.mark.parametrize("text", ["[]", " []\n", "```json\n[]\n```"])
def test_an_empty_list_is_said_in_the_users_words(text: str):
    assert point_out(text, wording=Wording(nothing="Nicht da.")).markdown == "Nicht da."
    assert point_out(text, pictured=False).markdown == text


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, [a link](https://x) and a list: [1, 2].",
        '```json\n{"port": 80}\n```',
        f"```python\nboxes = [{SAVE}]\n```",
        'An object such as {"a": 1} is prose.',
        "- [ ] to do\n- [x] done",
        r"$\frac{a}{b}$ and \[x\]",
    ],
)
def test_what_does_not_point_is_left_alone(text: str):
    assert point_out(text) == point_out(text, False)
    assert point_out(text).markdown == text and point_out(text).marks == ()


def test_what_cannot_be_read_is_said():
    wording = Wording(unread="Unlesbar:", reasons={"cut off": "abgebrochen"})
    shown = point_out(f'[{SAVE}, {{"bbox_2d": [1, `2`', wording=wording)
    assert shown.markdown == (
        '**Save** [1](box:1)\n\n> Unlesbar: `` {"bbox_2d": [1, `2` `` (abgebrochen)'
    )
    between = point_out(f"[{SAVE} oops {SAVE}]").markdown
    assert "Could not be read: `oops` (not JSON)" in between


def test_prose_after_damaged_json_is_still_prose():
    shown = point_out(f'```\n[{SAVE}, {{"bbox_2d": [1\n```\nThat is all.').markdown
    assert shown.endswith("\n\nThat is all.")
    bare = point_out(f"[{SAVE}, oops]\n\nThat is all.").markdown
    assert bare.endswith("\n\nThat is all.") and "`oops`" in bare


def test_a_label_cannot_write_markdown():
    label = "[x](y) **b** `c` $d$ | <e> \\(f\\) &amp; _g_"
    text = json.dumps([{"bbox_2d": [1, 2, 3, 4], "label": label}])
    shown = point_out(text).markdown
    assert not re.search(r"(?<!\\)[`$|<>\[](?!1\])", shown.removesuffix("[1](box:1)"))
    assert literal("a\n b") == "a b"


@pytest.mark.parametrize(
    "text",
    [
        f"Here:\n```json\n[{FIELD}, {SAVE}, {DOT}]\n```\nThat is all.",
        f"Here: [{SAVE}] and then `{DOT}`.",
        f'{{"elements": [{SAVE}, {FIELD}]}}',
    ],
)
def test_while_it_grows_nothing_raw_is_shown_and_no_mark_is_taken_back(text: str):
    known = 0
    for end in range(len(text) + 1):
        shown = point_out(text[:end], done=False)
        for raw in ("bbox", "point_2d", "{", '"'):
            assert raw not in shown.markdown, text[:end]
        assert "Could not" not in shown.markdown and len(shown.marks) >= known
        known = len(shown.marks)
    assert point_out(text, done=False).markdown == point_out(text).markdown


def test_json_that_somebody_asked_for_is_shown_before_it_is_whole():
    text = '```json\n{"settings": {' + '"name": "value", ' * 30
    assert point_out(text, done=False).markdown == text


@given(some.text(), some.booleans())
def test_no_answer_is_too_strange(text: str, done: bool):
    assert isinstance(point_out(text, done).markdown, str)


@given(some.lists(some.sampled_from([SAVE, DOT, FIELD, "\n\n", "\n", "a ", "., "]), max_size=9))
def test_no_mark_is_lost(parts: list[str]):
    text = "".join(parts)
    assert point_out(text).marks == parse_reply(text).marks


def test_every_badge_has_its_mark():
    for name in ("account", "menu", "print"):
        sample = json.loads(Path(f"resources/samples/{name}.json").read_text())
        width, height = sample["size"]
        answer = [
            {
                "bbox_2d": [
                    round(n / (width, height)[i % 2] * 1000) for i, n in enumerate(e["box"])
                ],
                "label": e["text"],
                "role": e["role"],
            }
            for e in sample["elements"]
        ]
        shown = point_out(json.dumps(answer))
        badges = re.findall(r"\[(\d+)\]\(box:(\d+)\)", shown.markdown)
        assert [int(a) for a, b in badges if a == b] == list(range(1, len(shown.marks) + 1))
        assert len(shown.marks) == len(sample["elements"])


def test_a_long_answer_ends():
    prose = "A line of words with [a link](x) and `code`.\n" * 2_500
    assert ends(lambda: point_out(prose + "[", done=False))


@pytest.mark.parametrize(
    "text", ["[" * 20000 + '"bbox_2d"', '[{"' * 5000 + '"bbox_2d"', "{ " * 9000]
)
def test_hostile_nesting_ends(text: str):
    assert ends(lambda: point_out(text))


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("At 0:12.", "At [0:12](time:12.0)."),
        ("<12.5 seconds> in", "[12.5 seconds](time:12.5) in"),
        ("From 0:03 to 00:10.5", "From [0:03](time:3.0) to [00:10.5](time:10.5)"),
        ("after 3s", "after [3s](time:3.0)"),
        ("第3秒出现", "第[3秒](time:3.0)出现"),
        ("the clock shows 9:41", "the clock shows 9:41"),
        ("`0:12` and [0:12](x)", "`0:12` and [0:12](x)"),
        ("version 1.2.3 s, 3 sheep, 1:2:3:4", "version 1.2.3 s, 3 sheep, 1:2:3:4"),
    ],
)
def test_times_within_the_clip_become_links(text: str, linked: str):
    assert with_times(text, 60.0) == linked
