"""Tables in the forms that models write them: LaTeX, pipes, and cells that span others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.reading.documents.values import Rows

MAX_ROWS, MAX_COLUMNS = 2000, 200
_TABULAR = re.compile(r"\\begin\{(tabular\*?|tabularx|array|longtable)\}")
_RULES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|addlinespace|cline\{[^}]*\}"
    r"|cmidrule(?:\([^)]*\))?\{[^}]*\})(?:\[[^\]]*\])?"
)
_END_OF_ROW = re.compile(r"\\\\(?:\s*\[[^\]]*\])?|\\tabularnewline")
_CELL_END = re.compile(r"(?<!\\)&")
_SPAN = re.compile(r"\\multi(column|row)\s*\{\s*(\d+)\s*\}")
_WRAP = re.compile(r"\\(?:text\w*|math\w*|emph|underline|makecell|shortstack)\s*(?=\{)")
_ESCAPED = re.compile(r"\\([&%$#_{}])")
_NAMED = {r"\textbackslash": "\\", r"\times": "×", r"\pm": "±", r"\euro": "€", r"\pounds": "£"}


@dataclass(frozen=True)
class Cell:
    """A cell, and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def grid(told: Sequence[Sequence[Cell]]) -> Rows:
    """Cells in their places. What a cell covers besides its first place is empty."""
    taken: set[tuple[int, int]] = set()
    rows: list[dict[int, str]] = []
    for at, cells in enumerate(told[:MAX_ROWS]):
        row: dict[int, str] = {}
        column = 0
        for cell in cells:
            while (at, column) in taken:
                column += 1
            if column >= MAX_COLUMNS:
                break
            row[column] = cell.text
            wide, high = min(cell.columns, MAX_COLUMNS), min(cell.rows, MAX_ROWS)
            taken |= {(at + down, column + right) for down in range(high) for right in range(wide)}
            column += wide
        rows.append(row)
    width = max((column + 1 for _, column in taken), default=0)
    return tuple(tuple(row.get(column, "") for column in range(width)) for row in rows)


def latex_rows(text: str) -> tuple[Rows, bool]:
    """The rows of a LaTeX table, and whether its end was there."""
    body, whole = _body(text)
    body = _RULES.sub(" ", body)
    rows = [row for row in _END_OF_ROW.split(body) if row.strip()]
    return grid([[_cell(cell) for cell in _CELL_END.split(row)] for row in rows]), whole


def pipe_rows(lines: Sequence[str]) -> Rows:
    """The rows of a table with bars between its cells, without the line under its head."""
    rows = [_pipe_cells(line) for line in lines]
    plain = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    return grid([[Cell(cell) for cell in row] for row in plain])


def is_pipe_row(line: str) -> bool:
    return line.strip().startswith("|") and line.count("|") >= 2


def begins_latex_table(text: str) -> bool:
    return bool(_TABULAR.search(text) or re.search(r"\\begin\{table\*?\}", text))


def _body(text: str) -> tuple[str, bool]:
    """What stands between the head of a tabular and its end."""
    opening = _TABULAR.search(text)
    if not opening:
        return text, True
    start = opening.end()
    while start < len(text) and text[start : start + 1] in "{[":  # columns, width, placement
        start = _closing(text, start)
    end = text.find(rf"\end{{{opening[1]}}}", start)
    return (text[start:], False) if end < 0 else (text[start:end], True)


def _closing(text: str, start: int) -> int:
    """The place after the bracket that closes the one at `start`; the end where none does."""
    opened, closed = text[start], {"{": "}", "[": "]"}[text[start]]
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] == opened) - (text[place] == closed)
        if depth == 0:
            return place + 1
    return len(text)


def _cell(text: str) -> Cell:
    columns = 1
    while span := _SPAN.search(text):
        count = max(min(int(span[2][:6]), MAX_COLUMNS), 1)
        if span[1] == "column":  # what a row covers is written as empty cells of the rows below
            columns = count
        place = span.end()
        if span[1] == "row" and text[place:].lstrip().startswith("["):
            place = _closing(text, text.index("[", place))
        groups = list(_groups(text, place))
        inner = groups[1] if len(groups) > 1 else (place, len(text))
        text = text[: span.start()] + text[inner[0] : inner[1]] + text[inner[1] + 1 :]
    return Cell(plain_latex(text), columns)


def _groups(text: str, place: int) -> Iterator[tuple[int, int]]:
    """The insides of two groups in braces, or of a `*` in place of the first."""
    for _ in range(2):
        while text[place : place + 1].isspace():
            place += 1
        if text[place : place + 1] == "*":
            yield place, place + 1
            place += 1
        elif text[place : place + 1] == "{":
            end = _closing(text, place)
            yield place + 1, end - 1
            place = end
        else:
            return


def plain_latex(text: str) -> str:
    """The words of a cell, without the commands around them."""
    plain = _WRAP.sub("", text)
    for command, letter in _NAMED.items():
        plain = plain.replace(command, letter)
    plain = re.sub(r"(?<!\\)[{}$]", "", plain.replace("~", " ").replace(r"\\", " "))
    return " ".join(_ESCAPED.sub(r"\1", plain).split())


def _pipe_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    cells = re.split(r"(?<!\\)\|", inner)
    return [re.sub(r"<br\s*/?>", " ", cell).replace("\\|", "|").strip() for cell in cells]
