"""Screens: true boxes, ink where it is said to be, the same from the same seed."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from tools.nano import qt_screens, screens, texts
from tools.nano.layout import Plan, held_out, plan
from tools.nano.samples import SAMPLES, truth
from tools.nano.screens import Picture
from tools.nano.targets import ALPHABET
from tools.nano.wide import WIDE
from tools.nano.world import DEJAVU, LIGHT, NARROW

Painter = Callable[[Plan], Picture]
PAINTERS = pytest.mark.parametrize("paint", [screens.paint, qt_screens.paint], ids=["pillow", "qt"])
SEEDS = range(12)
SAMPLES_FOLDER = Path(__file__).parents[3] / "resources" / "samples"


@PAINTERS
def test_same_seed_same_screen(paint: Painter) -> None:
    one, other = paint(plan(NARROW, 3)), paint(plan(NARROW, 3))
    assert one.screen == other.screen
    assert np.array_equal(one.pixels, other.pixels)


def test_a_dressed_application_paints_the_same() -> None:
    """The suite's windows dress the one application that all tests share."""
    bare = qt_screens.paint(plan(NARROW, 3))
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setStyleSheet("* { padding-left: 9px; font-size: 7px }")
    assert np.array_equal(qt_screens.paint(plan(NARROW, 3)).pixels, bare.pixels)


def test_another_seed_or_split_is_another_screen() -> None:
    assert len({plan(NARROW, 1), plan(NARROW, 2), plan(NARROW, 1, "held-out")}) == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_boxes_lie_on_the_grid_inside_the_screen_and_apart(seed: int) -> None:
    drawn = plan(NARROW, seed)
    width, height = drawn.size
    for number, element in enumerate(drawn.elements):
        x1, y1, x2, y2 = element.box
        assert 0 <= x1 < x2 <= width
        assert 0 <= y1 < y2 <= height
        assert all(side % NARROW.grid == 0 for side in element.box)
        for other in drawn.elements[:number]:
            a1, b1, a2, b2 = other.box
            assert x2 <= a1 or a2 <= x1 or y2 <= b1 or b2 <= y1


@PAINTERS
@pytest.mark.parametrize("seed", SEEDS)
def test_ink_of_each_word_lies_in_its_element(paint: Painter, seed: int) -> None:
    picture = paint(plan(NARROW, seed))
    for ink in picture.inks:
        x1, y1, x2, y2 = ink.box
        element = picture.screen.elements[ink.element]
        assert element.box[0] <= x1 < x2 <= element.box[2] + 2  # Qt's and Pillow's advances differ
        assert element.box[1] <= y1 < y2 <= element.box[3]
        assert picture.pixels[y1:y2, x1:x2].std() > 5  # words, not bare ground


@PAINTERS
@pytest.mark.parametrize("scale", [1, 2])
def test_letters_stand_where_their_edges_say(paint: Painter, scale: int) -> None:
    """Columns of ink: hardly any in the middle of wide gaps, some within each word's ends."""
    world = replace(WIDE, faces=(DEJAVU,), scales=(scale,), themes=(LIGHT,), sizes=((384, 256),))
    words = 0
    for seed in range(10):
        picture = paint(plan(world, seed))
        for ink in picture.inks:
            faint = picture.screen.elements[ink.element].state == "disabled"
            if faint or not ink.word[-1].isalnum():  # marks end well before their advance does
                continue
            assert len(ink.edges) == len(ink.word) + 1
            assert sorted(ink.edges) == list(ink.edges)
            left, right = round(ink.edges[0]), round(ink.edges[-1])
            line = picture.pixels[ink.box[1] : ink.box[3], left:right].astype(int)
            inked = np.nonzero(np.ptp(line, axis=(0, 2)) > 60)[0]
            assert inked.min() <= 3 * scale and inked.max() >= right - left - 4 * scale
            words += 1
    assert words > 20


@pytest.mark.parametrize("seed", SEEDS)
def test_open_texts_of_the_two_splits_stay_apart(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(50):
        assert not texts.kept(texts.word(rng, "train"))
        assert texts.kept(texts.word(rng, "held-out"))
        text = texts.text(rng, "held-out")
        assert set(text) <= set(ALPHABET)


@PAINTERS
def test_nothing_is_drawn_outside_the_boxes(paint: Painter) -> None:
    picture = paint(plan(NARROW, 5))
    outside = np.ones(picture.pixels.shape[:2], bool)
    for x1, y1, x2, y2 in (element.box for element in picture.screen.elements):
        outside[y1:y2, x1:x2] = False
    assert len(np.unique(picture.pixels[outside], axis=0)) == 1


def test_held_out_pairs_of_words_stay_apart() -> None:
    def pairs(split: str) -> set[str]:
        texts = (e.text for seed in range(60) for e in plan(NARROW, seed, split).elements)
        return {text for text in texts if " " in text}

    assert all(held_out(*pair.split()) for pair in pairs("held-out"))
    assert not any(held_out(*pair.split()) for pair in pairs("train"))


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_what_the_recipe_paints(name: str) -> None:
    told = json.loads((SAMPLES_FOLDER / f"{name}.json").read_text())
    assert told == truth(SAMPLES[name])
    with Image.open(SAMPLES_FOLDER / f"{name}.png") as image:
        assert list(image.size) == told["size"]
