"""What is selected, as Markdown and as plain text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor

from app.ui.text.items import STEP, Grid, Item, Para, Run, Runs, plain
from app.ui.text.writing import Writing

_MARKDOWN_SIGNS = str.maketrans({sign: "\\" + sign for sign in "\\`*_[]"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A selected part of one item."""

    item: Item
    whole: bool  # from its beginning, so that its marker belongs to it


def selected(writing: Writing, cursor: QTextCursor) -> list[Piece]:
    """The items in a selection, cut to it."""
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    pieces: list[Piece] = []
    if start == end:
        return pieces
    for number in range(writing.at(start), writing.at(end) + 1):
        item = writing.items[number]
        if isinstance(item, Grid):
            pieces.extend(_cells(item, writing, number, start, end))
            continue
        first = writing.start(number)
        cut = _cut(writing, item.runs, start - first, end - first)
        if item.kind == "code-head" or cut or start <= first < end:
            whole = start <= first
            pieces.append(Piece(_with_runs(item, cut), whole))
    return pieces


def _with_runs(para: Para, runs: Runs) -> Para:
    return Para(
        runs,
        para.kind,
        para.level,
        para.indent,
        para.bars,
        para.marker,
        language=para.language,
        joined=para.joined,
    )


def _cut(writing: Writing, runs: Runs, start: int, end: int) -> Runs:
    """Letters from start to end; a thing is one letter of the document."""
    cut: list[Run] = []
    at = 0
    for run in runs:
        length = writing.letters_of(run)
        first, last = max(start - at, 0), min(end - at, length)
        if first < last:
            text = run.text if run.thing else _part(run.text, first, last)
            cut.append(Run(text, run.style, run.thing))
        at += length
    return tuple(cut)


def _part(text: str, first: int, last: int) -> str:
    """By positions as Qt counts them."""
    if text.isascii():
        return text[first:last]
    return text.encode("utf-16-le")[2 * first : 2 * last].decode("utf-16-le", "ignore")


def _cells(grid: Grid, writing: Writing, number: int, start: int, end: int) -> Iterator[Piece]:
    """The rows that a selection touches; a part of one cell is its letters."""
    table = writing.table(number)
    rows = [grid.head, *grid.rows]
    touched = []
    for number in range(len(rows)):
        first = table.cellAt(number, 0).firstPosition()
        last = table.cellAt(number, len(grid.head) - 1).lastPosition()
        if first <= end and start <= last:
            touched.append(number)
    inside = table.cellAt(start) if touched else None
    if inside is not None and inside.isValid() and inside == table.cellAt(end):
        first = inside.firstPosition()
        runs = _cut(writing, rows[inside.row()][inside.column()], start - first, end - first)
        yield Piece(Para(runs), False)
    elif touched:
        head, *others = [rows[number] for number in touched]
        yield Piece(Grid(head, tuple(others), grid.aligns), True)


def code_at(items: Sequence[Item], number: int) -> str | None:
    """The whole piece of code that an item belongs to."""

    def kind(at: int) -> str:
        item = items[at] if 0 <= at < len(items) else None
        return item.kind if isinstance(item, Para) else ""

    head = number
    while kind(head) == "code":
        head -= 1
    if kind(head) != "code-head":
        return None
    lines: list[str] = []
    at = head + 1
    while kind(at) == "code":
        line = items[at]
        assert isinstance(line, Para)
        if line.joined:
            lines[-1] += plain(line.runs)
        else:
            lines.append(plain(line.runs))
        at += 1
    return "\n".join(lines)


def as_plain(pieces: Sequence[Piece]) -> str:
    """As it reads: markers stay, signs of Markdown go."""
    lines: list[str] = []
    for piece in pieces:
        item = piece.item
        if isinstance(item, Grid):
            rows = (item.head, *item.rows)
            lines.append("\n".join("\t".join(plain(cell) for cell in row) for row in rows))
            continue
        if item.kind == "code-head":
            continue
        text = "———" if item.kind == "rule" else plain(item.runs)
        if item.marker and piece.whole:
            text = f"{'  ' * (item.indent // STEP - 1)}{item.marker} {text}"
        if item.joined and lines:
            lines[-1] += text
        else:
            lines.append(text)
    return "\n".join(lines)


def as_markdown(pieces: Sequence[Piece]) -> str:
    """Markdown that gives the same again."""
    blocks: list[str] = []
    former: Piece | None = None
    in_code = False
    for piece in pieces:
        item = piece.item
        is_code = isinstance(item, Para) and item.kind == "code"
        if in_code and not is_code:
            blocks[-1] += "\n```"
        if isinstance(item, Para) and item.joined and blocks:
            blocks[-1] += plain(item.runs) if is_code else _inside(item)
        elif isinstance(item, Para) and is_code and in_code:
            blocks[-1] += "\n" + plain(item.runs)
        else:
            text = _block(piece)
            close = former is not None and _belong(former.item, item)
            if blocks and close:
                blocks[-1] += "\n" + text
            else:
                blocks.append(text)
        in_code = is_code or (isinstance(item, Para) and item.kind == "code-head")
        former = piece
    if in_code and len(pieces) > 1:
        blocks[-1] += "\n```"
    return "\n\n".join(blocks)


def _belong(former: Item, item: Item) -> bool:
    """Neighbours that no empty line parts: items of a list, lines of a quotation."""
    if not isinstance(former, Para) or not isinstance(item, Para):
        return False
    return bool(former.indent and item.indent and item.marker)


def _block(piece: Piece) -> str:
    item = piece.item
    if isinstance(item, Grid):
        return _table(item)
    if item.kind == "code-head":
        return f"```{item.language}"
    text = {"rule": "---", "code": plain(item.runs)}.get(item.kind) or _inside(item)
    if item.kind == "heading" and piece.whole:
        text = "#" * item.level + " " + text
    depth = max(item.indent // STEP - 1, 0)
    if item.marker and piece.whole:
        marker = {"☐": "- [ ]", "☑": "- [x]"}.get(item.marker, item.marker)
        text = f"{'- ' if marker in '•◦▪' else marker + ' '}{text}"
        text = "   " * depth + text
    quote = "> " * len(item.bars)
    return "\n".join(quote + line for line in text.split("\n"))


def _table(grid: Grid) -> str:
    rows = [[_runs(cell).replace("|", "\\|") for cell in row] for row in (grid.head, *grid.rows)]
    rules = {"right": "---:", "center": ":---:", "left": ":---"}
    aligns = [*grid.aligns, *[""] * len(grid.head)][: len(grid.head)]
    rows.insert(1, [rules.get(align, "---") for align in aligns])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _inside(para: Para) -> str:
    return _runs(para.runs)


def _runs(runs: Runs) -> str:
    return "".join(_run(run) for run in runs).replace("\u2028", "\n")


def _run(run: Run) -> str:
    style = run.style
    match run.thing:
        case "badge":
            return f"[{run.text}]({style.link})"
        case "math":
            return f"${run.text}$"
        case "display":
            return f"$$\n{run.text}\n$$" if "\n" in run.text else f"$${run.text}$$"
    if style.code:
        fence = "``" if "`" in run.text else "`"
        text = f"{fence}{run.text}{fence}"
    else:
        text = run.text.translate(_MARKDOWN_SIGNS)
    for wanted, sign in ((style.struck, "~~"), (style.italic, "*"), (style.bold, "**")):
        if wanted and text.strip():
            inner = text.strip()
            text = text.replace(inner, f"{sign}{inner}{sign}", 1)
    return f"[{text}]({style.link})" if style.link else text
