"""Marks as rows of a table."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from app.reading.pointing import where
from app.reading.reply import Mark
from app.ui.picture.signs import verdict_words

NUMBER, ELEMENT, ROLE, STATE, WHERE, SURE = range(6)
MARK_NUMBER = Qt.ItemDataRole.UserRole
VERDICT = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class MarkRows(QAbstractTableModel):
    """Row by row as the model told them, numbered from 1."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._marks: tuple[Mark, ...] = ()
        self._size: tuple[int, int] | None = None

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    def show(self, marks: Sequence[Mark], size: tuple[int, int] | None) -> None:
        self.beginResetModel()
        self._marks, self._size = tuple(marks), size
        self.endResetModel()

    def renew(self, marks: Sequence[Mark]) -> None:
        """The same rows, of which more is known; what is pointed at stays so."""
        assert len(marks) == len(self._marks), "a verdict adds no row"
        self._marks = tuple(marks)
        if marks:
            last = self.index(len(marks) - 1, SURE)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._marks)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 6

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = index.row(), index.column()
        if role == MARK_NUMBER:
            return row + 1
        if role == VERDICT:
            return self._marks[row].verdict
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = self.texts(row)[column]
            return (
                text if role == Qt.ItemDataRole.DisplayRole or column in (ELEMENT, SURE) else None
            )
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        return (
            "",
            self.tr("Element"),
            self.tr("Role"),
            self.tr("State"),
            self.tr("Where"),
            self.tr("Sure"),
        )[section]

    def texts(self, row: int) -> tuple[str, str, str, str, str, str]:
        """All cells of a row."""
        mark = self._marks[row]
        sure = verdict_words(mark.verdict) if mark.verdict else ""
        return str(row + 1), mark.label, mark.role, mark.state, where(mark, self._size), sure


class FoundRows(QSortFilterProxyModel):
    """Those in which all the words occur, in any cell but the number and the place."""

    def __init__(self, rows: MarkRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._words: list[str] = []
        self.setSourceModel(rows)

    def look_for(self, text: str) -> None:
        self.beginFilterChange()
        self._words = text.casefold().split()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        told = " ".join(self._rows.texts(source_row)[ELEMENT:WHERE]).casefold()
        return all(word in told for word in self._words)

    def lessThan(self, left: Index, right: Index) -> bool:
        if left.column() in (NUMBER, WHERE):
            return left.row() < right.row()
        return str(left.data()).casefold() < str(right.data()).casefold()
