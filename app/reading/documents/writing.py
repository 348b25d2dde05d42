"""A page that was read, as Markdown and as HTML.

The words are a page's, so they are escaped: what looks like a tag or a link on paper is text here.
"""

import html
import re
from collections.abc import Iterator, Sequence

from app.reading.documents.values import Block, PageReading, Rows
from app.reading.geometry import PixelBox, whole_box

_MARKS = re.compile(r"([\\`*_\[\]<>~|#]|&(?=[#\w]+;))")
_BEGINNING = re.compile(r"^(\s*)([+=-]|\d+(?=[.)]))")  # of a list, a rule, a heading underlined


def page_markdown(page: PageReading, *, boxes: bool = False, marks: bool = False) -> str:
    """The blocks of a page.

    With `boxes` a comment tells place (pixels) and verdict of each; with `marks` a line of words
    stands before what is contradicted.
    """
    return "\n\n".join(_with_place(block, page, boxes, marks) for block in page.blocks) + "\n"


def page_html(page: PageReading) -> str:
    """The blocks of a page as HTML; `data-bbox` is in pixels of a page of `data-size`."""
    width, height = page.size
    blocks = "\n".join(_html_block(block, page) for block in page.blocks)
    complete = "" if page.whole else ' data-complete="false"'
    head = f'<section data-page="{page.number}" data-size="{width} {height}"{complete}>'
    return f"{head}\n{blocks}\n</section>\n"


def document_html(pages: Sequence[PageReading], title: str) -> str:
    """Pages as one file of HTML."""
    head = (
        f'<!doctype html>\n<html>\n<head><meta charset="utf-8"><title>{html.escape(title)}</title>'
    )
    style = (
        "<style>[data-verdict=contradicted]{outline:2px solid #d33}td,th{border:1px solid}"
        ".mark{color:#d33}</style>"
    )
    return f"{head}{style}</head>\n<body>\n{''.join(map(page_html, pages))}</body>\n</html>\n"


def _with_place(block: Block, page: PageReading, boxes: bool, marks: bool) -> str:
    text = _markdown_block(block)
    if marks and block.verdict == "contradicted":
        text = f"> **Contradicted** by the {_escaped(_against(block))}\n\n{text}"
    if not boxes:
        return text
    place = f" ({','.join(map(str, whole_box(block.box, page.size)))})" if block.box else ""
    return f"<!-- {block.kind}{place} {block.verdict} -->\n{text}"


def _markdown_block(block: Block) -> str:
    if block.kind == "heading":
        return f"{'#' * max(block.level, 1)} {_escaped(block.text)}"
    if block.kind == "table":
        caption = f"{_escaped(block.text)}\n\n" if block.text else ""
        return caption + "\n".join(_pipe_lines(block.rows))
    if block.kind == "list":
        return "\n".join(_entry(line) for line in block.text.split("\n"))
    if block.kind == "image":
        return f"*[image{': ' + _escaped(block.text) if block.text else ''}]*"
    return _begun(block.text)


def _against(block: Block) -> str:
    """Who contradicts a block, and with what words, on one line."""
    against = [item for item in block.evidence if item.verdict == "contradicted"]
    told = "; ".join(f"{item.witness}: {item.words}" for item in against)
    return " ".join(told.split())


def _entry(line: str) -> str:
    number = re.match(r"(\d{1,9})[.)] (.*)", line)
    return f"{number[1]}. {_begun(number[2])}" if number else f"- {_begun(line)}"


def _begun(text: str) -> str:
    """Escaped words at the beginning of a line, where a dash or a number would begin a list."""
    return _BEGINNING.sub(_marked, _escaped(text))


def _marked(match: re.Match[str]) -> str:
    return match[0] + "\\" if match[2].isdigit() else f"{match[1]}\\{match[2]}"


def _pipe_lines(rows: Rows) -> Iterator[str]:
    for at, row in enumerate(rows):
        yield f"| {' | '.join(_escaped(' '.join(cell.split())) for cell in row)} |"
        if at == 0:
            yield f"|{' --- |' * len(row)}"


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _html_block(block: Block, page: PageReading) -> str:
    """A block, with a line of words before it where it is contradicted."""
    bare = _html_bare(block, page)
    if block.verdict != "contradicted":
        return bare
    return f'<p class="mark">Contradicted by the {html.escape(_against(block))}</p>\n{bare}'


def _html_bare(block: Block, page: PageReading) -> str:
    told = f'data-verdict="{block.verdict}"{_bbox(block.box, page)}'
    text = html.escape(block.text)
    if block.kind == "heading":
        level = min(max(block.level, 1), 6)
        return f"<h{level} {told}>{text}</h{level}>"
    if block.kind == "table":
        caption = f"<caption>{text}</caption>" if text else ""
        return f"<table {told}>{caption}{''.join(map(_html_row, block.rows))}</table>"
    if block.kind == "list":
        entries = "".join(f"<li>{html.escape(line)}</li>" for line in block.text.split("\n"))
        return f"<ul {told}>{entries}</ul>"
    if block.kind == "image":
        return f'<div class="image" {told}>{text}</div>'
    return f"<p {told}>{text}</p>"


def _html_row(row: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>"


def _bbox(box: PixelBox | None, page: PageReading) -> str:
    if box is None:
        return ""
    return f' data-bbox="{" ".join(map(str, whole_box(box, page.size)))}"'
