"""Blocks in a reply to "qwenvl html": HTML whose elements carry `data-bbox="x1 y1 x2 y2"`.

Tags that are not closed, closed twice or unknown are no fault; words outside of any block are a
paragraph; what is no text of the page (scripts, boxes that are none) is reported as unread.

Format: the document cookbook of QwenLM/Qwen3-VL; boxes in thousandths of the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeGuard

from app.reading.documents.tables import Cell, grid
from app.reading.documents.values import Block, BlockKind, Size
from app.reading.geometry import Crop, PixelBox, Relative, clamped, relative_box
from app.reading.reply import Unread

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul", "ol", "dl"}
_INLINE = {"a", "b", "i", "u", "em", "strong", "span", "sub", "sup", "small", "code", "br", "font"}
_INLINE |= {"mark", "label", "input", "s", "del", "ins", "time", "abbr", "kbd", "q", "cite"}
_VOID = {"br", "img", "input", "hr", "meta", "link", "col", "area", "wbr", "source"}
_HIDDEN = {"script", "style"}
_ENDED_BY = {"li": {"li"}, "tr": {"tr", "td", "th"}, "td": {"td", "th"}, "th": {"td", "th"}}
_ENDED_BY |= {"p": {"p"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}}
_DEPTH = 40  # of nested elements; deeper ones are read as if they stood there
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str]
    inside: list["_Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(_texts(self)).split())


def html_blocks(reply: str, size: Size) -> tuple[tuple[Block, ...], tuple[Unread, ...]]:
    """The blocks of a reply about a page of `size` pixels, and what of it was unreadable."""
    tree = _Tree()
    tree.feed(re.sub(r"```(?:html)?", " ", reply))
    tree.close()
    read = list(_blocks(tree.root, Crop.whole(size)))
    blocks = tuple(item for item in read if isinstance(item, Block))
    return blocks, tuple(item for item in read if isinstance(item, Unread))


def looks_like_html(reply: str) -> bool:
    """Whether a reply is HTML rather than Markdown with some tags in it."""
    return bool(re.search(r"<(?:html|body|h[1-6]|p|div|table)\b[^>]*(?:>|$)", reply[:2000], re.I))


class _Tree(HTMLParser):
    """Elements within elements, however badly they are closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("body", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_implied(tag)
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in _VOID and len(self._open) < _DEPTH:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)

    def _end_implied(self, tag: str) -> None:
        ended = _ENDED_BY.get(tag, set())
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag in ended:
                del self._open[place:]
            elif self._open[place].tag in _LISTS | {"table"}:
                return


def _texts(element: _Element) -> Iterator[str]:
    for inner in element.inside:
        if isinstance(inner, str):
            yield inner
        elif inner.tag not in _HIDDEN:
            yield from [" "] if inner.tag in _VOID else _texts(inner)
            yield "" if inner.tag in _INLINE else " "


def _blocks(element: _Element, crop: Crop) -> Iterator[Block | Unread]:
    box, unread = _box(element, crop)
    yield from unread
    if element.tag in _HIDDEN:
        yield Unread(_raw(element)[:200], "a script or a style, no text of the page")
    elif element.tag == "head":
        yield from [Unread(element.text, "a head, no text of the page")] if element.text else []
    elif element.tag in _HEADINGS:
        yield from _filled("heading", element.text, box, level=_HEADINGS[element.tag])
    elif element.tag == "table":
        rows = grid([_cells(row) for row in _rows(element)])
        caption = " ".join(e.text for e in element.inside if _is(e, "caption"))
        yield Block("table", caption, box, rows)
    elif element.tag in _LISTS:
        yield from _filled("list", "\n".join(_entries(element)), box)
    elif element.tag == "img":
        yield Block("image", element.attributes.get("alt", ""), box)
    elif any(_stands_alone(inner) for inner in element.inside):
        yield from _inside(element, crop)
    else:
        yield from _filled(_kind(element), element.text, box)


def _inside(element: _Element, crop: Crop) -> Iterator[Block | Unread]:
    """Blocks one by one, and the words between them as paragraphs."""
    run = _Element("p", {})
    for inner in [*element.inside, None]:
        if inner is not None and not _stands_alone(inner):
            run.inside.append(inner)
            continue
        boxed = [i for i in run.inside if not isinstance(i, str)]
        box = _box(boxed[0], crop)[0] if boxed else None
        yield from _filled("paragraph", run.text, box)
        run = _Element("p", {})
        if isinstance(inner, _Element):
            yield from _blocks(inner, crop)


def _stands_alone(inner: "_Element | str | None") -> bool:
    return isinstance(inner, _Element) and inner.tag not in _INLINE


def _filled(kind: BlockKind, text: str, box: PixelBox | None, level: int = 0) -> Iterator[Block]:
    if text or (kind == "image" and box):
        yield Block(kind, text, box, level=level)


def _kind(element: _Element) -> BlockKind:
    told = element.attributes.get("class", "").casefold()
    if any(word in told for word in ("image", "chart", "figure", "picture")):
        return "image"
    plain = element.tag in ("p", "div", "body", "html", "section", "article", "address")
    return "paragraph" if plain and not ("formula" in told or "music" in told) else "other"


def _rows(table: _Element) -> Iterator[_Element]:
    for inner in table.inside:
        if _is(inner, "tr"):
            yield inner
        elif isinstance(inner, _Element) and inner.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(inner)


def _cells(row: _Element) -> list[Cell]:
    cells = [e for e in row.inside if isinstance(e, _Element) and e.tag in ("td", "th")]
    return [Cell(e.text, _span(e, "colspan"), _span(e, "rowspan")) for e in cells]


def _span(cell: _Element, name: str) -> int:
    told = cell.attributes.get(name, "1").strip()
    return max(int(told[:4]), 1) if told.isdecimal() else 1


def _entries(listed: _Element) -> Iterator[str]:
    entries = [e for e in listed.inside if isinstance(e, _Element) and e.text]
    for number, entry in enumerate(entries, start=1):
        yield f"{number}. {entry.text}" if listed.tag == "ol" else entry.text


def _box(element: _Element, crop: Crop) -> tuple[PixelBox | None, list[Unread]]:
    told = element.attributes.get("data-bbox")
    if not told:
        return None, []
    numbers = [float(number) for number in _NUMBER.findall(told)]
    if len(numbers) == 4 and all(abs(number) < 1e6 for number in numbers):
        start, end = clamped(Relative(*numbers[:2])), clamped(Relative(*numbers[2:]))
        box = relative_box(start.x, start.y, end.x, end.y)
        if box.width > 0 and box.height > 0:
            return crop.pixel_box(box), []
    return None, [Unread(f'data-bbox="{told[:80]}"', "no box")]


def _is(inner: "_Element | str", tag: str) -> TypeGuard[_Element]:
    return isinstance(inner, _Element) and inner.tag == tag


def _raw(element: _Element) -> str:
    return "".join(inner for inner in element.inside if isinstance(inner, str)).strip()
