"""The chats as a model that a list view shows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.chat.conversation import ChatCard
from app.ui.sidebar.headings import title_of, untitled
from app.ui.sidebar.rows import Entry, Heading, Row, rows_of

Index = QModelIndex | QPersistentModelIndex


class Chats(QAbstractListModel):
    """Rows for chats and headings. `renamed` carries a chat and the title typed for it."""

    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[ChatCard, ...] = ()
        self._folders: tuple[str, ...] = ()
        self._closed: set[str] = set()
        self._rows: tuple[Row, ...] = ()
        self._places: dict[str, int] = {}
        self._today = date.today()

    @property
    def folders(self) -> tuple[str, ...]:
        return self._folders

    def show(self, cards: Sequence[ChatCard], folders: Sequence[str]) -> None:
        self._cards, self._folders = tuple(cards), tuple(folders)
        self.arrange()

    def fold(self, heading: Heading) -> None:
        """Close an open heading, open a closed one."""
        self._closed ^= {heading.key}
        self.arrange()

    def arrange(self) -> None:
        """Lay the rows out for the day that it is now."""
        today = date.today()
        rows = rows_of(self._cards, self._folders, self._closed, today)
        if rows == self._rows and today == self._today:
            return
        self.beginResetModel()
        self._today, self._rows = today, rows
        self._places = {r.card.id: i for i, r in enumerate(rows) if isinstance(r, Entry)}
        self.endResetModel()

    def row(self, index: Index) -> Row:
        return self._rows[index.row()]

    def card(self, index: Index) -> ChatCard | None:
        row = self.row(index) if index.isValid() else None
        return row.card if isinstance(row, Entry) else None

    def index_of(self, chat: str) -> QModelIndex:
        """Where a chat stands; invalid where it does not."""
        place = self._places.get(chat)
        return QModelIndex() if place is None else self.index(place)

    def index_of_heading(self, key: str) -> QModelIndex:
        """Where a heading stands; invalid where it does not."""
        for place, row in enumerate(self._rows):
            if isinstance(row, Heading) and row.key == key:
                return self.index(place)
        return QModelIndex()

    def title(self, index: Index) -> str:
        row = self.row(index)
        if isinstance(row, Heading):
            return title_of(row, self._today)
        return row.card.title or untitled()

    # --- what Qt asks; Any: a role decides what is carried ---

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.title(index)
        if role == Qt.ItemDataRole.EditRole:
            card = self.card(index)
            return card.title if card else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.title(index)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.NoItemFlags
        row = self.row(index)
        if isinstance(row, Heading):  # one that closes is reached by the arrow keys as well
            return flag.ItemIsEnabled | flag.ItemIsSelectable if row.can_close else flag.NoItemFlags
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable

    def setData(
        self,
        index: Index,
        value: Any,  # noqa: ANN401
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        card = self.card(index)
        title = str(value).strip()
        if card is None or not title or title == card.title:
            return False
        self.renamed.emit(card.id, title)
        return True
