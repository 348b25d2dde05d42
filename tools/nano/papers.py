"""Small papers whose truth is known: receipts, tables and bar charts, with questions about them.

Each is a picture like a screen's, of labels alone, so the lessons of letters and of looking hold
for it as well. Names and amounts are of their split; a total is what the prices add up to.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

from tools.nano import texts
from tools.nano.layout import Box, Element, Plan, advance, font
from tools.nano.questions import Turn
from tools.nano.screens import Picture, inks_of
from tools.nano.wide import MIDDLE
from tools.nano.world import Color

SIZES = ((192, 256), (256, 192), (256, 192), (320, 192), (384, 256))  # in pixels
PITCHES = (20, 22, 24)  # from line to line
EDGE = 10  # pixels around what is written
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HEADS = ("Price", "Count", "Date", "Size", "Year", "Total", "Name", "Place", "Time", "Weight")


@dataclass(frozen=True)
class Paper:
    """A picture and all that is asked about it."""

    kind: str
    picture: Picture
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class _Fact:
    """A question; its answer is a text that stands on the paper, or one of its own."""

    question: str
    answer: str
    spot: int = -1  # of the text on the sheet


@dataclass
class _Sheet:
    """A paper in the making: texts by their places, and strokes that are no text."""

    size: tuple[int, int]
    rng: random.Random
    split: str
    texts: list[tuple[str, Box]] = field(default_factory=list)
    strokes: list[tuple[Box, Color]] = field(default_factory=list)
    facts: list[_Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.theme = self.rng.choice(MIDDLE.themes)
        self.face = self.rng.choice(MIDDLE.faces)
        self.pixels = self.rng.choice(MIDDLE.pixel_sizes)
        self.pitch = self.rng.choice(PITCHES)

    def width(self, text: str) -> int:
        return int(advance(self.face.file, self.pixels, text)) + 2

    def write(self, text: str, x: int, y: int, side: str = "left") -> int:
        """Put a text from, to or around x, its line's middle at y; says its number."""
        width, half = self.width(text), self.pitch // 2 - 1
        left = {"left": x, "right": x - width, "middle": x - width // 2}[side]
        self.texts.append((text, (left, y - half, left + width, y + half)))
        return len(self.texts) - 1

    def line(self, x1: int, y1: int, x2: int, y2: int) -> None:
        self.strokes.append(((x1, y1, x2, y2), self.theme.border))

    def names(self, count: int, most: int) -> list[str]:
        """Different names of at most so many pixels; in training some that everybody knows."""
        found: list[str] = []
        while len(found) < count:
            known = self.split != "held-out" and self.rng.random() < 0.25
            pool = texts.FAMILIAR["noun"] if known else None
            name = self.rng.choice(pool) if pool else texts.word(self.rng, self.split)
            name = name[0].upper() + name[1:]
            if name not in found and self.width(name) <= most:
                found.append(name)
        return found

    def of_split(self, make: Callable[[], str]) -> str:
        while texts.kept(text := make()) != (self.split == "held-out"):
            pass
        return text

    def ask(self, question: str, answer: str, spot: int = -1) -> None:
        self.facts.append(_Fact(question, answer, spot))

    def done(self, kind: str) -> Paper:
        """Paint it, its texts in reading order."""
        order = sorted(
            range(len(self.texts)), key=lambda n: (self.texts[n][1][1], self.texts[n][1])
        )
        elements = tuple(Element("label", *_said(*self.texts[n])) for n in order)
        plan = Plan(self.size, elements, self.theme, self.face, self.pixels, kind)
        image = Image.new("RGB", self.size, self.theme.base)
        draw = ImageDraw.Draw(image)
        for box, colour in self.strokes:
            draw.rectangle(box, colour)
        letters, inks = font(self.face.file, self.pixels), []
        ascent, descent = letters.getmetrics()
        for number, element in enumerate(elements):
            left, middle = element.box[0], element.box[1] + element.box[3]
            place = (left, (middle - ascent - descent) // 2)
            draw.text(place, element.text, font=letters, fill=self.theme.text)
            inks += inks_of(plan, number, left)
        picture = Picture(np.asarray(image), plan, tuple(inks))
        turns = [
            Turn(kind, f.question, f.answer, (order.index(f.spot),) if f.spot >= 0 else ())
            for f in self.facts
        ]
        return Paper(kind, picture, tuple(turns))


def _said(text: str, box: Box) -> tuple[str, str, Box]:
    return text, "", box


def _receipt(sheet: _Sheet) -> None:
    """A shop, things with prices, their total; narrow, as receipts are."""
    rng, pitch = sheet.rng, sheet.pitch
    width = min(sheet.size[0], rng.randrange(170, 230))
    left = rng.randrange(sheet.size[0] - width + 1) + EDGE
    right, y = left + width - 2 * EDGE, EDGE + pitch // 2
    shop = sheet.names(1, width - 2 * EDGE)[0]
    sheet.ask("What is the name of the shop?", shop, sheet.write(shop, left, y))
    y += pitch
    if rng.random() < 0.5:
        date = sheet.of_split(lambda: f"{rng.randrange(1, 29)} {rng.choice(texts.MONTHS)} 2026")
        sheet.ask("What is the date?", date, sheet.write(date, left, y))
        y += pitch
    most = (sheet.size[1] - EDGE - y) // pitch - 1
    sign, cents = rng.choice(("", "", *texts.SIGNS[:3])), 0
    names = sheet.names(rng.randint(2, max(2, min(6, most))), width - 90)
    for name in names:
        price = sheet.of_split(lambda: f"{sign}{rng.randrange(50, 2000) / 100:.2f}")
        cents += round(100 * float(price.removeprefix(sign)))
        sheet.write(name, left, y)
        spot = sheet.write(price, right, y, "right")
        sheet.ask(f'What is the price of "{name}"?', price, spot)
        y += pitch
    total = f"{sign}{cents / 100:.2f}"
    sheet.line(left, y - pitch // 2, right, y - pitch // 2)
    sheet.write("Total", left, y)
    sheet.ask("What is the total?", total, sheet.write(total, right, y, "right"))
    sheet.ask("How many items are there?", str(len(names)))


def _entry(sheet: _Sheet, head: str, most: int) -> str:
    """What stands under a column's head, at most so many pixels of a name."""
    rng = sheet.rng
    if head in ("Name", "Place"):
        return sheet.names(1, most)[0]
    if head == "Date":
        return sheet.of_split(lambda: f"{rng.randrange(1, 29)} {rng.choice(texts.MONTHS)}")
    if head == "Year":
        return sheet.of_split(lambda: str(rng.randrange(1950, 2040)))
    if head == "Time":
        return sheet.of_split(lambda: f"{rng.randrange(24):02}:{rng.randrange(60):02}")
    if head in ("Price", "Total"):
        return sheet.of_split(lambda: f"{rng.randrange(50, 5000) / 100:.2f}")
    return sheet.of_split(lambda: str(rng.randrange(1, 1000)))


def _table(sheet: _Sheet) -> None:
    """Rows by name, two or three columns, with rules or without."""
    rng, pitch, (width, height) = sheet.rng, sheet.pitch, sheet.size
    heads = rng.sample(HEADS, 3 if width >= 320 else rng.choice((1, 2, 2)) if width > 192 else 1)
    step = (width - 2 * EDGE) // (len(heads) + 1)
    step = rng.randint(min(step, 90), step)
    names = sheet.names(rng.randint(2, min(7, (height - 2 * EDGE) // pitch - 1)), step - 8)
    corner = rng.choice(("Item", "", "Thing"))
    ruled = rng.random() < 0.6
    for number, text in enumerate((corner, *heads)):
        if text:
            sheet.write(text, EDGE + number * step, EDGE + pitch // 2)
    for row, name in enumerate(names, 1):
        y = EDGE + row * pitch + pitch // 2
        if ruled or row == 1:
            sheet.line(EDGE - 4, y - pitch // 2, EDGE + step * (len(heads) + 1) - 6, y - pitch // 2)
        sheet.write(name, EDGE, y)
        for column, head in enumerate(heads, 1):
            entry = _entry(sheet, head, step - 8)
            spot = sheet.write(entry, EDGE + column * step, y)
            sheet.ask(f'What is the {head.lower()} of "{name}"?', entry, spot)
    sheet.ask("How many rows are there?", str(len(names)))


def _chart(sheet: _Sheet) -> None:
    """Bars with their names and values, upright or lying; no two of one length."""
    rng = sheet.rng
    upright = rng.random() < 0.6
    room = (
        (sheet.size[0] - 2 * EDGE) // 44 if upright else (sheet.size[1] - 2 * EDGE) // sheet.pitch
    )
    count = rng.randint(3, max(3, min(7, room)))
    pool = rng.choice((DAYS, texts.MONTHS, None))
    step = (sheet.size[0] - 2 * EDGE) // count
    names: list[str] = sheet.names(count, step - 4 if upright else 80)
    if pool is not None:
        begin = rng.randrange(len(pool) - count + 1)
        names = [*pool[begin : begin + count]]
    most = rng.choice((10, 50, 100, 100, 500))
    values: list[int] = []
    while len(values) < count:  # far enough apart to be told by eye
        value = rng.randint(1, most)
        if all(abs(value - other) * 30 >= most for other in values):
            values.append(value)
    (_upright if upright else _lying)(sheet, names, values)
    for ask, pick in (("highest", max), ("lowest", min)):
        name = names[values.index(pick(values))]
        spot = next(n for n, (text, _) in enumerate(sheet.texts) if text == name)
        sheet.ask(f"Which bar is the {ask}?", name, spot)
    sheet.ask("How many bars are there?", str(count))


def _upright(sheet: _Sheet, names: list[str], values: list[int]) -> None:
    pitch, (width, height) = sheet.pitch, sheet.size
    step = (width - 2 * EDGE) // len(names)
    thick = min(step - 8, sheet.rng.randrange(14, 30))
    ground = height - EDGE - pitch
    tall = ground - EDGE - pitch
    for number, (name, value) in enumerate(zip(names, values, strict=True)):
        x = EDGE + number * step + step // 2
        top = ground - max(2, round(tall * value / max(values)))
        box = (x - thick // 2, top, x + thick // 2, ground)
        sheet.strokes.append((box, sheet.theme.accent))
        spot = sheet.write(str(value), x, top - pitch // 2, "middle")
        sheet.ask(f'What is the value of "{name}"?', str(value), spot)
        sheet.write(name, x, ground + pitch // 2 + 2, "middle")
    sheet.line(EDGE, ground, width - EDGE, ground)


def _lying(sheet: _Sheet, names: list[str], values: list[int]) -> None:
    left = EDGE + max(sheet.width(name) for name in names) + 6
    long = sheet.size[0] - EDGE - 40 - left
    for number, (name, value) in enumerate(zip(names, values, strict=True)):
        y = EDGE + number * sheet.pitch + sheet.pitch // 2
        end = left + max(2, round(long * value / max(values)))
        sheet.strokes.append(((left, y - 6, end, y + 6), sheet.theme.accent))
        sheet.write(name, EDGE, y)
        spot = sheet.write(str(value), end + 6, y)
        sheet.ask(f'What is the value of "{name}"?', str(value), spot)


KINDS: dict[str, Callable[[_Sheet], None]] = {
    "receipt": _receipt,
    "table": _table,
    "chart": _chart,
}


def paper(size: tuple[int, int], seed: int, split: str = "train") -> Paper:
    """A paper of this size; same size, seed and split: same paper."""
    rng = random.Random(f"paper:{split}:{seed}")
    kind = rng.choice(list(KINDS))
    sheet = _Sheet(size, rng, split)
    KINDS[kind](sheet)
    return sheet.done(kind)
