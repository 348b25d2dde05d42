"""Recently deleted chats: bring them back, or delete them for good."""

import math
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.chat.conversation import ChatCard
from app.ui.labels import label
from app.ui.settings.records import time_words
from app.ui.settings.table import LEFT, RIGHT, ROOT, Index, Table
from app.ui.theme import wear

DAY = 24 * 60 * 60
KEPT_DAYS = 30
SHEET = "#trash { background: $page; }"


class Trashed(QAbstractTableModel):
    """Last deleted first."""

    def __init__(self, parent: QObject, now: Callable[[], float]) -> None:
        super().__init__(parent)
        self._now = now
        self.cards: tuple[ChatCard, ...] = ()
        self._titles = (self.tr("Chat"), self.tr("Deleted"), self.tr("Kept for"))

    def set_cards(self, cards: Sequence[ChatCard]) -> None:
        self.beginResetModel()
        self.cards = tuple(sorted(cards, key=lambda card: -(card.trashed or 0)))
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802  # Qt's name
        return 0 if parent.isValid() else len(self.cards)

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: N802  # Qt's name
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        card = self.cards[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if index.column() == 2 else LEFT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if index.column() == 0:
            return card.title or self.tr("New chat")
        deleted = card.trashed or 0.0
        return time_words(deleted) if index.column() == 1 else self._left(deleted)

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if way != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section == 2 else LEFT
        return self._titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def _left(self, deleted: float) -> str:
        left = KEPT_DAYS - (self._now() - deleted) / DAY
        if left < 1:
            return self.tr("less than a day")
        days = math.ceil(left)
        return self.tr("1 day") if days == 1 else self.tr("{count} days").format(count=days)


class TrashWindow(QWidget):
    """Asks once before anything is deleted for good. Escape closes it."""

    restored = Signal(str)  # a chat; one signal each
    deleted = Signal(str)
    emptied = Signal()

    def __init__(self, parent: QWidget | None = None, now: Callable[[], float] = time.time) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("trash")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Recently deleted"))
        self.resize(600, 440)
        self._all = False  # what is asked about is everything
        self._cards = Trashed(self, now)
        self.table = Table(self._cards, self.tr("Nothing was deleted in the last 30 days."), wide=0)
        self.table.setAccessibleName(self.tr("Recently deleted chats"))
        self.restore = QPushButton(self.tr("Restore"))
        self.delete = QPushButton(self.tr("Delete for good…"))
        self.empty = QPushButton(self.tr("Delete all for good…"))
        self.question = label(wraps=True)
        self.keep = QPushButton(self.tr("Keep"))
        self.sure = QPushButton(self.tr("Delete for good"))
        self.sure.setProperty("kind", "danger")
        self._lay()
        self._join()
        self.set_chats(())

    def set_chats(self, cards: Sequence[ChatCard]) -> None:
        self._cards.set_cards(cards)
        self._answer(asked=False)
        if cards:
            self.table.selectRow(0)
        self._enable()

    def chosen(self) -> list[str]:
        """The chats whose rows are selected."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self._cards.cards[row].id for row in rows]

    def _lay(self) -> None:
        said = label(
            self.tr("Deleted chats are kept here for 30 days, and then deleted for good."),
            kind="soft",
            wraps=True,
        )
        self._choices, self._asking = QWidget(), QWidget()
        for held, left, right in (
            (self._choices, self.empty, (self.delete, self.restore)),
            (self._asking, self.question, (self.keep, self.sure)),
        ):
            row = QHBoxLayout(held)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(left, 0 if left is self.empty else 1)
            if left is self.empty:
                row.addStretch()
            for button in right:
                row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(said)
        column.addWidget(self.table, 1)
        column.addWidget(self._choices)
        column.addWidget(self._asking)
        wear(self, SHEET)

    def _join(self) -> None:
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.restore.clicked.connect(self._restore)
        self.delete.clicked.connect(self._ask_about_chosen)
        self.empty.clicked.connect(self._ask_about_all)
        self.keep.clicked.connect(self._keep)
        self.sure.clicked.connect(self._delete)
        for keys in (QKeySequence("Esc"), QKeySequence(QKeySequence.StandardKey.Close)):
            QShortcut(keys, self).activated.connect(self._leave)
        for keys in ("Del", "Backspace"):
            QShortcut(QKeySequence(keys), self.table).activated.connect(self._ask_about_chosen)

    def _enable(self) -> None:
        chosen = bool(self.chosen())
        self.restore.setEnabled(chosen)
        self.delete.setEnabled(chosen)
        self.empty.setEnabled(bool(self._cards.cards))
        self._answer(asked=False)

    def _restore(self) -> None:
        for chat in self.chosen():
            self.restored.emit(chat)

    def _ask_about_chosen(self) -> None:
        if self.chosen():
            self._ask(len(self.chosen()), all_of_them=False)

    def _ask_about_all(self) -> None:
        self._ask(len(self._cards.cards), all_of_them=True)

    def _ask(self, count: int, *, all_of_them: bool) -> None:
        self._all = all_of_them
        self.question.setText(
            self.tr("Delete this chat for good? It cannot be brought back.")
            if count == 1
            else self.tr("Delete {count} chats for good? They cannot be brought back.").format(
                count=count
            )
        )
        self._answer(asked=True)
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        self._answer(asked=False)

    def _delete(self) -> None:
        chosen = self.chosen()
        self._answer(asked=False)
        if self._all:
            self.emptied.emit()
            return
        for chat in chosen:
            self.deleted.emit(chat)

    def _leave(self) -> None:
        """Escape answers the question first."""
        if self._asking.isVisible():
            self._keep()
        else:
            self.close()

    def _answer(self, *, asked: bool) -> None:
        self._choices.setVisible(not asked)
        self._asking.setVisible(asked)
