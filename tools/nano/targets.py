"""Dense supervision for the vision tower: what each patch of a picture shows.

The end-to-end loss gives a tower from scratch a few labels a picture; these give hundreds. A patch
is told its letters by place, and its element's role, state, place in the list and box, digit by
digit, which are exactly the tokens that the decoder will have to say.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.nano.layout import Box, Screen
from tools.nano.questions import relative
from tools.nano.screens import Ink, Picture
from tools.nano.texts import LETTERS
from tools.nano.world import ROLES, STATES

PATCH = 16
SLOTS = 5  # letters are told at this many places across a patch
ALPHABET = " " + LETTERS  # a blank between two words is read, too
CODES = {letter: 1 + number for number, letter in enumerate(ALPHABET)}
DIGITS, END = 4, 10  # up to four digits a number; END marks that the number is over
MOST_ELEMENTS = 24
NOWHERE = -1


@dataclass(frozen=True)
class Targets:
    """Labels of the patches, row by row; 0 is "nothing" except where said."""

    letters: np.ndarray  # M SLOTS: the code of the letter whose middle lies at each place, or 0
    words: np.ndarray  # M: 1 + index of the leftmost word of the closed list, or 0
    role: np.ndarray  # M: 1 + role
    state: np.ndarray  # M
    digits: np.ndarray  # M 16: 0-9 or END, for x1 y1 x2 y2; -100 where is no element
    order: np.ndarray  # M: place of the element in the list, from 1
    order_in_role: np.ndarray  # M: the same among the elements of its role
    following: np.ndarray  # M: 1 if the text goes on in the next patch to the right


@dataclass(frozen=True)
class Letter:
    """One letter or blank of an element's text, where it stands."""

    element: int
    code: int
    x: float  # its middle
    y: float  # the middle of its line


def letters_of(picture: Picture) -> list[Letter]:
    """All letters in the order of elements and of their texts; nothing is left out."""
    out: list[Letter] = []
    for number, ink in enumerate(picture.inks):
        y = (ink.box[1] + ink.box[3]) / 2
        before = picture.inks[number - 1] if number else None
        if before is not None and before.element == ink.element:
            out.append(Letter(ink.element, CODES[" "], (before.edges[-1] + ink.edges[0]) / 2, y))
        for letter, left, right in zip(ink.word, ink.edges, ink.edges[1:], strict=False):
            out.append(Letter(ink.element, CODES[letter], (left + right) / 2, y))
    return out


def cells_of(picture: Picture) -> dict[int, list[int]]:
    """For each element the patch of each character of its text (row by row); NOWHERE if outside."""
    width, height = picture.screen.size
    cells: dict[int, list[int]] = {}
    for letter in letters_of(picture):
        inside = 0 <= letter.x < width and 0 <= letter.y < height
        cell = int(letter.y // PATCH) * (width // PATCH) + int(letter.x // PATCH)
        cells.setdefault(letter.element, []).append(cell if inside else NOWHERE)
    return cells


def spelled(box: list[int]) -> list[int]:
    """The digits of four numbers, each closed by END and padded with it."""
    out: list[int] = []
    for number in box:
        digits = [int(digit) for digit in str(number)]
        out += digits + [END] * (DIGITS - len(digits))
    return out


def _placed(picture: Picture) -> np.ndarray:
    """Codes by patch and place (rows, columns, SLOTS); who comes later yields to the right."""
    width, height = picture.screen.size
    slots = np.zeros((height // PATCH, width // PATCH, SLOTS), np.int64)
    for letter in letters_of(picture):
        row, column = int(letter.y // PATCH), int(letter.x // PATCH)
        if not (0 <= row < len(slots) and 0 <= column < slots.shape[1]):
            continue
        place = int((letter.x - column * PATCH) * SLOTS / PATCH)
        free = [n for n in range(place, SLOTS) if not slots[row, column, n]]
        if free:
            slots[row, column, free[0]] = letter.code
    return slots


def _owners(screen: Screen) -> np.ndarray:
    """Which element has most of each patch (rows, columns); -1 for none."""
    width, height = screen.size
    owner = np.full((height // PATCH, width // PATCH), -1)
    best = np.full(owner.shape, 23)
    for number, element in enumerate(screen.elements):
        x1, y1, x2, y2 = element.box
        for row in range(y1 // PATCH, min(-(-y2 // PATCH), owner.shape[0])):
            for column in range(x1 // PATCH, min(-(-x2 // PATCH), owner.shape[1])):
                area = _overlap(element.box, column * PATCH, row * PATCH)
                if area > best[row, column]:
                    best[row, column], owner[row, column] = area, number
    return owner


def _overlap(box: Box, x: int, y: int) -> int:
    """Area that a box shares with a patch."""
    width = min(box[2], x + PATCH) - max(box[0], x)
    height = min(box[3], y + PATCH) - max(box[1], y)
    return width * height if width > 0 and height > 0 else 0


def _worded(inks: list[Ink], column: int, index: dict[str, int]) -> tuple[int, int]:
    """The leftmost known word of an element within a column, and whether text follows."""
    left, right = column * PATCH, (column + 1) * PATCH
    here = [index[i.word] for i in inks if i.word in index and _within(i, left, right) >= 4]
    following = int(any(i.box[2] > right + 3 for i in inks))
    return here[0] if here else 0, following


def _within(ink: Ink, left: int, right: int) -> int:
    return min(ink.box[2], right) - max(ink.box[0], left)


def targets(picture: Picture, index: dict[str, int]) -> Targets:
    """All labels of one picture; `index` numbers the words of the closed list from 1."""
    screen, owner = picture.screen, _owners(picture.screen)
    names = ("words", "role", "state", "order", "order_in_role", "following")
    flat: dict[str, Any] = {name: np.zeros(owner.shape, np.int64) for name in names}
    flat["digits"] = np.full((*owner.shape, 4 * DIGITS), -100, np.int64)
    inks: dict[int, list[Ink]] = {}
    for ink in picture.inks:
        inks.setdefault(ink.element, []).append(ink)
    roles = [element.role for element in screen.elements]
    in_role = [roles[: number + 1].count(role) for number, role in enumerate(roles)]
    boxes = [spelled(relative(screen, element)) for element in screen.elements]
    for row, column in np.argwhere(owner >= 0).tolist():
        spot, number = (row, column), int(owner[row, column])
        element = screen.elements[number]
        own = inks.get(number, [])
        flat["words"][spot], flat["following"][spot] = _worded(own, column, index)
        flat["role"][spot] = 1 + ROLES.index(element.role)
        flat["state"][spot] = STATES.index(element.state)
        flat["digits"][spot] = boxes[number]
        flat["order"][spot] = min(number + 1, MOST_ELEMENTS - 1)
        flat["order_in_role"][spot] = min(in_role[number], MOST_ELEMENTS - 1)
    flat["letters"] = _placed(picture)
    cells = owner.size
    return Targets(**{name: value.reshape(cells, *value.shape[2:]) for name, value in flat.items()})
