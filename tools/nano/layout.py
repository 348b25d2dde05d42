"""Plans of screens: which elements stand where, before anybody paints them.

A plan is pure geometry on the world's grid, so the Pillow painter and the Qt painter show the same
screen and share its true boxes. Same world, split and seed: same plan.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

from tools.nano import texts
from tools.nano.world import ACTIONS, NOUNS, PURPOSES, QUALITIES, Face, Theme, World

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Element:
    """One thing on a screen: what it is, what it says, how it stands, where (pixels)."""

    role: str
    text: str
    state: str
    box: Box


@dataclass(frozen=True)
class Screen:
    """What stands on a picture, in its pixels; elements in reading order."""

    size: tuple[int, int]
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class Plan(Screen):
    """A screen before it is painted, and in which hand; letters of `pixel_size` pixels."""

    theme: Theme
    face: Face
    pixel_size: int
    kind: str
    scale: int = 1  # pixels a point


@cache
def font(file: Path, pixel_size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), pixel_size)


@lru_cache(maxsize=200_000)
def advance(file: Path, pixel_size: int, text: str) -> float:
    """Width of a text in pixels."""
    return float(font(file, pixel_size).getlength(text))


def held_out(first: str, second: str) -> bool:
    """Whether this pair of words is kept from training: an eighth of all, by a fixed mark."""
    return sum(first.encode()) * 31 % 8 == sum(second.encode()) * 17 % 8


@dataclass
class _Draft:
    """A plan in the making."""

    world: World
    rng: random.Random
    split: str
    width: int
    face: Face
    pixel_size: int
    row_height: int
    pitch: int
    elements: list[Element] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def text(self, pool: tuple[str, ...], fits: int) -> str:
        """A text not yet on this screen that is at most `fits` points wide; "" if there is none."""
        for _ in range(8):
            text = self._open(pool) if self.world.open_words else self._closed(pool)
            if text and text not in self.used and self.measure(text) <= fits:
                self.used.add(text)
                return text
        return ""

    def _open(self, pool: tuple[str, ...]) -> str:
        action = "action" if pool is ACTIONS else ""
        return texts.text(self.rng, self.split, action, self.world.familiar)

    def _closed(self, pool: tuple[str, ...]) -> str:
        words = [self.rng.choice(pool)]
        if self.rng.random() < self.world.two_words:
            words.append(self.rng.choice(self.world.words))
            if words[0] == words[1] or held_out(*words) != (self.split == "held-out"):
                return ""
        return " ".join(words)

    def at(self, *choices: int) -> int:
        """One of some places, moved a little where the grid is fine."""
        return self.rng.choice(choices) + self.rng.randrange(8) // self.world.grid

    def measure(self, text: str) -> int:
        return int(advance(self.face.file, self.pixel_size, text) + 0.999)

    def up(self, length: float) -> int:
        """The next multiple of the grid."""
        grid = self.world.grid
        return int(-(-length // grid) * grid)

    def place(self, role: str, text: str, x: int, y: int, width: int, state: str = "") -> int:
        """Put an element down; returns its right edge."""
        height = self.pitch if role == "menuitem" else self.row_height
        self.elements.append(Element(role, text, state, (x, y, x + width, y + height)))
        return x + width


_OPTIONS = QUALITIES + NOUNS
_PADDING = {"button": 24, "checkbox": 24, "radio": 24, "combobox": 40, "field": 16, "label": 2}


def _run(draft: _Draft, role: str, pool: tuple[str, ...], x: int, y: int, most: int) -> None:
    """Up to `most` elements of one role side by side."""
    picked = draft.rng.randrange(most) if role == "radio" else -1
    for index in range(most):
        text = draft.text(pool, draft.width - 8 - x - _PADDING[role])
        if not text:
            return
        state = "checked" if index == picked else ""
        if role == "checkbox" and draft.rng.random() < 0.5:
            state = "checked"
        if role == "button" and draft.rng.random() < draft.world.disabled:
            state = "disabled"
        width = draft.up(draft.measure(text) + _PADDING[role])
        x = draft.place(role, text, x, y, width, state) + draft.at(8, 16, 24)


def _buttons(draft: _Draft, y: int) -> None:
    _run(draft, "button", ACTIONS, draft.at(8, 16, 24, 40), y, draft.rng.randint(1, 4))


def _options(draft: _Draft, y: int) -> None:
    role = draft.rng.choice(("checkbox", "checkbox", "radio"))
    _run(draft, role, _OPTIONS, draft.at(8, 16, 24), y, draft.rng.randint(1, 3))


def _label(draft: _Draft, y: int) -> None:
    _run(draft, "label", draft.world.words, draft.at(8, 16, 24, 32), y, 1)


def _entry(draft: _Draft, y: int) -> None:
    """A label and what one fills in beside it."""
    rng, x = draft.rng, draft.at(8, 16)
    name = draft.text(NOUNS, draft.width // 2 - 24)
    if not name:
        return
    column = max(x + draft.up(draft.measure(name) + 8), draft.at(88, 96, 104, 112))
    role = rng.choice(("field", "field", "combobox"))
    value = draft.text(_OPTIONS, draft.width - 8 - column - _PADDING[role])
    if not value:
        return
    draft.place("label", name, x, y, draft.up(draft.measure(name) + 2))
    least = draft.up(draft.measure(value) + _PADDING[role])
    most = max(least, (draft.width - 8 - column) // 8 * 8)
    draft.place(role, value, column, y, rng.randrange(least, most + 8, 8))


def _items(draft: _Draft, top: int, rows: int) -> None:
    """A list as in a menu: one item a row, all as wide as the list."""
    x = draft.at(8, 16, 24)
    most = draft.width - x - 8
    width = draft.rng.randrange(min(136, most - 16), most, 8) // 8 * 8
    for row in range(rows):
        text = draft.text(draft.world.words, width - 16)
        if not text:
            return
        draft.place("menuitem", text, x, top + row * draft.pitch, width)


def _crowd(draft: _Draft, y: int) -> None:
    """A row full of anything: as much to read as fits."""
    x = draft.at(8, 16)
    while x < draft.width - 40:
        role = draft.rng.choice(("label", "label", "button", "checkbox", "field", "combobox"))
        pool = ACTIONS if role == "button" else draft.world.words
        before = len(draft.elements)
        _run(draft, role, pool, x, y, 1)
        if len(draft.elements) == before:
            return
        x = draft.elements[-1].box[2] + draft.rng.choice((8, 8, 16))


def _line(draft: _Draft, y: int) -> None:
    """A row full of text, with nothing around it."""
    x = draft.rng.randrange(2, 24)
    while x < draft.width - 24:
        text = draft.text(draft.world.words, draft.width - 4 - x)
        if not text:
            return
        x = draft.place("label", text, x, y, draft.measure(text) + 2) + draft.rng.randrange(5, 20)


Row = Callable[[_Draft, int], None]
_ROWS: dict[str, tuple[Row, ...]] = {
    "form": (_entry, _entry, _entry, _options),
    "dialog": (_label, _label, _options, _entry),
    "toolbar": (_entry, _label, _options),
    "settings": (_options, _options, _options, _entry),
    "mixed": (_entry, _label, _options, _buttons),
    "crowd": (_crowd,),
    "text": (_line,),
}


def _body(draft: _Draft, kind: str, tops: list[int]) -> None:
    """Fill the rows that begin at `tops`."""
    if not tops:
        return
    if kind == "menu":
        cut = draft.rng.randint(max(1, len(tops) - 2), len(tops))
        _items(draft, tops[0], cut)
        for y in tops[cut:]:
            _buttons(draft, y)
        return
    for index, y in enumerate(tops):
        bar = index == 0 if kind == "toolbar" else index == len(tops) - 1
        if bar and kind not in ("mixed", "crowd", "text"):
            _buttons(draft, y)
        elif draft.rng.random() < 0.92:
            draft.rng.choice(_ROWS[kind])(draft, y)


def scaled(plan: Plan, scale: int) -> Plan:
    """The same screen with so many pixels in place of each."""
    elements = tuple(replace(e, box=tuple(side * scale for side in e.box)) for e in plan.elements)
    size = (plan.size[0] * scale, plan.size[1] * scale)
    letters = plan.pixel_size * scale
    return replace(plan, size=size, elements=elements, pixel_size=letters, scale=scale)


def plan(world: World, seed: int, split: str = "train") -> Plan:
    """The screen of one seed; `split` is "train" or "held-out" (texts kept apart)."""
    rng = random.Random(f"{split}:{seed}")
    size, scale = rng.choice(world.sizes), rng.choice(world.scales)
    width, height = size[0] // scale, size[1] // scale
    face, letters = rng.choice(world.faces), rng.choice(world.pixel_sizes)
    theme, kind = rng.choice(world.themes), rng.choice(world.kinds)
    tall = max(rng.choice(world.row_heights), letters + 6)
    pitch = max(rng.choice(world.pitches), tall)
    draft = _Draft(world, rng, split, width, face, letters, tall, pitch)
    top = draft.at(*world.tops)
    if rng.random() < 0.4:
        title = rng.choice(tuple(PURPOSES))
        draft.used.add(title)
        draft.place("title", title, 0, 0, width)
        top += tall
    _body(draft, kind, list(range(top, height - pitch + 1, pitch)))
    elements = tuple(sorted(draft.elements, key=lambda e: (e.box[1], e.box[0])))
    return scaled(Plan((width, height), elements, theme, face, letters, kind), scale)
