"""Fields of a document as rows of a table."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.reading.documents.values import Field
from app.ui.picture.signs import evidence_words, plain_tip, verdict_words

FIELD, VALUE, VERDICT, PAGE = range(4)
FIELD_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class FieldRows(QAbstractTableModel):
    """Row by row as the schema names them. `data` with FIELD_ROLE is the Field itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields: tuple[Field, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        return self._fields

    def show(self, fields: Sequence[Field]) -> None:
        self.beginResetModel()
        self._fields = tuple(fields)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._fields)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        field = self._fields[index.row()]
        if role == FIELD_ROLE:
            return field
        if role == Qt.ItemDataRole.DisplayRole:
            return self.texts(index.row())[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, self.texts(index.row())))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.told(field))
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            aside = Qt.AlignmentFlag.AlignRight if section == PAGE else Qt.AlignmentFlag.AlignLeft
            return aside | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        return self.titles()[section]

    def titles(self) -> tuple[str, str, str, str]:
        return self.tr("Field"), self.tr("Value"), self.tr("Checked"), self.tr("Page")

    def texts(self, row: int) -> tuple[str, str, str, str]:
        """All cells of a row. What was not found has no verdict."""
        field = self._fields[row]
        page = "" if field.page is None else str(field.page)
        if field.value is None:
            return field.name, self.tr("not found"), "", page
        words = verdict_words(field.verdict)
        if not field.stands:
            words = self.tr("{verdict}, set aside").format(verdict=words)
        return field.name, value_words(field), words, page

    def told(self, field: Field) -> str:
        """What it rests on: the words of the page, and what each witness said."""
        quoted = self.tr("On the page: “{words}”").format(words=field.quotation)
        lines = [quoted if field.quotation else "", evidence_words(field.evidence)]
        return "\n".join(filter(None, lines)) or self.tr("No witness was heard")


def value_words(field: Field) -> str:
    """The value on one line, as a person writes it."""
    if isinstance(field.value, bool):
        return "✓" if field.value else "✗"
    return " ".join(str(field.value).split())
