"""The table of connections that the program made."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from app.models.network import ASKING, GETTING, Contact
from app.ui.settings.records import size_words, time_words
from app.ui.settings.table import LEFT, RIGHT, ROOT, Index


class Contacts(QAbstractTableModel):
    """Newest first, as it was given."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[Contact, ...] = ()
        self._titles = (
            self.tr("Time"),
            self.tr("Host"),
            self.tr("What for"),
            self.tr("Size"),
        )

    def set_rows(self, rows: Sequence[Contact]) -> None:
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
            return self._words(row)[index.column()]
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

    def _words(self, contact: Contact) -> tuple[str, ...]:
        size = size_words(contact.received + contact.sent)
        if contact.ended is None:
            size = self.tr("still open")
        return time_words(contact.began), contact.host, self._purpose(contact.purpose), size

    def _purpose(self, kept: str) -> str:
        """In the user's language."""
        if kept == ASKING:
            return self.tr("Asking an engine on another computer")
        if kept.startswith(GETTING):
            return self.tr("Getting {name}").format(name=kept.removeprefix(GETTING))
        return kept
