"""Dense supervision for the vision tower: what each patch and each merged cell of a picture shows.

The end-to-end loss gives a tower from scratch a few labels a picture; these give hundreds. A cell
is told its element's box digit by digit, exactly the tokens that the decoder will have to say.
"""

import string
from dataclasses import dataclass

import numpy as np

from tools.nano.layout import Box, Plan, advance
from tools.nano.questions import relative
from tools.nano.screens import Ink, Picture
from tools.nano.world import ROLES, STATES

PATCH, CELL = 16, 32
SLOTS = 4  # letters are told at this many places across a patch
LETTERS = string.ascii_letters
DIGITS, END = 4, 10  # up to four digits a number; END marks that the number is over
MOST_ELEMENTS = 24


@dataclass(frozen=True)
class Targets:
    """Labels in the order of the tower's own tokens; 0 is "nothing" except where said."""

    patch_word: np.ndarray  # N: 1 + index of the word in the world, or 0
    letters: np.ndarray  # N SLOTS: 1 + letter under each place, or 0
    first_word: np.ndarray  # M (cells): the same, leftmost word of the cell's element in this cell
    last_word: np.ndarray  # M
    role: np.ndarray  # M: 1 + role
    state: np.ndarray  # M
    digits: np.ndarray  # M 16: 0-9 or END, for x1 y1 x2 y2; -100 where there is no element
    order: np.ndarray  # M: place of the element in the list, from 1
    order_in_role: np.ndarray  # M: the same among the elements of its role
    following: np.ndarray  # M: 1 if the text goes on in the next cell to the right


def _overlap(box: Box, x: int, y: int, side: int) -> int:
    """Area that a box shares with a square tile."""
    width = min(box[2], x + side) - max(box[0], x)
    height = min(box[3], y + side) - max(box[1], y)
    return width * height if width > 0 and height > 0 else 0


def spelled(box: list[int]) -> list[int]:
    """The digits of four numbers, each closed by END and padded with it."""
    out: list[int] = []
    for number in box:
        digits = [int(digit) for digit in str(number)]
        out += digits + [END] * (DIGITS - len(digits))
    return out


def _patch_words(picture: Picture, index: dict[str, int]) -> np.ndarray:
    width, height = picture.plan.size
    words = np.zeros((height // PATCH, width // PATCH), np.int64)
    best = np.full(words.shape, 20)  # less ink than this says nothing about the word
    for ink in picture.inks:
        x1, y1, x2, y2 = ink.box
        for row in range(y1 // PATCH, min(-(-y2 // PATCH), words.shape[0])):
            for column in range(x1 // PATCH, min(-(-x2 // PATCH), words.shape[1])):
                area = _overlap(ink.box, column * PATCH, row * PATCH, PATCH)
                if area > best[row, column]:
                    best[row, column], words[row, column] = area, index[ink.word]
    return words


def _letters(picture: Picture) -> np.ndarray:
    """Which letter stands at each quarter of each patch, where a line of text mostly lies in it."""
    (width, height), step = picture.plan.size, PATCH // SLOTS
    file, size = picture.plan.face.file, picture.plan.pixel_size
    letters = np.zeros((height // PATCH, width // step), np.int64)
    for ink in picture.inks:
        row = (ink.box[1] + ink.box[3]) // 2 // PATCH
        for slot in range(ink.box[0] // step, min(ink.box[2] // step + 1, letters.shape[1])):
            along = slot * step + step / 2 - ink.box[0]
            ends = (advance(file, size, ink.word[:n]) for n in range(1, len(ink.word) + 1))
            place = sum(end <= along for end in ends)
            if along >= 0 and place < len(ink.word):
                letters[row, slot] = 1 + LETTERS.index(ink.word[place])
    return letters


def _owners(plan: Plan) -> np.ndarray:
    """Which element has most of each cell; -1 for none."""
    width, height = plan.size
    owner = np.full((height // CELL, width // CELL), -1)
    best = np.full(owner.shape, 63)
    for number, element in enumerate(plan.elements):
        x1, y1, x2, y2 = element.box
        for row in range(y1 // CELL, min(-(-y2 // CELL), owner.shape[0])):
            for column in range(x1 // CELL, min(-(-x2 // CELL), owner.shape[1])):
                area = _overlap(element.box, column * CELL, row * CELL, CELL)
                if area > best[row, column]:
                    best[row, column], owner[row, column] = area, number
    return owner


def _by_block(tiles: np.ndarray) -> np.ndarray:
    """Rows, columns, ... to the tower's order: 2x2 blocks one after the other."""
    rows, columns, *rest = tiles.shape
    blocks = tiles.reshape(rows // 2, 2, columns // 2, 2, *rest).swapaxes(1, 2)
    return blocks.reshape(rows * columns, *rest)


def _cell_words(inks: list[Ink], column: int, index: dict[str, int]) -> tuple[int, int, int]:
    """First and last word of an element within a cell's columns, and whether text follows."""
    left, right = column * CELL, (column + 1) * CELL
    here = [i for i in inks if min(i.box[2], right) - max(i.box[0], left) >= 4]
    following = int(any(i.box[2] > right + 3 for i in inks))
    if not here:
        return 0, 0, following
    return index[here[0].word], index[here[-1].word], following


def targets(picture: Picture, index: dict[str, int]) -> Targets:
    """All labels of one picture; `index` numbers the world's words from 1."""
    plan, owner = picture.plan, _owners(picture.plan)
    cells = owner.size
    flat: dict[str, np.ndarray] = {
        name: np.zeros(cells, np.int64) for name in Targets.__dataclass_fields__
    }
    flat["digits"] = np.full((cells, 4 * DIGITS), -100, np.int64)
    inks: dict[int, list[Ink]] = {}
    for ink in picture.inks:
        inks.setdefault(ink.element, []).append(ink)
    roles = [element.role for element in plan.elements]
    in_role = [roles[: number + 1].count(role) for number, role in enumerate(roles)]
    for cell, number in enumerate(owner.flat):
        if number < 0:
            continue
        element = plan.elements[number]
        first, last, following = _cell_words(inks[number], cell % owner.shape[1], index)
        flat["first_word"][cell], flat["last_word"][cell] = first, last
        flat["following"][cell] = following
        flat["role"][cell] = 1 + ROLES.index(element.role)
        flat["state"][cell] = STATES.index(element.state)
        flat["digits"][cell] = spelled(relative(plan, element))
        flat["order"][cell] = min(number + 1, MOST_ELEMENTS - 1)
        flat["order_in_role"][cell] = min(in_role[number], MOST_ELEMENTS - 1)
    words = _patch_words(picture, index)
    letters = _letters(picture).reshape(*words.shape, SLOTS)
    return Targets(**flat | {"patch_word": _by_block(words), "letters": _by_block(letters)})
