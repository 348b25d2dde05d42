"""A quiet table: hairlines between its rows, a sentence where it is empty."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.ui.theme import theme, wear

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
ROW = 30
SHEET = """
QTableView { background: $page; border: 1px solid $line; border-radius: 8px; outline: 0;
    selection-background-color: $accent_soft; selection-color: $text; }
QTableView:focus { border-color: $accent; }
QTableView::item { padding: 0 8px; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { color: $soft; background: transparent; border: 0;
    border-bottom: 1px solid $line; padding: 6px 11px; font-size: $small; font-weight: 600; }
"""


class Table(QTableView):
    """`wide` is the column that takes the room that is left."""

    def __init__(
        self, model: QAbstractItemModel, empty: str, wide: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._empty = empty
        self.setModel(model)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(40)  # rows that are measured: a log is long
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        model.modelReset.connect(self._recount)
        wear(self, SHEET)
        self._recount()

    def set_empty(self, words: str) -> None:
        """What is said where there are no rows."""
        self._empty = words
        self.viewport().update()

    def _recount(self) -> None:
        filled = self.model().rowCount() > 0
        self.horizontalHeader().setVisible(filled)
        focus = Qt.FocusPolicy.StrongFocus if filled else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(focus)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        super().paintEvent(event)
        if self.model().rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(theme().look.soft)
        painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
