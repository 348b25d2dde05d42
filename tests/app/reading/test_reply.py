"""Replies as models really write them: read where possible, reported where not, never dropped."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.reading.geometry import Relative, relative_box
from app.reading.reply import parse_reply

SAVE = '{"bbox_2d": [10, 20, 30, 40], "label": "Save", "role": "button", "state": "disabled"}'
BOX = relative_box(10, 20, 30, 40)


def only(text: str):
    reply = parse_reply(text)
    assert len(reply.marks) == 1 and not reply.unread, reply
    return reply.marks[0]


@pytest.mark.parametrize(
    "text",
    [
        f"[{SAVE}]",
        SAVE,
        f"```json\n[\n{SAVE}\n]\n```",
        f"Here it is:\n```\n{SAVE}\n```\nAnything else?",
        f'{{"elements": [{SAVE}]}}',
        f"  [{SAVE},]",
    ],
    ids=["list", "object", "fence", "prose", "wrapped", "trailing comma"],
)
def test_one_box_however_it_is_wrapped(text: str):
    mark = only(text)
    assert (mark.label, mark.role, mark.state) == ("Save", "button", "disabled")
    assert mark.box == BOX and mark.point is None


def test_the_familys_other_keys():
    mark = only('[{"point_2d": [500, 250], "label": "Save", "name_en": "x", "time": 3}]')
    assert mark.point == Relative(500, 250) and mark.box is None
    assert only('[{"bbox_2d": [10, 20, 30, 40], "text_content": "a\\n b"}]').label == "a b"


def test_what_overshoots_is_brought_back():
    mark = only('[{"bbox_2d": [-3, 20, 1004.5, 1001], "label": "x"}]')
    assert mark.box == relative_box(0, 20, 1000, 1000)


def test_an_empty_list_is_an_answer_and_prose_is_none():
    assert parse_reply("[]").structured
    prose = parse_reply("There is no such button.")
    assert not prose.structured and not prose.marks and not prose.unread


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ('{"bbox_2d": [1, 2, 3], "label": "x"}', "bbox_2d is not four coordinates"),
        ('{"bbox_2d": [1, 2, 3, "4"], "label": "x"}', "bbox_2d is not four coordinates"),
        ('{"bbox_2d": [1, 2, 3, true], "label": "x"}', "bbox_2d is not four coordinates"),
        ('{"bbox_2d": [1, 2, NaN, 4], "label": "x"}', "bbox_2d is not four coordinates"),
        ('{"bbox_2d": [1, 2, 1e999, 4], "label": "x"}', "bbox_2d is not four coordinates"),
        ('{"bbox_2d": [30, 20, 10, 40], "label": "x"}', "the box has no area"),
        ('{"bbox_2d": [10, 20, 10, 40], "label": "x"}', "the box has no area"),
        ('{"point_2d": [null, 1], "label": "x"}', "point_2d is not two coordinates"),
        ('{"label": "x"}', "no bbox_2d and no point_2d"),
        ("[1, 2, 3, 4]", "no object"),
        ("null", "no object"),
    ],
)
def test_a_bad_entry_is_reported_and_its_neighbours_are_read(entry: str, reason: str):
    reply = parse_reply(f"[{SAVE}, {entry}, {SAVE}]")
    assert len(reply.marks) == 2
    assert [piece.reason for piece in reply.unread] == [reason]


def test_a_list_that_was_cut_off_keeps_its_whole_entries():
    reply = parse_reply(f'[{SAVE}, {SAVE}, {{"bbox_2d": [1, 2, 3')
    assert len(reply.marks) == 2
    assert [piece.reason for piece in reply.unread] == ["cut off"]
    assert reply.unread[0].text == '{"bbox_2d": [1, 2, 3'


def test_rubbish_between_entries_is_reported():
    reply = parse_reply(f"[{SAVE} oops {{bad}} {SAVE}]")
    assert len(reply.marks) == 2
    assert [(p.text, p.reason) for p in reply.unread] == [
        ("oops", "not JSON"),
        ("{bad}", "not JSON"),
    ]


@pytest.mark.parametrize("text", ["[" * 5000, "[" + "9" * 6000 + "]", "{" * 3000, "[", '{"a": '])
def test_hostile_nesting_is_unread(text: str):
    reply = parse_reply(text)
    assert not reply.marks and reply.unread


@given(some.text())
def test_no_reply_is_too_strange(text: str):
    reply = parse_reply(text)
    if "[" in text or "{" in text:
        assert reply.structured


entries = some.builds(
    lambda box, label: {"bbox_2d": box, "label": label},
    some.tuples(
        some.integers(0, 499),
        some.integers(0, 499),
        some.integers(500, 1000),
        some.integers(500, 1000),
    ),
    some.text(some.characters(exclude_characters="{", exclude_categories=["Cs"])),
)


@given(some.lists(entries, min_size=1, max_size=6), some.data())
def test_wherever_a_list_breaks_nothing_whole_is_lost(written: list[dict], data: some.DataObject):
    whole = json.dumps(written)
    cut = data.draw(some.integers(1, len(whole)))
    reply = parse_reply(whole[:cut])
    complete = sum(len(json.dumps(written[: n + 1])) - 1 <= cut for n in range(len(written)))
    assert len(reply.marks) == complete
    assert [mark.label for mark in reply.marks] == [
        " ".join(entry["label"].split()) for entry in written[:complete]
    ]
    if cut < len(whole) and whole[:cut].rstrip(" ,[")[-1:] not in ("}", ""):
        assert [piece.reason for piece in reply.unread] == ["cut off"]
