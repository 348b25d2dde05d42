"""Items into a QTextDocument, and only what is new of them.

Item number i begins at letter `start(i)`; what is before it is never touched when what follows
changes.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import takewhile

from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextTable,
)

from app.ui.text.formats import BELOW_TABLE, CODE_PADDING, HALF_LEAD, Formats
from app.ui.text.items import Grid, Item, Para, Run, Runs
from app.ui.text.mathematics import Formula, mathematics
from app.ui.text.things import BADGE_EXTENT, format_of

OBJECT_LETTER = "\ufffc"


def utf16(text: str) -> int:
    """Letters as Qt counts them."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _all_runs(item: Item) -> Iterator[Run]:
    if isinstance(item, Para):
        yield from item.runs
    else:
        for row in (item.head, *item.rows):
            for cell in row:
                yield from cell


class Writing:
    """Keeps a document equal to a list of items."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._items: list[Item] = []
        self._starts: list[int] = []
        self._unused = True  # the document ends with a block that is nobody's yet
        self._width = 0.0
        self.formats = Formats()
        self.formulas: dict[
            tuple[str, bool], Formula
        ] = {}  # those that stand drawn in the document
        self._balance()
        self.awaited: set[str] = set()  # TeX of those that stand there as their source so far

    @property
    def items(self) -> Sequence[Item]:
        return self._items

    def show(self, first: int, items: Sequence[Item]) -> None:
        """The former items up to `first`, then these."""
        pairs = zip(self._items[first:], items, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        first, items = first + same, items[same:]
        if first == len(self._items) and not items:
            return
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        if not self._grew_table(first, items):
            self._cut(first, cursor)
            for item in items:
                self._add(item, cursor)
            self._close_end(cursor)
        cursor.endEditBlock()

    def letters_of(self, run: Run) -> int:
        """How many letters of the document a run takes. Qt counts in UTF-16."""
        drawn = (run.text, run.thing == "display") in self.formulas
        return 1 if drawn or run.thing == "badge" else utf16(run.text)

    def _balance(self) -> None:
        """Qt puts all of a line's lead above its letters; half of it shall be below."""
        self._document.setDocumentMargin(0)
        frame = self._document.rootFrame()
        balanced = frame.frameFormat()
        balanced.setTopMargin(-HALF_LEAD)
        balanced.setBottomMargin(HALF_LEAD)
        frame.setFrameFormat(balanced)

    def set_width(self, width: float) -> None:
        """The head of code ends at the right."""
        if width == self._width:
            return
        self._width = width
        for number, item in enumerate(self._items):
            if isinstance(item, Para) and item.kind == "code-head":
                cursor = QTextCursor(self._document)
                cursor.setPosition(self.start(number))
                cursor.setBlockFormat(self.formats.block(item, number == 0, width))

    def height(self) -> float:
        """Of all of it at the document's width."""
        if not self._items:
            return 0.0
        layout = self._document.documentLayout()
        layout.blockBoundingRect(self._document.lastBlock())  # else long texts are laid out later
        return self._document.size().height() + self._more_height(self._items[-1])

    def _more_height(self, last: Item) -> int:
        """What Qt does not count at the end: it leaves out the margin of the last block."""
        if isinstance(last, Grid):
            return -BELOW_TABLE - 1
        return CODE_PADDING if last.kind in ("code", "code-head") else 0

    def write_formulas(self) -> None:
        """In place of their sources, those that are drawn by now."""
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        for number, item in enumerate(self._items):
            if any(self._is_drawn(run) for run in _all_runs(item)):
                before = self._document.characterCount()
                self._rewrite(number, item)
                grown = self._document.characterCount() - before
                for later in range(number + 1, len(self._starts)):
                    self._starts[later] += grown
        cursor.endEditBlock()

    def _is_drawn(self, run: Run) -> bool:
        key = (run.text, run.thing == "display")
        if not run.thing or run.text not in self.awaited or key in self.formulas:
            return False
        return mathematics().formula(*key) is not None or mathematics().refused(*key)

    def _rewrite(self, number: int, item: Item) -> None:
        if isinstance(item, Grid):
            table = self.table(number)
            for row, cells in enumerate((item.head, *item.rows)):
                self._write_row(table, row, cells, item)
            return
        cursor = QTextCursor(self._document)
        cursor.setPosition(self.start(number))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._write(item.runs, self.formats.letters(item), cursor)

    def again(self) -> None:
        """All of it, in the colours of now."""
        items = list(self._items)
        self.formats = Formats()
        self.clear()
        self.show(0, items)

    def clear(self) -> None:
        self._document.clear()
        self._balance()
        self._items, self._starts, self._unused = [], [], True

    def start(self, number: int) -> int:
        """Letter of the document at which an item's own block, or its table, begins."""
        fresh = number == 0 or isinstance(self._items[number - 1], Grid)
        shift = 0 if fresh and isinstance(self._items[number], Para) else 1
        return self._starts[number] + shift

    def at(self, position: int) -> int:
        """Number of the item at a letter; -1 in an empty document."""
        return max(bisect_right(self._starts, position) - 1, min(0, len(self._items) - 1))

    def table(self, number: int) -> QTextTable:
        cursor = QTextCursor(self._document)
        cursor.setPosition(self._starts[number] + 1)
        table = cursor.currentTable()
        assert table is not None
        return table

    def _cut(self, first: int, cursor: QTextCursor) -> None:
        if first >= len(self._items):
            return
        cursor.setPosition(self._starts[first])
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        del self._items[first:], self._starts[first:]
        self._unused = first == 0 or isinstance(self._items[first - 1], Grid)
        if self._unused:
            cursor.setBlockFormat(QTextBlockFormat())
            cursor.setBlockCharFormat(QTextCharFormat())
        else:
            last = self._items[first - 1]
            assert isinstance(last, Para)
            cursor.setBlockFormat(self.formats.block(last, first == 1, self._width))

    def _add(self, item: Item, cursor: QTextCursor) -> None:
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self._starts.append(cursor.position())
        if isinstance(item, Grid):
            self._add_table(item, cursor)
        else:
            self._add_para(item, cursor)
        self._items.append(item)
        self._unused = isinstance(item, Grid)

    def _add_para(self, para: Para, cursor: QTextCursor) -> None:
        block = self.formats.block(para, not self._items, self._width)
        letters = self.formats.letters(para)
        if self._unused:
            cursor.setBlockFormat(block)
            cursor.setBlockCharFormat(letters)
            cursor.setCharFormat(letters)
        else:
            cursor.insertBlock(block, letters)
        self._write(para.runs, letters, cursor)
        if para.kind == "code-head":
            self._write(self.formats.head_of_code(para, len(self._items)), letters, cursor)

    def _write(self, runs: Runs, letters: QTextCharFormat, cursor: QTextCursor) -> None:
        for run in runs:
            if run.thing:
                self._write_thing(run, letters, cursor)
            else:
                cursor.insertText(run.text, self.formats.run(run.style, letters))

    def _write_thing(self, run: Run, letters: QTextCharFormat, cursor: QTextCursor) -> None:
        key = (run.text, run.thing == "display")
        if run.thing != "badge" and key not in self.formulas:
            formula = mathematics().formula(*key)
            if formula is None:
                self._write_source(run, letters, cursor)
                return
            self.formulas[key] = formula
        above, below = BADGE_EXTENT
        if run.thing != "badge":
            above, below = self.formulas[key].above, self.formulas[key].below
        cursor.insertText(OBJECT_LETTER, format_of(run, letters, above, below))

    def _write_source(self, run: Run, letters: QTextCharFormat, cursor: QTextCursor) -> None:
        key = (run.text, run.thing == "display")
        refused = mathematics().refused(*key)
        if refused:
            self.awaited.discard(run.text)
        else:
            self.awaited.add(run.text)
            mathematics().want(*key)
        text = run.text.replace("\n", "\u2028")
        cursor.insertText(text, self.formats.source(letters, refused))

    def _add_table(self, grid: Grid, cursor: QTextCursor) -> None:
        rows = len(grid.rows) + 1
        before = self._items[-1] if self._items else None
        made = self.formats.table(grid, before)
        table = cursor.insertTable(rows, len(grid.head), made)
        self._write_row(table, 0, grid.head, grid)
        for number, row in enumerate(grid.rows):
            self._write_row(table, number + 1, row, grid)

    def _write_row(self, table: QTextTable, row: int, cells: Sequence[Runs], grid: Grid) -> None:
        letters = self.formats.cell_letters(row == 0)
        for column, runs in enumerate(cells):
            cell = table.cellAt(row, column)
            cell.setFormat(self.formats.cell(letters))
            cursor = cell.firstCursorPosition()
            cursor.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            cursor.setBlockFormat(self.formats.cell_block(grid, column))
            self._write(runs, letters, cursor)

    def _grew_table(self, first: int, items: Sequence[Item]) -> bool:
        """The last item is the same table with more rows: its last row anew, and those after it."""
        if len(items) != 1 or first != len(self._items) - 1:
            return False
        old, new = self._items[first], items[0]
        if not isinstance(old, Grid) or not isinstance(new, Grid) or old.head != new.head:
            return False
        same = 0
        while same < len(old.rows) and old.rows[same : same + 1] == new.rows[same : same + 1]:
            same += 1
        if not same or old.aligns != new.aligns:
            return False
        table = self.table(first)
        if same < len(old.rows):
            table.removeRows(same + 1, len(old.rows) - same)
        if same < len(new.rows):
            table.appendRows(len(new.rows) - same)
        for number in range(same, len(new.rows)):
            self._write_row(table, number + 1, new.rows[number], new)
        self._items[first] = new
        return True

    def _close_end(self, cursor: QTextCursor) -> None:
        """Qt wants a block behind a table; at the end it shall not be seen."""
        if self._unused and self._items:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            hidden = QTextBlockFormat()
            hidden.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            cursor.setBlockFormat(hidden)
