"""The table of connections that the program made."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.settings.records import NetworkRow, size_words, time_words
from app.ui.theme import theme, wear

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
SHEET = """
QTableView { background: $page; border: 1px solid $line; border-radius: 8px; outline: 0;
    selection-background-color: $accent_soft; selection-color: $text; }
QTableView:focus { border-color: $accent; }
QTableView::item { padding: 0 8px; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { color: $soft; background: transparent; border: 0;
    border-bottom: 1px solid $line; padding: 6px 8px; font-size: $small; font-weight: 600; }
"""


class NetworkLog(QAbstractTableModel):
    """Newest first, as it was given."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[NetworkRow, ...] = ()
        self._titles = (
            self.tr("Time"),
            self.tr("Host"),
            self.tr("What for"),
            self.tr("Size"),
        )

    def set_rows(self, rows: Sequence[NetworkRow]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802  # Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: N802  # Qt's name
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if index.column() == 3 else LEFT
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (time_words(row.time), row.host, row.purpose, size_words(row.size))[
                index.column()
            ]
        return None

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if way == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._titles[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if section == 3 else LEFT
        return None


class NetworkTable(QTableView):
    """Says so where no connection was ever made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = NetworkLog(self)
        self.setModel(self._log)
        self.setAccessibleName(self.tr("Connections that were made"))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for column, mode in enumerate(
            (
                QHeaderView.ResizeMode.ResizeToContents,
                QHeaderView.ResizeMode.ResizeToContents,
                QHeaderView.ResizeMode.Stretch,
                QHeaderView.ResizeMode.ResizeToContents,
            )
        ):
            header.setSectionResizeMode(column, mode)
        wear(self, SHEET)

    def set_rows(self, rows: Sequence[NetworkRow]) -> None:
        self._log.set_rows(rows)
        self.horizontalHeader().setVisible(bool(rows))

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(480, 220)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        super().paintEvent(event)
        if self._log.rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(theme().look.soft)
        where = self.viewport().rect()
        said = self.tr("No connection was ever made.")
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, said)
