"""Code to coloured lines, by pygments."""

from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token
from pygments.util import ClassNotFound

from app.ui.text.items import Run, Runs, Style

MOST = 60_000  # letters of code that are coloured
READ_AGAIN = 500  # letters at the end of code that grows
_INKS = (  # the first that holds the token's type
    (Token.Comment, "comment"),
    (Token.Keyword.Type, "type"),
    (Token.Keyword.Constant, "number"),
    (Token.Keyword, "keyword"),
    (Token.Operator.Word, "keyword"),
    (Token.Literal.String, "string"),
    (Token.Literal.Number, "number"),
    (Token.Name.Function, "name"),
    (Token.Name.Class, "type"),
    (Token.Name.Builtin, "type"),
    (Token.Name.Decorator, "name"),
    (Token.Name.Tag, "keyword"),
    (Token.Name.Attribute, "name"),
    (Token.Generic.Deleted, "deleted"),
    (Token.Generic.Inserted, "string"),
    (Token.Generic.Heading, "keyword"),
    (Token.Generic.Subheading, "keyword"),
)
_LIGHT = {
    "comment": "#6b6b73",
    "keyword": "#9b2393",
    "string": "#a3341d",
    "number": "#1c00cf",
    "name": "#205fa8",
    "type": "#3a6a75",
    "deleted": "#c9342b",
}
_DARK = {
    "comment": "#8b8b94",
    "keyword": "#ff7ab2",
    "string": "#ff8170",
    "number": "#d9c97c",
    "name": "#6bdfff",
    "type": "#a0d8c5",
    "deleted": "#ff6b62",
}


def ink(name: str, dark: bool) -> str:
    return (_DARK if dark else _LIGHT)[name]


@cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@cache
def _ink_of(kind: object) -> str:
    return next((name for parent, name in _INKS if kind in parent), "")  # type: ignore[operator]


def coloured(code: str, language: str) -> list[Runs] | None:
    """Runs of each line; None where the language is not known or the code is long."""
    lexer = _lexer(language) if language and len(code) <= MOST else None
    if lexer is None:
        return None
    lines: list[list[Run]] = [[]]
    for kind, text in lexer.get_tokens(code):
        style = Style(code=True, ink=_ink_of(kind))
        first, *others = text.split("\n")
        if first:
            _append(lines[-1], Run(first, style))
        for other in others:
            lines.append([Run(other, style)] if other else [])
    return [tuple(line) for line in lines]


def _append(line: list[Run], run: Run) -> None:
    if line and line[-1].style == run.style:
        line[-1] = Run(line[-1].text + run.text, run.style)
    else:
        line.append(run)


class Colouring:
    """Colours code that grows: what was coloured long before its end is not read again.

    Reading on in the middle can take a string for code; the colours are right when the code ends,
    for then all of it is read once more.
    """

    def __init__(self) -> None:
        self._language = ""
        self._head = ""  # coloured for good, up to a line's end
        self._lines: list[Runs] = []

    def lines(self, code: str, language: str, grows: bool) -> list[Runs] | None:
        """Runs of each line, or None; see `coloured`."""
        if not grows:
            return coloured(code, language)
        if language != self._language or not code.startswith(self._head):
            self._language, self._head, self._lines = language, "", []
        rest = coloured(code[len(self._head) :], language)
        if rest is None or len(code) > MOST:
            return None
        lines = self._lines + rest
        if len(code) - len(self._head) > 2 * READ_AGAIN:
            self._keep(code, lines)
        return lines

    def _keep(self, code: str, lines: list[Runs]) -> None:
        """All but the last of it; a new paragraph of code is a good place to read on from."""
        end = len(code) - READ_AGAIN
        cut = max(code.rfind("\n\n", len(self._head), end) + 2, code.rfind("\n", 0, end - 400) + 1)
        self._head = code[:cut]
        self._lines = lines[: code.count("\n", 0, cut)]
