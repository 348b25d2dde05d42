"""The sidebar: search, the chats by day, what stands at its foot."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.chat.conversation import ChatCard, Hit
from app.ui.icons import icon
from app.ui.labels import Elided
from app.ui.sidebar.chats import Chats
from app.ui.sidebar.hits import Hits
from app.ui.sidebar.listing import ChatList
from app.ui.sidebar.search import HitList, SearchField
from app.ui.sidebar.undo import UndoBar
from app.ui.theme import theme, wear

WIDTH = 250
_SHEET = """
Sidebar { background: $side; border-right: 1px solid $line; }
QListView { background: transparent; border: 0; outline: 0; }
QStackedWidget { background: transparent; }
#foot { border-top: 1px solid $line; }
"""


class Sidebar(QFrame):
    """Shows the chats that it is told of and says what is wanted of them."""

    opened = Signal(str)
    hit_opened = Signal(str, str)  # chat, turn ("" for its title)
    searched = Signal(str)
    renamed = Signal(str, str)
    pinned = Signal(str, bool)
    moved = Signal(str, str)  # chat, folder ("" for none)
    trashed = Signal(str)
    undone = Signal(str)
    exported = Signal(str)
    new_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Sidebar"))
        self._chats, self._hits = Chats(self), Hits(self)
        self._wanted: tuple[Sequence[ChatCard], Sequence[str]] = (), ()
        self._field = SearchField()
        self._list, self._found = ChatList(self._chats), HitList(self._hits)
        self._undo = UndoBar()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._found)
        self._lay_out()
        self._connect()
        wear(self, _SHEET)
        self._midnight = QTimer(self)
        self._midnight.setSingleShot(True)
        self._midnight.timeout.connect(self._next_day)
        self._next_day()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 600)

    # --- what it is told ---

    def set_chats(self, cards: Sequence[ChatCard], folders: Sequence[str]) -> None:
        """Shown once no title is being edited, since that would end the editing."""
        self._wanted = cards, folders
        if not self._list.is_editing:
            self._show_wanted()

    def _show_wanted(self) -> None:
        if not self._list.is_editing:
            self._chats.show(*self._wanted)

    def set_current(self, chat: str) -> None:
        """Which chat is open; "" for one that is not kept yet."""
        self._list.set_current(chat)

    def set_hits(self, hits: Sequence[Hit]) -> None:
        """What the search found; shown while there is something in the field."""
        self._hits.show(hits)
        self._pages.setCurrentWidget(self._found if self._field.words else self._list)

    @property
    def foot(self) -> tuple[str, str]:
        """What stands below: where answers come from, and the memory that the model holds."""
        return self._foot.toolTip(), self._memory.text()

    def set_foot(self, text: str, memory: str) -> None:
        self._foot.setText(text)
        self._foot.setToolTip(text)
        self._memory.setText(memory)

    def search(self) -> None:
        """Put the keyboard into the search field."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def rename(self, chat: str) -> None:
        """Edit a title in place."""
        self._list.rename(chat)

    def trash(self, chat: str) -> None:
        self.trashed.emit(chat)
        self._undo.offer(chat)

    # --- how it is made ---

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 14, 0, 0)  # the scroll bar lies in the right margin
        column.setSpacing(0)
        self._new = QToolButton()
        self._new.setToolTip(self.tr("New chat"))
        self._new.setAccessibleName(self.tr("New chat"))
        top = QHBoxLayout()
        top.setContentsMargins(4, 0, 12, 10)
        top.setSpacing(4)
        top.addWidget(self._field, 1)
        top.addWidget(self._new)
        column.addLayout(top)
        column.addWidget(self._pages, 1)
        column.addLayout(undo := QVBoxLayout())
        undo.setContentsMargins(4, 0, 14, 6)
        undo.addWidget(self._undo)
        column.addLayout(foot := QVBoxLayout())
        foot.setContentsMargins(0, 0, 10, 0)
        foot.addWidget(self._make_foot())

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        foot.setObjectName("foot")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._foot, self._memory = Elided(), QLabel()
        row = QHBoxLayout(foot)
        row.setContentsMargins(10, 10, 10, 12)
        for label in (self._foot, self._memory):
            label.setProperty("kind", "small")
        self._foot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._foot, 1)
        row.addWidget(self._memory)
        return foot

    def _connect(self) -> None:
        self._field.searched.connect(self._search)
        self._field.left.connect(self._enter_list)
        self._new.clicked.connect(self.new_wanted)
        for signal in ("opened", "pinned", "moved", "exported"):
            getattr(self._list, signal).connect(getattr(self, signal))
        self._list.edited.connect(self._show_wanted)
        self._list.trashed.connect(self.trash)
        self._chats.renamed.connect(self.renamed)
        self._found.opened.connect(self.hit_opened)
        self._undo.undone.connect(self.undone)
        theme().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self._new.setIcon(icon("new"))

    def _search(self, words: str) -> None:
        if not words:
            self._pages.setCurrentWidget(self._list)
        self.searched.emit(words)

    def _enter_list(self) -> None:
        if self._pages.currentWidget() is self._found:
            self._found.enter()
        else:
            self._list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _next_day(self) -> None:
        """Name the days anew, now and after each midnight."""
        self._chats.arrange()
        now = datetime.now()
        midnight = (now + timedelta(1)).replace(hour=0, minute=0, second=1, microsecond=0)
        self._midnight.start(round((midnight - now).total_seconds() * 1000))
