"""Pages of Chromium: readable looks, whole texts, letters where they are said to be."""

import random
import re
from collections.abc import Iterator
from html import unescape

import numpy as np
import pytest

from tools.material import chromium
from tools.nano.texts import LETTERS
from tools.nano.web import sheets
from tools.nano.web.draft import Draft
from tools.nano.web.kept import KEPT
from tools.nano.web.layouts import LAYOUTS
from tools.nano.web.looks import HELD_OUT, TRAINING, contrast, look, readable
from tools.nano.web.sheets import Record, sheet
from tools.nano.world import ROLES, STATES

needs_chromium = pytest.mark.skipif(
    chromium.program() is None, reason="needs Chromium: apt-get install chromium"
)
SIZE = (256, 192)
AIR = 4  # pixels at the side of a letter, at 2x
Shown = tuple[np.ndarray, Record]


def _sheet(seed: str, split: str, scale: int, pages: int = 16) -> list[Shown]:
    with pytest.MonkeyPatch.context() as patch, chromium.Chromium() as browser:
        patch.setattr(sheets, "PAGES", pages)
        return list(sheet(browser, seed, split, SIZE, scale))


@pytest.fixture(scope="module", params=[("train", 1), ("train", 2), ("held-out", 1)], ids=str)
def shown(request: pytest.FixtureRequest) -> Iterator[list[Shown]]:
    yield _sheet("5", *request.param)


@pytest.mark.parametrize("name", [*LAYOUTS, *KEPT])
@pytest.mark.parametrize("seed", range(8))
def test_all_that_a_layout_says_is_marked_and_said_once(name: str, seed: int) -> None:
    rng = random.Random(seed)
    draft = Draft(rng, "train", look(rng, "train", 1), 320, 192, "g", 16)
    html = (LAYOUTS | KEPT)[name][0](draft)
    marked = len(re.findall("data-role=", html))
    inputs = re.findall('value="([^"]*)"', html)
    said = [unescape(text) for text in [*re.findall(">([^<>]+)<", html), *inputs]]
    assert len(said) == len(set(said)) == marked
    assert all(set(text) <= {*LETTERS, " "} for text in said)
    assert set(re.findall('data-role="([a-z]+)"', html)) <= set(ROLES)


def test_the_splits_share_no_font_and_no_kept_layout() -> None:
    assert not set(TRAINING) & set(HELD_OUT)
    assert not set(LAYOUTS) & set(KEPT)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("seed", range(20))
def test_letters_are_readable_on_any_one_ground(seed: int) -> None:
    rng = random.Random(seed)
    ground = (rng.randrange(256), rng.randrange(256), rng.randrange(256))
    assert contrast(readable(rng, (ground,), 1.0, 3.0), ground) >= 3.0


@needs_chromium
def test_most_pages_of_a_sheet_are_whole(shown: list[Shown]) -> None:
    assert len(shown) >= 11


@needs_chromium
def test_elements_lie_inside_apart_and_in_reading_order(shown: list[Shown]) -> None:
    for pixels, record in shown:
        assert pixels.shape == (SIZE[1], SIZE[0], 3)
        boxes = [box for _, _, _, box in record.elements]
        assert [(box[1], box[0]) for box in boxes] == sorted((box[1], box[0]) for box in boxes)
        assert len(boxes) <= sheets.most(SIZE)
        for role, text, state, (x1, y1, x2, y2) in record.elements:
            assert role in ROLES and state in STATES and text
            assert 0 <= x1 < x2 <= SIZE[0] and 0 <= y1 < y2 <= SIZE[1]


@needs_chromium
def test_words_make_up_the_texts_and_letters_ascend(shown: list[Shown]) -> None:
    for _, record in shown:
        words: list[list[str]] = [[] for _ in record.elements]
        for word, element, box, edges in record.inks:
            words[element].append(word)
            assert len(edges) == len(word) + 1
            assert all(one <= other for one, other in zip(edges, edges[1:], strict=False))
            assert box[0] <= edges[0] and edges[-1] <= box[2] and box[1] < box[3]
        assert [" ".join(parts) for parts in words] == [text for _, text, _, _ in record.elements]


def _overshoot(pixels: np.ndarray, box: list[int], edges: list[float]) -> tuple[float, float]:
    """How far the first ink lies behind the first edge, and the last before the last; pixels."""
    left = int(edges[0]) - 2
    crop = pixels[box[1] + 1 : box[3] - 1, max(0, left) : int(edges[-1]) + 3].astype(int)
    unlike = np.abs(crop - crop[:, :1]).sum(-1)
    inked = np.flatnonzero((unlike > 0.35 * unlike.max()).any(0)) + max(0, left)
    return inked[0] - edges[0], edges[-1] - inked[-1] - 1


@needs_chromium
@pytest.mark.parametrize(
    "roles", [{"field"}, {"combobox"}, {"label"}, {"menuitem", "tab"}], ids=str
)
def test_ink_begins_and_ends_where_the_letters_are_said_to(
    shown: list[Shown], roles: set[str]
) -> None:
    """In the median: a letter has some air at its sides, and a frame may stand close."""
    found = [
        _overshoot(pixels, box, edges)
        for pixels, record in shown
        for _, element, box, edges in record.inks
        if record.elements[element][0] in roles
    ]
    if len(found) < 4:
        pytest.skip("too few of them on this sheet")
    first, last = np.median(np.array(found), axis=0)
    assert -0.5 <= first <= AIR
    assert -0.5 <= last <= AIR


@needs_chromium
def test_the_same_seed_is_the_same_picture() -> None:
    (one, truth), (other, same) = (_sheet("8", "train", 1, 8)[0] for _ in range(2))
    assert truth == same
    assert np.array_equal(one, other)
