"""All elements of a screen: in parts where it is long or large, each text read again."""

import json
from pathlib import Path

import pytest

from app.reading.geometry import PixelBox, pixel_box
from app.reading.listing import BUDGET, LOOKS, list_checked, list_elements
from app.reading.run import Budget, Run, Spent
from app.reading.screens import Element, Reading
from app.reading.witness import Witnessed
from tests.fixtures.sighted_ask import PROMPTS, SightedAsk, element, screen


def close(one: PixelBox, other: PixelBox, within: float) -> bool:
    corners = ((one.start, other.start), (one.end, other.end))
    return all(abs(a.x - b.x) <= within and abs(a.y - b.y) <= within for a, b in corners)


def column(count: int, step: int = 60) -> list[Element]:
    return [element(f"Row {n}", 40, 20 + n * step) for n in range(count)]


def test_a_small_screen_is_seen_at_once_and_each_text_read_again():
    ask = SightedAsk(
        [element("Save", 20, 20), element("Cancel", 120, 20)], texts={"Cancel": "Open"}
    )
    reading = list_checked(Run(ask, "x"), screen((320, 192)), PROMPTS)
    assert [(e.text, e.verdict) for e in reading.elements] == [
        ("Save", "confirmed"),
        ("Cancel", "contradicted"),
    ]
    assert reading.elements[1].evidence[0].words == "Open"
    assert ask.asked[0] == "list" and len(ask.asked) == 3


def test_a_long_screen_is_seen_in_tiles_and_nothing_is_told_twice():
    rows = column(40)
    ask = SightedAsk(rows)
    reading = list_elements(Run(ask, "x"), screen((400, 2440)), PROMPTS).reading
    assert [e.text for e in reading.elements] == [e.text for e in rows]
    assert len(ask.areas) > 3 and all(area.height <= 640 for area in ask.areas)
    assert all(close(a.box, b.box, 1) for a, b in zip(reading.elements, rows, strict=True))


def test_a_screen_of_which_too_few_pixels_are_seen_is_seen_in_tiles():
    rows = column(12)
    ask = SightedAsk(rows, limit=400 * 300, smallest=20)
    listed = list_elements(Run(ask, "x"), screen((900, 760)), PROMPTS)
    assert [e.text for e in listed.reading.elements] == [e.text for e in rows]
    assert all(a.width * a.height <= 400 * 300 * 1.3 for a in ask.areas[1:])
    assert len(listed.reading.answers) == len(ask.areas) - 1, (
        "the first, shrunk look is not counted"
    )


def test_on_a_large_screen_the_second_look_is_at_a_small_crop():
    ask = SightedAsk([element("Save", 1500, 900)])
    reading = list_checked(Run(ask, "x"), screen((1600, 1000)), PROMPTS)
    assert reading.elements[0].verdict == "confirmed"
    (area,) = ask.areas[1:]
    assert area.width < 300 and area.height < 200


def test_the_platform_is_a_witness_too():
    save, mute = element("Save", 20, 20), element("Mute", 120, 20)
    tree = [Witnessed("button", ("Save",), save.box), Witnessed("button", ("Unrelated",), mute.box)]
    reading = list_checked(Run(SightedAsk([save, mute]), "x"), screen((320, 192)), PROMPTS, tree)
    heard = [[(e.witness, e.verdict) for e in element.evidence] for element in reading.elements]
    assert heard == [
        [("accessibility tree", "confirmed"), ("second look", "confirmed")],
        [("accessibility tree", "contradicted"), ("second look", "confirmed")],
    ]
    assert reading.elements[1].verdict == "contradicted", "one witness more promotes nothing"


def test_the_list_is_told_before_its_verdicts():
    told: list[Reading] = []
    rows = column(3)
    list_checked(Run(SightedAsk(rows), "x"), screen((320, 240)), PROMPTS, tell=told.append)
    confirmed = [sum(e.verdict == "confirmed" for e in reading.elements) for reading in told]
    assert confirmed == [0, 1, 2, 3]


def test_what_the_budget_leaves_out_stays_unconfirmed_and_is_noted(tmp_path: Path):
    run = Run(SightedAsk(column(3)), "x", budget=Budget(steps=2), logs=tmp_path)
    with run:
        reading = list_checked(run, screen((320, 240)), PROMPTS)
    assert [e.verdict for e in reading.elements] == ["confirmed", "unconfirmed", "unconfirmed"]
    assert run.log is not None
    notes = [json.loads(line) for line in run.log.read_text().splitlines()]
    assert any(note["kind"] == "left out" for note in notes)


@pytest.mark.slow
def test_the_number_of_second_looks_is_bounded():
    grid = [element(f"B{n}", 10 + n % 10 * 90, 10 + n // 10 * 30) for n in range(LOOKS + 10)]
    ask = SightedAsk(grid)
    reading = list_checked(Run(ask, "x", budget=BUDGET), screen((920, 500)), PROMPTS)
    assert len(ask.asked) == LOOKS + 1 and len(reading.elements) == LOOKS + 10


def test_a_ribbon_is_not_cut_into_crumbs():
    ask = SightedAsk([element("Save", 2, 1500, 12, 8)])
    listed = list_elements(Run(ask, "x"), screen((20, 4000)), PROMPTS)
    assert len(ask.areas) < 10 and [e.text for e in listed.reading.elements] == ["Save"]


def test_more_parts_than_questions_are_refused_before_the_first():
    ask = SightedAsk([])
    with pytest.raises(Spent, match=r"in \d parts, and 3 questions are left"):
        list_elements(Run(ask, "x", budget=Budget(steps=3)), screen((400, 2440)), PROMPTS)
    assert ask.asked == []


def test_a_budget_that_ends_on_the_way_keeps_what_was_read():
    rows = column(40)
    ask = SightedAsk(rows)
    run = Run(ask, "x", budget=Budget(tokens=50))
    reading = list_elements(run, screen((400, 2440)), PROMPTS).reading
    assert 0 < len(reading.elements) < 40 and "50 tokens" in reading.stopped and not reading.whole


def test_an_element_without_text_is_not_read():
    icon = Element("icon", "", "", pixel_box(10, 10, 30, 30))
    ask = SightedAsk([icon])
    reading = list_checked(Run(ask, "x"), screen((320, 192)), PROMPTS)
    assert ask.asked == ["list"] and reading.elements[0].verdict == "unconfirmed"
