"""The table of fields: what each says, how far it is checked, and where it stands."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.reading.documents.values import Field, Rows
from app.ui.documents.rows import FIELD, FIELD_ROLE, PAGE, VALUE, VERDICT, FieldRows
from app.ui.picture.signs import color_of, draw_sign
from app.ui.theme import sized, theme, wear

ROW = 32
SIGN = 14.0
Index = QModelIndex | QPersistentModelIndex
STYLE = """
QTableView { background: $page; border: 0; outline: 0; }
QHeaderView { background: $page; border: 0; }
QHeaderView::section { background: $page; color: $soft; border: 0; font-size: $small;
    border-bottom: 1px solid $line; padding: 6px 10px; font-weight: 600; }
"""


class FieldTable(QTableView):
    """`chosen` carries the row's Field, by mouse or arrow keys."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = FieldRows(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Painter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAccessibleName(self.tr("Fields of the document"))
        self._set_up_headers()
        wear(self, STYLE)
        theme().changed.connect(self.viewport().update)
        self.clicked.connect(lambda index: self.chosen.emit(index.data(FIELD_ROLE)))
        self.activated.connect(lambda index: self.chosen.emit(index.data(FIELD_ROLE)))

    def show_fields(self, fields: Sequence[Field]) -> None:
        """Keeps the row that was chosen, where it is still there."""
        kept = self.here.path if self.here is not None else None
        self.rows.show(fields)
        place = next((i for i, field in enumerate(fields) if field.path == kept), None)
        if place is not None:
            self.selectRow(place)

    @property
    def here(self) -> Field | None:
        """The field that is chosen."""
        index = self.currentIndex()
        return cast(Field, index.data(FIELD_ROLE)) if index.isValid() else None

    def table(self) -> Rows:
        """As it is shown, with its heading."""
        texts = [self.rows.texts(row) for row in range(self.rows.rowCount())]
        return (self.rows.titles(), *texts)

    def choose(self, field: Field | None) -> None:
        """Show a row as chosen, in view, without signalling it."""
        fields = self.rows.fields
        if field is None or field not in fields:
            self.clearSelection()
            return
        blocked = self.blockSignals(True)
        self.selectRow(fields.index(field))
        self.blockSignals(blocked)
        self.scrollTo(self.currentIndex())

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802  # Qt's name
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus() and current.row() != previous.row():
            self.chosen.emit(current.data(FIELD_ROLE))

    def _set_up_headers(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.verticalHeader().setMinimumSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(48)
        header.setMaximumSectionSize(320)


class _Painter(QStyledItemDelegate):
    """Cells with a hairline below; the verdict with its sign before its words."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, area = theme().look, QRectF(option.rect)  # type: ignore[attr-defined]
        view = cast(FieldTable, self.parent())
        is_here = view.selectionModel().isRowSelected(index.row(), QModelIndex())
        painter.save()
        painter.fillRect(area, QColor(look.accent_soft if is_here else look.page))
        painter.setPen(QColor(look.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        room = area.adjusted(10, 0, -10, 0)
        field = cast(Field, index.data(FIELD_ROLE))
        if index.column() == VERDICT and field.value is not None:
            sign = QRectF(room.x(), room.center().y() - SIGN / 2, SIGN, SIGN)
            draw_sign(painter, sign, field.verdict, look)
            room.setLeft(room.left() + SIGN + 6)
        self._write(painter, room, index, field)
        painter.restore()

    def _write(self, painter: QPainter, room: QRectF, index: Index, field: Field) -> None:
        look, column = theme().look, index.column()
        is_value = column == VALUE and field.value is not None
        font = sized(13, weight=QFont.Weight.Medium if is_value else QFont.Weight.Normal)
        font.setStrikeOut(is_value and not field.stands)
        painter.setFont(font)
        color = QColor(look.text if is_value or column == FIELD else look.soft)
        if column == VERDICT and field.value is not None:
            color = color_of(field.verdict, look)
        painter.setPen(color)
        aside = Qt.AlignmentFlag.AlignRight if column == PAGE else Qt.AlignmentFlag.AlignLeft
        words = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | aside, words)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        wide = option.fontMetrics.horizontalAdvance(str(index.data()))  # type: ignore[attr-defined]
        sign = SIGN + 6 if index.column() == VERDICT else 0
        return QSize(round(wide + sign) + 28, ROW)
