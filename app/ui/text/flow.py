"""From the tokens of markdown-it to the items that are shown."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token

from app.ui.text.colours import Colouring
from app.ui.text.items import PLAIN, QUOTE_STEP, STEP, Grid, Item, Para, Run, Runs, Style

LONGEST_PIECE = 2000  # letters of one block; Qt lays out longer ones in quadratic time
MOST_CELLS = 1500  # of a table; a larger one is shown as its source
MANY_LINES = 3000  # of code
CODE = Style(code=True)
_MARKS = ("•", "◦", "▪")


class Flow:
    """Reads tokens in their order; `items` is what came of them."""

    def __init__(
        self, source: Sequence[str], colouring: Colouring, number: int | None = None
    ) -> None:
        """`number` is that of the first item, where reading goes on within a list."""
        self.items: list[Item] = []
        self._source = source
        self._colouring = colouring
        self._lists: list[int | None] = []  # the next number, or None of a list of dots
        self._bars: tuple[int, ...] = ()
        self._marker = ""
        self._growing: Token | None = None
        self._number = number
        self.items_of_list: list[tuple[int, int, int | None]] = []  # line, items before, number

    def read(self, tokens: Sequence[Token], is_open: bool = False) -> None:
        """One block of the outermost level; an open one may still grow."""
        self._growing = tokens[-1] if is_open else None
        position = 0
        while position < len(tokens):
            if tokens[position].type == "table_open":
                end = _closing(tokens, position)
                self._table(tokens[position : end + 1])
                position = end
            else:
                self._token(tokens[position], tokens, position)
            position += 1

    def _token(self, token: Token, tokens: Sequence[Token], position: int) -> None:
        match token.type:
            case "inline":
                self._inline(token, tokens[position - 1])
            case "fence" | "code_block":
                self._code(token)
            case "hr":
                self._put(Para(kind="rule", above=6, below=12))
            case "display_block":
                self._put(
                    Para((Run(token.content, PLAIN, "display"),), "display", above=4, below=12)
                )
            case "html_block":
                self._plain(token.content)
            case "blockquote_open":
                self._bars += (self._left(),)
            case "blockquote_close":
                self._bars = self._bars[:-1]
            case "bullet_list_open":
                self._number = None
                self._lists.append(None)
            case "ordered_list_open":
                start = token.attrGet("start")
                number, self._number = self._number, None
                self._lists.append(number or int(1 if start is None else start))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                self._space_after_list()
            case "list_item_open":
                if len(self._lists) == 1 and not self._bars and token.map:
                    self.items_of_list.append((token.map[0], len(self.items), self._lists[0]))
                self._marker = self._next_marker()
            case "list_item_close" if self._marker:  # an item with nothing in it yet
                self._put(Para(below=4))

    def _left(self) -> int:
        return STEP * len(self._lists) + QUOTE_STEP * len(self._bars)

    def _next_marker(self) -> str:
        number = self._lists[-1]
        if number is None:
            return _MARKS[(len(self._lists) - 1) % len(_MARKS)]
        self._lists[-1] = number + 1
        return f"{number}."

    def _space_after_list(self) -> None:
        last = self.items[-1] if self.items else None
        if not self._lists and isinstance(last, Para) and last.below == 4:
            self.items[-1] = replace(last, below=10)

    def _put(self, para: Para) -> None:
        """At its place among lists and quotations; the first of an item carries its marker."""
        indent = STEP * len(self._lists)
        marker, self._marker = self._marker, ""
        self.items.append(replace(para, indent=indent, bars=self._bars, marker=marker))

    def _inline(self, token: Token, around: Token) -> None:
        found = runs(token.children or [])
        if around.type == "heading_open":
            level = int(around.tag[1:])
            above, below = ((20, 8), (18, 6), (14, 4))[min(level, 3) - 1]
            self._put(Para(found, "heading", level, above=above, below=below))
            return
        if self._marker in _MARKS and found and found[0].text[:4] in ("[ ] ", "[x] ", "[X] "):
            self._marker = "☐" if found[0].text[1] == " " else "☑"
            found = (replace(found[0], text=found[0].text[4:]), *found[1:])
        self._pieces(found)

    def _plain(self, text: str) -> None:
        """As it stands: what is not read as Markdown."""
        self._pieces((Run(text.rstrip("\n").replace("\n", "\u2028")),))

    def _pieces(self, found: Runs) -> None:
        pieces = list(split(found))
        for number, piece in enumerate(pieces):
            below = 0 if number + 1 < len(pieces) else 4 if self._lists else 10
            self._put(Para(piece, below=below, joined=number > 0))

    def _code(self, token: Token) -> None:
        """Uncoloured: colours.py gives each line its ink."""
        language = token.info.strip().split(" ")[0].lower() if token.info else ""
        self._put(Para(kind="code-head", language=language, above=8, below=0))
        code = token.content.removesuffix("\n")
        grows = token is self._growing
        known = language and code.count("\n") < MANY_LINES
        lines = self._colouring.lines(code, language, grows) if known else None
        if lines is None:
            lines = [(Run(line, CODE),) if line else () for line in _together(code)]
        indent, bars = STEP * len(self._lists), self._bars
        for line in lines:
            for number, piece in enumerate(split(line)):
                joined = number > 0
                self.items.append(Para(piece, "code", 0, indent, bars, "", 0, 0, language, joined))
        last = self.items[-1]
        assert isinstance(last, Para)
        self.items[-1] = replace(last, below=12)

    def _table(self, tokens: Sequence[Token]) -> None:
        rows: list[list[Runs]] = []
        aligns: list[str] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "th_open":
                aligns.append(str(token.attrGet("style") or "").partition(":")[2])
            elif token.type == "inline":
                rows[-1].append(runs(token.children or []))
        if len(rows) * len(aligns) > MOST_CELLS:
            self._code(self._as_source(tokens[0]))
            return
        self._marker = ""
        head, *body = (tuple(row) for row in rows)
        self.items.append(Grid(head, tuple(body), tuple(aligns), self._left()))

    def _as_source(self, table: Token) -> Token:
        first, last = table.map or (0, 0)
        return Token("fence", "", 0, content="\n".join(self._source[first:last]), info="markdown")


def _together(code: str) -> list[str]:
    """Lines; those of long code many to a block, for each block costs Qt as much as its letters."""
    lines = code.split("\n")
    if len(lines) < MANY_LINES:
        return lines
    return ["\u2028".join(lines[n : n + 50]) for n in range(0, len(lines), 50)]


def _closing(tokens: Sequence[Token], position: int) -> int:
    kind = tokens[position].type.replace("_open", "_close")
    return next(n for n in range(position, len(tokens)) if tokens[n].type == kind)


def runs(tokens: Sequence[Token]) -> Runs:
    """What stands inside a paragraph; neighbours of one style become one run."""
    return tuple(_joined(_runs(tokens)))


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    style, number = PLAIN, ""
    for token in tokens:
        changed = _styled(style, token)
        if changed is not None:
            style = changed
            number = style.link.removeprefix("box:") if style.link.startswith("box:") else ""
            if number.isdecimal() and token.type == "link_open":
                yield Run(number, style, "badge")
        elif number.isdecimal():
            continue  # the label of a badge: its number is drawn
        else:
            yield from _letters(token, style)


def _styled(style: Style, token: Token) -> Style | None:
    """The style from this token on, if it is one that changes it."""
    match token.type:
        case "strong_open" | "strong_close":
            return replace(style, bold=token.nesting == 1)
        case "em_open" | "em_close":
            return replace(style, italic=token.nesting == 1)
        case "s_open" | "s_close":
            return replace(style, struck=token.nesting == 1)
        case "link_open":
            return replace(style, link=str(token.attrGet("href") or ""))
        case "link_close":
            return replace(style, link="")
    return None


def _letters(token: Token, style: Style) -> Iterator[Run]:
    match token.type:
        case "softbreak" | "hardbreak":
            yield Run("\u2028", style)
        case "code_inline":
            yield Run(token.content, replace(style, code=True))
        case "math" | "display":
            yield Run(token.content, style, token.type)
        case "image":  # never fetched: where it lies is said instead
            link = str(token.attrGet("src") or "")
            yield Run(token.content or link, replace(style, link=link or style.link))
        case _:
            if token.content:
                yield Run(token.content, style)


def _joined(found: Iterator[Run]) -> Iterator[Run]:
    last: Run | None = None
    for run in found:
        if last and not last.thing and not run.thing and last.style == run.style:
            last = Run(last.text + run.text, run.style)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def split(found: Runs) -> Iterator[Runs]:
    """Pieces that one block of the document can hold."""
    if sum(len(run.text) for run in found) <= LONGEST_PIECE:
        yield found
        return
    piece: list[Run] = []
    size = 0
    for run in found:
        rest = run
        while not rest.thing and size + len(rest.text) > LONGEST_PIECE:
            cut = _cut(rest.text, LONGEST_PIECE - size)
            piece.append(replace(rest, text=rest.text[:cut]))
            yield tuple(piece)
            piece, size, rest = [], 0, replace(rest, text=rest.text[cut:])
        piece.append(rest)
        size += len(rest.text)
    yield tuple(piece)


def _cut(text: str, most: int) -> int:
    """Behind the last space or line that still fits."""
    at = max(text.rfind(" ", 0, most), text.rfind("\u2028", 0, most))
    return at + 1 if at > most // 2 else most
