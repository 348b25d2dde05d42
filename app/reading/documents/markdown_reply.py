r"""Blocks in a reply to "qwenvl markdown": Markdown, with tables in LaTeX and comments before them.

    <!-- Table (71,310,926,588) -->
    \begin{tabular}{|l|r|} ... \end{tabular}

Boxes are in thousandths of the page. Tables with pipes or in HTML are read as well.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from app.reading.documents.html_reply import html_blocks
from app.reading.documents.tables import begins_latex_table, is_pipe_row, latex_rows, pipe_rows
from app.reading.documents.values import Block, BlockKind, Size
from app.reading.geometry import Crop, PixelBox, Relative, clamped, relative_box
from app.reading.reply import Unread

_COMMENT = re.compile(r"<!--\s*(.*?)\s*-->", re.S)
_PLACED = re.compile(r"(\w+)\W*\(\s*(-?\d+)\s*,\s*(-?\d+)\s*,\s*(-?\d+)\s*,\s*(-?\d+)\s*\)")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_ENTRY = re.compile(r"\s*(?:[-*+•]|(\d{1,9}[.)]))\s+(.*)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)\s*$")
_LATEX_END = re.compile(r"\\end\{(?:table\*?|tabular\*?|tabularx|longtable|array)\}")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")

Belongs: TypeAlias = Callable[[str], bool]  # whether a line is of the block, or ends it


def markdown_blocks(reply: str, size: Size) -> tuple[tuple[Block, ...], tuple[Unread, ...]]:
    """The blocks of a reply about a page of `size` pixels, and what of it was unreadable."""
    inner = re.fullmatch(r"\s*```(?:markdown|md)?\s*\n(.*?)(?:\n```)?\s*", reply, re.S)
    lines = (inner[1] if inner else reply).splitlines()
    read = list(_Reader(lines, Crop.whole(size), size).blocks())
    blocks = tuple(item for item in read if isinstance(item, Block))
    return blocks, tuple(item for item in read if isinstance(item, Unread))


@dataclass
class _Reader:
    """Lines, and the place that the last comment has told for the block after it."""

    lines: list[str]
    crop: Crop
    size: Size
    at: int = 0
    box: PixelBox | None = None
    kind: str = ""

    def blocks(self) -> Iterator[Block | Unread]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip():
                self.at += 1
            elif line.lstrip().startswith("<!--"):
                yield from self._comment()
            else:
                for item in self._block(line):
                    yield self._placed(item) if isinstance(item, Block) else item
        yield from self._left()

    def _block(self, line: str) -> Iterator[Block | Unread]:
        if begins_latex_table(line):
            yield from self._latex()
        elif is_pipe_row(line):
            yield Block("table", "", rows=pipe_rows(self._while(is_pipe_row)))
        elif line.lstrip().lower().startswith("<table"):
            text = self._until(lambda told: "</table>" in told.lower())
            blocks, unread = html_blocks(text, self.size)
            yield from (*blocks, *unread)
        elif line.lstrip().startswith(("```", "$$")):
            fence = line.lstrip()[:2] if line.lstrip()[0] == "$" else "```"
            text = self._until(lambda told: told.rstrip().endswith(fence), past_first=True)
            yield Block("other", text.strip("`$\n "))
        elif heading := _HEADING.match(line):
            self.at += 1
            yield Block("heading", _plain(heading[2]), level=len(heading[1]))
        elif image := _IMAGE.match(line.strip()):
            self.at += 1
            yield Block("image", _plain(image[1]))
        elif _ENTRY.match(line):
            yield Block("list", "\n".join(_entries(self._while(_in_list))))
        else:
            yield Block("paragraph", _plain(" ".join(self._while(_in_paragraph))))

    def _comment(self) -> Iterator[Block | Unread]:
        """A comment tells a place, for the block after it or of an image by itself."""
        text = self._until(lambda told: "-->" in told)
        yield from self._left()
        match = _COMMENT.match(text.strip())
        placed = _PLACED.search(match[1]) if match else None
        box = self._box(placed) if placed else None
        if placed is None or box is None:
            yield Unread(text.strip()[:200], "a comment that tells no place")
        else:
            self.box, self.kind = box, placed[1].casefold()
        after = text.partition("-->")[2]
        if after.strip():  # a block that begins in the same line
            self.lines.insert(self.at, after)

    def _left(self) -> Iterator[Block]:
        """A place that no block has followed: an image, which has no words."""
        if self.box is not None:
            told: BlockKind = "image" if self.kind in ("image", "chart", "figure") else "other"
            yield Block(told, "" if told == "image" else self.kind, self.box)
        self.box = None

    def _placed(self, block: Block) -> Block:
        """The block with the place that was told for it."""
        mine = self.kind in ("", block.kind) or block.kind in ("paragraph", "other", "image")
        if self.box is None or block.box is not None or not mine:
            return block
        box, self.box = self.box, None
        if self.kind in ("image", "chart", "figure"):
            return replace(block, kind="image", box=box)
        return replace(block, box=box)

    def _latex(self) -> Iterator[Block | Unread]:
        outer = (
            r"\begin{table" in self.lines[self.at] and r"\begin{tabular" not in self.lines[self.at]
        )
        ending = re.compile(r"\\end\{table\*?\}") if outer else _LATEX_END
        text = self._until(lambda told: bool(ending.search(told)))
        rows, whole = latex_rows(text)
        yield Block("table", "", rows=rows)
        if not whole:
            yield Unread(text[-80:].strip(), "a table without its end")

    def _box(self, placed: re.Match[str]) -> PixelBox | None:
        x1, y1, x2, y2 = (float(number[:9]) for number in placed.groups()[1:])
        start, end = clamped(Relative(x1, y1)), clamped(Relative(x2, y2))
        box = relative_box(start.x, start.y, end.x, end.y)
        return self.crop.pixel_box(box) if box.width > 0 and box.height > 0 else None

    def _while(self, belongs: Belongs) -> list[str]:
        start = self.at
        while self.at < len(self.lines) and (self.at == start or belongs(self.lines[self.at])):
            self.at += 1
        return self.lines[start : self.at]

    def _until(self, last: Belongs, *, past_first: bool = False) -> str:
        """Lines up to one that ends the block; all that are left where none does."""
        start = self.at
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if last(line) and not (past_first and self.at == start + 1 and len(line.strip()) < 4):
                break
        return "\n".join(self.lines[start : self.at])


def _in_list(line: str) -> bool:
    return bool(_ENTRY.match(line)) or (line[:1].isspace() and bool(line.strip()))


def _in_paragraph(line: str) -> bool:
    begins = _HEADING.match(line) or is_pipe_row(line) or begins_latex_table(line)
    marked = line.lstrip().startswith(("<!--", "```", "$$", "<table"))
    return bool(line.strip()) and not begins and not marked and not _ENTRY.match(line)


def _entries(lines: list[str]) -> Iterator[str]:
    """One line an entry, with its number where it has one; lines that go on are joined."""
    entry = ""
    for line in lines:
        if match := _ENTRY.match(line):
            yield from [_plain(entry)] if entry else []
            entry = " ".join(filter(None, match.groups()))
        else:
            entry = f"{entry} {line.strip()}"
    yield _plain(entry)


def _plain(text: str) -> str:
    """Words without their emphasis and escapes."""
    return " ".join(_ESCAPED.sub(r"\1", _EMPHASIS.sub(r"\2", text)).split())
