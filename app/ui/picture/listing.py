"""The list of marks beside a picture: hover and click answer each other."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.reading.reply import Mark
from app.ui.picture.painting import draw_badge
from app.ui.picture.rows import ELEMENT, MARK_NUMBER, NUMBER, SURE, VERDICT, FoundRows, MarkRows
from app.ui.picture.signs import draw_sign
from app.ui.theme import SMALL, sized, theme, wear

ROW = 32
BADGE = 18.0
SIGN = 15.0
Index = QModelIndex | QPersistentModelIndex
STYLE = """
QTableView { background: $page; border: 0; outline: 0; }
QHeaderView { background: $page; border: 0; }
QHeaderView::section { background: $page; color: $soft; border: 0; font-size: $small;
    border-bottom: 1px solid $line; padding: 6px 10px; font-weight: 600; }
"""


class MarkList(QTableView):
    """A row is pointed at by mouse, arrow keys or `highlight`; 0 stands for none."""

    hovered = Signal(int)
    chosen = Signal(int)  # clicked, or Return

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = MarkRows(self)
        self.found = FoundRows(self.rows, self)
        self.setModel(self.found)
        self._here = 0
        self.setItemDelegate(_MarkPainter(self))
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAccessibleName(self.tr("Marked elements"))
        self._set_up_headers()
        wear(self, STYLE)
        theme().changed.connect(self.viewport().update)
        self.entered.connect(self._enter)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)

    def _set_up_headers(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setMinimumSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NUMBER, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(ELEMENT, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(36)
        header.setSortIndicatorClearable(False)
        header.setSortIndicator(NUMBER, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.resizeSection(NUMBER, 44)
        header.setSectionResizeMode(SURE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(SURE, 56)

    @property
    def here(self) -> int:
        return self._here

    def show_marks(self, marks: Sequence[Mark], size: tuple[int, int] | None = None) -> None:
        """Columns in which nothing is told are left out."""
        self._here = 0
        self.rows.show(marks, size)
        for column, told in enumerate(zip(*map(self.rows.texts, range(len(marks))), strict=True)):
            self.setColumnHidden(column, not any(told))

    def renew_marks(self, marks: Sequence[Mark]) -> None:
        """The same marks, of which more is known."""
        self.rows.renew(marks)

    def highlight(self, number: int) -> None:
        """Show a row as pointed at, in view, without signalling it."""
        if number != self._here:
            self._here = number
            if (index := self._index(number)).isValid():
                self.scrollTo(index)
            self.viewport().update()

    def _index(self, number: int) -> QModelIndex:
        return self.found.mapFromSource(self.rows.index(number - 1, ELEMENT))

    def _enter(self, index: QModelIndex) -> None:
        self._point(int(index.data(MARK_NUMBER)))

    def _choose(self, index: QModelIndex) -> None:
        number = int(index.data(MARK_NUMBER))
        self._point(number)
        self.chosen.emit(number)

    def _point(self, number: int) -> None:
        if number != self._here:
            self._here = number
            self.viewport().update()
            self.hovered.emit(number)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            self._point(int(current.data(MARK_NUMBER)))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(0)
        super().leaveEvent(event)

    def sizeHint(self) -> QSize:
        rows = self.found.rowCount() * ROW + self.horizontalHeader().height()
        return QSize(super().sizeHint().width(), rows)


class _MarkPainter(QStyledItemDelegate):
    """Cells with a hairline below; the first holds the mark's badge."""

    def __init__(self, marks: MarkList) -> None:
        super().__init__(marks)
        self._marks = marks

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, area = theme().look, QRectF(option.rect)  # type: ignore[attr-defined]
        number = int(index.data(MARK_NUMBER))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_here = number == self._marks.here
        painter.fillRect(area, QColor(look.accent_soft if is_here else look.page))
        painter.setPen(QColor(look.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if index.column() == NUMBER:
            width = max(BADGE, 8 + 7 * len(str(number)))
            badge = QRectF(area.x() + 10, area.center().y() - BADGE / 2, width, BADGE)
            draw_badge(painter, badge, str(number), 11, look, halo=False)
        elif index.column() == SURE and (verdict := index.data(VERDICT)):
            sign = QRectF(area.x() + 12, area.center().y() - SIGN / 2, SIGN, SIGN)
            draw_sign(painter, sign, verdict, look)
        else:
            self._write(painter, area.adjusted(10, 0, -10, 0), index)
        painter.restore()

    def _write(self, painter: QPainter, room: QRectF, index: Index) -> None:
        look = theme().look
        is_element = index.column() == ELEMENT
        font = sized(13, weight=QFont.Weight.Medium if is_element else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(look.text if is_element else look.soft))
        elided = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, elided)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.column() == NUMBER:
            return QSize(44, ROW)
        wide = option.fontMetrics.horizontalAdvance(str(index.data()))  # type: ignore[attr-defined]
        return QSize(wide + 26 + round(SMALL) - 10, ROW)
