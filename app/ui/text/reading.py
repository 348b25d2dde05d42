"""Markdown that grows, read again only from where it is still open.

A block is closed as soon as another one follows it, in a line that is whole. So what was read
before the last block stays, whatever comes (CommonMark 0.31, appendix: blocks close in order).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any  # markdown-it's environment is untyped

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from app.ui.text.colours import Colouring
from app.ui.text.flow import Flow
from app.ui.text.formulas import with_formulas
from app.ui.text.items import Item
from app.ui.text.tail import closed, held_back, with_table

LONGEST_PARAGRAPH = 20_000  # letters; a longer one is shown as it stands
MOST_SIGNS = 3_000  # of emphasis, links and code in a paragraph; likewise


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(gfm_autolink_plugin)
    with_formulas(parser)
    parser.core.ruler.before("inline", "bounds", _bounds)
    return parser


def _bounds(state: StateCore) -> None:
    """Close the open end; leave out what would take long to read."""
    leaves = [token for token in state.tokens if token.nesting == 0]
    filled = [token for token in leaves if token.type != "inline" or token.content]
    if state.env.get("open") and filled and filled[-1].type == "inline":
        filled[-1].content = closed(filled[-1].content)
    for token in leaves:
        if token.type == "inline" and _too_much(token.content):
            token.type, token.content = "html_block", token.content


def _too_much(text: str) -> bool:
    return len(text) > LONGEST_PARAGRAPH or (
        len(text) > MOST_SIGNS and sum(map(text.count, "*_~[`<&$")) > MOST_SIGNS
    )


class Reading:
    """What was read so far of a text that may grow."""

    def __init__(self) -> None:
        self._text = ""
        self._closed = 0  # letters of `_text` whose items stay
        self._kept = 0  # those items
        self._number: int | None = None  # of the item that comes next, if a list is still open
        self._references: dict[str, Any] = {}
        self._colouring = Colouring()

    def read(self, text: str, done: bool) -> tuple[int, list[Item]]:
        """How many of the former items stay, and those that follow them."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        grows = text.startswith(self._text) and not (done and self._references)
        if not grows:
            self._closed, self._kept, self._references, self._number = 0, 0, {}, None
        self._text = text
        first, start_of_tail = self._kept, self._closed
        tail = text[start_of_tail:]
        tail, tokens = self._tokens(tail if done else held_back(tail), done)
        lines = tail.split("\n")
        flow = Flow(lines, self._colouring, not done, self._number)
        closed: tuple[int, int, int | None] = (0, 0, self._number)
        for line, block in _blocks(tokens):
            whole = len(lines) - 1  # what begins in a whole line closes what is before it
            if 0 < line < whole:
                closed = (line, len(flow.items), None)
            flow.items_of_list.clear()
            flow.read(block)
            closed = max(
                [closed, *(found for found in flow.items_of_list if found[0] < whole)], key=_line_of
            )
        line, items, self._number = closed
        self._kept = first + items
        self._closed = start_of_tail + sum(map(len, lines[:line])) + line
        return first, flow.items

    def _tokens(self, tail: str, done: bool) -> tuple[str, list[Token]]:
        environment = {"open": not done, "references": self._references}
        tokens = _parser().parse(tail, environment)
        if not done and len(tokens) >= 3 and tokens[-3].type == "paragraph_open":
            completed = with_table(tail, tokens[-2].content)
            if completed is not None:
                return completed, _parser().parse(completed, environment)
        return tail, tokens


def _line_of(closed: tuple[int, int, int | None]) -> int:
    return closed[0]


def _blocks(tokens: Sequence[Token]) -> list[tuple[int, list[Token]]]:
    """Blocks of the outermost level, each with the line it begins in."""
    blocks: list[tuple[int, list[Token]]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            blocks.append((token.map[0] if token.map else 0, []))
        blocks[-1][1].append(token)
    return blocks
