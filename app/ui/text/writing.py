"""Items into a QTextDocument, and only what is new of them.

Item number i begins at letter `start(i)`; what is before it is never touched when what follows
changes.
"""

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextTable,
)

from app.ui.text.formats import Formats
from app.ui.text.items import Grid, Item, Para, Run, Runs
from app.ui.text.mathematics import mathematics
from app.ui.text.things import format_of

OBJECT_LETTER = "\ufffc"


class Writing:
    """Keeps a document equal to a list of items."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._items: list[Item] = []
        self._starts: list[int] = []
        self._unused = True  # the document ends with a block that is nobody's yet
        self.formats = Formats()

    @property
    def items(self) -> Sequence[Item]:
        return self._items

    def show(self, first: int, items: Sequence[Item]) -> None:
        """The former items up to `first`, then these."""
        while items and first < len(self._items) and self._items[first] == items[0]:
            first, items = first + 1, items[1:]
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

    def again(self) -> None:
        """All of it, in the colours of now."""
        items = list(self._items)
        self.formats = Formats()
        self.clear()
        self.show(0, items)

    def clear(self) -> None:
        self._document.clear()
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
        if not self._unused:
            last = self._items[first - 1]
            assert isinstance(last, Para)
            cursor.setBlockFormat(self.formats.block(last, first == 1))

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
        block = self.formats.block(para, not self._items)
        letters = self.formats.letters(para)
        if self._unused:
            cursor.setBlockFormat(block)
            cursor.setBlockCharFormat(letters)
            cursor.setCharFormat(letters)
        else:
            cursor.insertBlock(block, letters)
        self._write(para.runs, letters, cursor)
        if para.kind == "code-head":
            self._write(self.formats.head_of_code(para), letters, cursor)

    def _write(self, runs: Runs, letters: QTextCharFormat, cursor: QTextCursor) -> None:
        for run in runs:
            if run.thing:
                self._write_thing(run, letters, cursor)
            else:
                cursor.insertText(run.text, self.formats.run(run.style, letters))

    def _write_thing(self, run: Run, letters: QTextCharFormat, cursor: QTextCursor) -> None:
        if run.thing in ("math", "display"):
            display = run.thing == "display"
            if mathematics().formula(run.text, display) is None:
                refused = mathematics().refused(run.text, display)
                mathematics().want(run.text, display)
                text = run.text.replace("\n", "\u2028")
                cursor.insertText(text, self.formats.source(letters, refused))
                return
        cursor.insertText(OBJECT_LETTER, format_of(run, letters))

    def _add_table(self, grid: Grid, cursor: QTextCursor) -> None:
        rows = len(grid.rows) + 1
        table = cursor.insertTable(rows, len(grid.head), self.formats.table(grid))
        self._write_row(table, 0, grid.head, grid)
        for number, row in enumerate(grid.rows):
            self._write_row(table, number + 1, row, grid)

    def _write_row(self, table: QTextTable, row: int, cells: Sequence[Runs], grid: Grid) -> None:
        letters = self.formats.cell_letters(row == 0)
        for column, runs in enumerate(cells):
            cell = table.cellAt(row, column)
            cell.setFormat(self.formats.cell(letters))
            cursor = cell.firstCursorPosition()
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
        if self._unused:
            cursor.movePosition(QTextCursor.MoveOperation.End)
            hidden = QTextBlockFormat()
            hidden.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            cursor.setBlockFormat(hidden)
