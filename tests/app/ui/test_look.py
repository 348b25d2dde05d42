"""Letters can be read on whatever they stand on, in both looks and with any accent."""

import re

import pytest
from PySide6.QtGui import QColor

from app.ui import look as looks
from app.ui.look import DARK, LIGHT, READABLE, Look, contrast, with_accent
from app.ui.sheet import SHEET
from app.ui.text.colours import ink

HINT = 3.0  # what WCAG 2 asks of large letters and of signs
GROUNDS = ("page", "side", "card", "bubble", "code", "hover", "accent_soft")
STATES = ("good", "warn", "bad")  # these never stand on what is pointed at
# A Mac's own accents: blue, purple, pink, red, orange, yellow, green, graphite.
ACCENTS = ["#007aff", "#953d96", "#f74f9e", "#e0383e", "#f7821b", "#ffc726", "#62ba46", "#8c8c8c"]
INKS = ("comment", "keyword", "string", "number", "name", "type", "deleted")


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def look(request: pytest.FixtureRequest) -> Look:
    return request.param


def worst(look: Look, letters: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(getattr(look, letters), getattr(look, ground)) for ground in grounds)


def test_contrast_is_counted_as_the_rule_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.parametrize("letters", ["text", "soft", "link"])
def test_letters_can_be_read_anywhere(look: Look, letters: str):
    assert worst(look, letters, GROUNDS) >= READABLE


def test_states_can_be_read(look: Look):
    grounds = tuple(ground for ground in GROUNDS if ground not in ("hover", "accent_soft"))
    assert min(worst(look, letters, grounds) for letters in STATES) >= READABLE


def test_hints_can_be_made_out(look: Look):
    assert worst(look, "faint", GROUNDS) >= HINT


def test_code_can_be_read(look: Look):
    assert min(contrast(ink(name, look.dark), look.code) for name in INKS) >= READABLE


def test_what_is_filled_with_the_accent(look: Look):
    assert contrast(look.on_accent, look.accent) >= READABLE
    assert contrast(look.accent, look.page) >= HINT


@pytest.mark.parametrize("accent", ACCENTS)
def test_any_accent_of_the_system(look: Look, accent: str):
    dressed = with_accent(look, QColor(accent))
    assert contrast(dressed.on_accent, dressed.accent) >= READABLE
    grounds = ("page", "side", "bubble", "hover", "accent_soft")
    assert worst(dressed, "link", grounds) >= READABLE
    assert abs(QColor(dressed.accent).hslHue() - QColor(accent).hslHue()) <= 3


def test_a_readable_accent_stays_as_it_was_chosen():
    assert with_accent(LIGHT, QColor("#953d96")).accent == "#953d96"


def test_the_sheet_names_pairs_that_can_be_read(look: Look):
    """Where a rule sets both, its letters are readable on its ground."""
    rules = re.findall(r"\{([^{}]*)\}", SHEET)
    checked = 0
    for rule in rules:
        letters = re.search(r"(?<![-\w])(?:selection-)?color: \$(\w+)", rule)
        ground = re.search(r"background(?:-color)?: \$(\w+)", rule)
        if letters and ground:
            wanted = HINT if letters[1] == "faint" else READABLE
            assert contrast(getattr(look, letters[1]), getattr(look, ground[1])) >= wanted, rule
            checked += 1
    assert checked >= 8 and looks.READABLE == 4.5
