"""Sheets: many small pages of one size in one document, measured and taken at once, then cut up.

One evaluation and one screenshot a sheet cost hardly more than those of one page. What the browser
says stands where is the truth; pages on which anything is cut, covered or twice are dropped.
"""

import base64
import io
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tools.material.chromium import Chromium
from tools.nano.web.draft import Draft
from tools.nano.web.kept import KEPT
from tools.nano.web.layouts import LAYOUTS
from tools.nano.web.looks import look

Size = tuple[int, int]
SIDE = 2048  # of a sheet, pixels, at most
PAGES = 80  # of a sheet, at most
DENSE = 0.2
MOST = {256 * 128: 12, 256 * 192: 14, 320 * 192: 16, 384 * 256: 20}  # elements, by pixels
MOST_LARGER = 24
LEAST = {1: 2, 2: 1}  # elements, by scale
LETTER_BOX = 1.2  # ems: some fonts claim far more height than their letters need


@dataclass(frozen=True)
class Record:
    """A picture's truth as JSON can hold it.

    elements: role, text, state, box. inks: word, index of its element, box, edges of its letters.
    """

    size: Size
    layout: str
    face: str
    scale: int
    elements: list[Any]
    inks: list[Any]

    def plain(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class _Page:
    html: str  # what stands in its section
    layout: str
    face: str
    style: str


@cache
def _asset(name: str) -> str:
    return (Path(__file__).parent / name).read_text()


def most(size: Size) -> int:
    """How many elements a page of this size has at most."""
    return MOST.get(size[0] * size[1], MOST_LARGER)


def _page(seed: str, split: str, size: Size, scale: int) -> _Page:
    """One page; `size` in pixels of the picture."""
    rng = random.Random(seed)
    known = LAYOUTS | KEPT if split == "held-out" else LAYOUTS
    name = rng.choices(list(known), [share for _, share in known.values()])[0]
    dense = rng.random() < DENSE
    style = look(rng, split, scale, dense)
    key = "g" + seed.replace(":", "-")
    draft = Draft(rng, split, style, size[0] // scale, size[1] // scale, key, most(size))
    return _Page(known[name][0](draft), name, style.face, style.variables)


def sheet_of(size: Size) -> tuple[int, int]:
    """Columns and rows of a sheet."""
    columns = SIDE // size[0]
    return columns, min(SIDE // size[1], PAGES // columns)


def _document(pages: list[_Page], columns: int, size: Size) -> str:
    """All pages as sections; `size` of one in CSS pixels."""
    sections = []
    for index, page in enumerate(pages):
        row, column = divmod(index, columns)
        place = (
            f"left:{column * size[0]}px;top:{row * size[1]}px;width:{size[0]}px;height:{size[1]}px"
        )
        sections.append(f'<section style="{page.style}{place}">{page.html}</section>')
    style = _asset("style.css")
    return f'<!doctype html><meta charset="utf-8"><style>{style}</style>{"".join(sections)}'


def sheet(
    browser: Chromium, seed: str, split: str, size: Size, scale: int
) -> Iterator[tuple[np.ndarray, Record]]:
    """The whole pages of one sheet: pixels (H W 3, uint8) and their truth."""
    columns, rows = sheet_of(size)
    pages = [_page(f"{split}:{seed}:{n}", split, size, scale) for n in range(columns * rows)]
    small = (size[0] // scale, size[1] // scale)
    browser.shown(_document(pages, columns, small), (small[0] * columns, small[1] * rows), scale)
    measured = browser.value(_asset("measure.js").replace("LIMIT", str(most(size))))
    taken = browser.call("Page.captureScreenshot", format="png", optimizeForSpeed=True)["data"]
    whole = np.asarray(Image.open(io.BytesIO(base64.b64decode(taken))).convert("RGB"))
    for index, (page, said) in enumerate(zip(pages, measured, strict=True)):
        truth = _record(page, said or [], size, scale)
        if truth:
            row, column = divmod(index, columns)
            y, x = row * size[1], column * size[0]
            yield whole[y : y + size[1], x : x + size[0]].copy(), truth


def _record(page: _Page, said: list[dict[str, Any]], size: Size, scale: int) -> Record | None:
    """The truth in reading order; none if there is too little, or something is covered or twice."""
    said = sorted(said, key=lambda entry: (entry["box"][1], entry["box"][0]))
    texts = [entry["text"] for entry in said]
    if (
        len(said) < LEAST[scale]
        or len(set(texts)) < len(texts)
        or _overlap([entry["box"] for entry in said])
    ):
        return None
    elements = [[entry["role"], entry["text"], entry["state"], entry["box"]] for entry in said]
    inks = [ink for index, entry in enumerate(said) for ink in _inks(entry, index)]
    return Record(size, page.layout, page.face, scale, elements, inks)


def _overlap(boxes: list[list[int]]) -> bool:
    """Whether two boxes share more than a line of one pixel."""
    return any(
        min(one[2], other[2]) - max(one[0], other[0]) > 1
        and min(one[3], other[3]) - max(one[1], other[1]) > 1
        for index, one in enumerate(boxes)
        for other in boxes[:index]
    )


def _inks(entry: dict[str, Any], index: int) -> Iterator[list[Any]]:
    """Each word of an element: word, element, box, edges of its letters."""
    text, edges = entry["text"], entry["edges"]
    middle = (entry["top"] + entry["bottom"]) / 2
    half = min(entry["bottom"] - entry["top"], LETTER_BOX * entry["em"]) / 2
    start = 0
    for word in text.split(" "):
        own = edges[start : start + len(word) + 1]
        box = [int(own[0]), round(middle - half), int(own[-1] + 0.999), round(middle + half)]
        yield [word, index, box, own]
        start += len(word) + 1
