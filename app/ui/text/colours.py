"""Code to coloured lines, by pygments."""

from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token
from pygments.util import ClassNotFound

from app.ui.text.items import Run, Runs, Style

MOST = 60_000  # letters of code that are coloured
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
    "comment": "#75757d",
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
            lines[-1].append(Run(first, style))
        for other in others:
            lines.append([Run(other, style)] if other else [])
    return [tuple(line) for line in lines]
