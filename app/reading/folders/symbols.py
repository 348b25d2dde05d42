"""What a file defines, and where: classes, functions, headings.

Python is read by its own grammar, Markdown by its headings, other languages by what Pygments'
lexers call the name of a class or a function, or by a word of declaration before a name. Those know
words and no grammar, so methods of JavaScript, say, are not told: a map is a help, no index.
"""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pygments.lexers import get_lexer_by_name
from pygments.token import Name, Token
from pygments.token import _TokenType as Kind

LARGEST = 200_000  # letters of a file that is read for its symbols
WIDEST = 1000  # letters of a line: those of longer ones were made by machines
MOST = 400  # symbols of a file
_LEXERS = {
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs"), "javascript"),
    **dict.fromkeys((".ts", ".tsx"), "typescript"),
    **dict.fromkeys((".c", ".h"), "c"),
    **dict.fromkeys((".cc", ".cpp", ".cxx", ".hh", ".hpp"), "cpp"),
    **dict.fromkeys((".m", ".mm"), "objective-c"),
    **dict.fromkeys((".kt", ".kts"), "kotlin"),
    **{".go": "go", ".rs": "rust", ".java": "java", ".rb": "ruby", ".swift": "swift"},
    **{".cs": "csharp", ".php": "php", ".lua": "lua", ".scala": "scala", ".py": "python"},
    **{".pyi": "python"},
}
_DECLARING = {
    *("class", "struct", "enum", "interface", "trait", "protocol", "extension", "impl", "type"),
    *("fn", "func", "fun", "function", "def", "namespace", "module", "mod", "object", "union"),
}
_HEADING = re.compile(r"(#{1,6})\s+(\S.*)$")
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})")


@dataclass(frozen=True)
class Symbol:
    """A definition: its line from 1 on, its name, and how deep it lies in others."""

    line: int
    name: str
    depth: int = 0


def symbols_of(path: str, lines: Sequence[str]) -> tuple[Symbol, ...]:
    """What a file defines, in the order of its lines; () where that cannot be told."""
    suffix = PurePosixPath(path).suffix.lower()
    if sum(map(len, lines)) > LARGEST:
        return ()
    if suffix in (".md", ".markdown"):
        found = _headings(lines)
    elif suffix in (".py", ".pyi"):
        found = _of_python(lines)
    elif suffix in _LEXERS and max(map(len, lines), default=0) <= WIDEST:
        found = _named(_LEXERS[suffix], lines)
    else:
        return ()
    return tuple(found)[:MOST]


def _headings(lines: Sequence[str]) -> Iterator[Symbol]:
    fence = ""
    for number, line in enumerate(lines, start=1):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence and (heading := _HEADING.match(line)):
            name = heading[2].rstrip().rstrip("#").rstrip()
            yield Symbol(number, name, len(heading[1]) - 1)


def _of_python(lines: Sequence[str]) -> list[Symbol]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of strings in other people's code
            tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return list(_named("python", lines))  # Python 2, or being written
    return list(_defined(tree, 0))


def _defined(node: ast.Module | ast.ClassDef, depth: int) -> Iterator[Symbol]:
    """Of a class what it defines itself; functions within functions concern nobody else."""
    for inner in node.body:
        if isinstance(inner, ast.ClassDef):
            yield Symbol(inner.lineno, inner.name, depth)
            yield from _defined(inner, depth + 1)
        elif isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Symbol(inner.lineno, inner.name, depth)


def _named(lexer: str, lines: Sequence[str]) -> Iterator[Symbol]:
    """Names that a lexer marks as defined, each once a line."""
    line, declared, receiver = 1, False, 0
    told: set[tuple[int, str]] = set()
    reader = get_lexer_by_name(lexer, stripnl=False, ensurenl=False)
    for kind, text in reader.get_tokens("\n".join(lines)):
        if kind in Token.Name:
            if not receiver and (declared or _defines(kind)) and (line, text) not in told:
                told.add((line, text))
                yield Symbol(line, text)
            declared = declared and bool(receiver)
        elif kind in Token.Keyword:
            declared = text in _DECLARING
        elif declared and text.strip():  # Go names a method behind its receiver
            receiver += text.count("(") - text.count(")")
            declared = receiver > 0 or text == ")"
        line += text.count("\n")
        receiver = receiver if declared else 0


def _defines(kind: Kind) -> bool:
    return kind in Name.Class or kind in Name.Function
