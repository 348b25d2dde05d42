"""Markdown that grows, read again only from where it is still open.

A block is closed as soon as another one follows it, in a line that is whole. So what was read
before the last block stays, whatever comes (CommonMark 0.31, appendix: blocks close in order).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias  # Any: markdown-it's environment is untyped

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
    if state.env.get("open"):
        tail = state.tokens[_open_from(state.tokens) :]
        filled = [token for token in tail if token.nesting == 0 and token.content]
        if filled and filled[-1].type == "inline":
            filled[-1].content = closed(filled[-1].content)
    for token in state.tokens:
        if token.type == "inline" and _too_much(token.content):
            token.type, token.content = "html_block", token.content


def _open_from(tokens: Sequence[Token]) -> int:
    """Where the last block begins, or the last item of a list that it is."""
    for number in range(len(tokens) - 1, -1, -1):
        token = tokens[number]
        if token.nesting >= 0 and token.level == 0:
            return number
        if token.type == "list_item_open" and token.level == 1:
            return number
    return 0


def _too_much(text: str) -> bool:
    return len(text) > LONGEST_PARAGRAPH or (
        len(text) > MOST_SIGNS and sum(map(text.count, "*_~[`<&$")) > MOST_SIGNS
    )


_Closed: TypeAlias = tuple[int, int, int | None]  # lines, their items, the number that comes next


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
        tail, tokens, guessed = self._tokens(tail if done else held_back(tail), done)
        lines = tail.split("\n")
        flow = Flow(lines, self._colouring, self._number)
        closed: _Closed = (0, 0, self._number)
        whole = len(lines) - 1  # what begins in a whole line closes what is before it
        blocks = _blocks(tokens)
        for number, (line, block) in enumerate(blocks):
            sure = _is_sure(block[0], whole) and not (guessed and number == len(blocks) - 1)
            if line and sure:
                closed = (line, len(flow.items), None)
            flow.items_of_list.clear()
            flow.read(block, is_open=not done and number == len(blocks) - 1)
            starts = [found for found in flow.items_of_list if found[0] < whole]
            if starts and sure:
                closed = starts[-1]
        line, items, self._number = closed
        self._kept = first + items
        self._closed = start_of_tail + sum(map(len, lines[:line])) + line
        return first, flow.items

    def _tokens(self, tail: str, done: bool) -> tuple[str, list[Token], bool]:
        """With the text they are of; and whether its last block is a table only by a guess."""
        environment = {"open": not done, "references": self._references}
        tokens = _parser().parse(tail, environment)
        if not done and len(tokens) >= 3 and tokens[-3].type == "paragraph_open":
            completed = with_table(tail, tokens[-2].content)
            if completed is not None:
                return completed, _parser().parse(completed, environment), True
        return tail, tokens, False


def _is_sure(token: Token, whole: int) -> bool:
    """Whether no more letters on line `whole`, the last, can undo that a block begins here."""
    first, end = token.map or (0, 0)
    match token.type:
        case "display_block":
            return end <= whole
        case "open_formula":
            return False
        case "table_open":
            return first + 1 < whole
    return first < whole


def _blocks(tokens: Sequence[Token]) -> list[tuple[int, list[Token]]]:
    """Blocks of the outermost level, each with the line it begins in."""
    blocks: list[tuple[int, list[Token]]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            blocks.append((token.map[0] if token.map else 0, []))
        blocks[-1][1].append(token)
    return blocks
