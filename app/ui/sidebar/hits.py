"""What a search found, as a model that a list view shows."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.chat.conversation import Hit
from app.ui.sidebar.headings import untitled
from app.ui.sidebar.plain import plain

Index = QModelIndex | QPersistentModelIndex


class Hits(QAbstractListModel):
    """Places in chats, the best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: tuple[Hit, ...] = ()

    def show(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self._hits = tuple(map(plain, hits))
        self.endResetModel()

    def hit(self, index: Index) -> Hit:
        return self._hits[index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Any: a role decides what is carried."""
        if not index.isValid():
            return None
        hit = self.hit(index)
        title = hit.chat.title or untitled()
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{title}\n{hit.excerpt}" if hit.turn else title
        return None
