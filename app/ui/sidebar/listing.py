"""The list view of the chats: keys, the menu of a chat, folding of headings."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QInputDialog,
    QListView,
    QMenu,
    QWidget,
)

from app.chat.conversation import ChatCard
from app.ui.sidebar.chats import Chats
from app.ui.sidebar.painting import ChatPainter
from app.ui.sidebar.rows import Heading

Index = QModelIndex | QPersistentModelIndex
SETTLE_MS = 140  # an arrow key held down opens only the chat that it stops at


class SidebarList(QListView):
    """What both lists of the sidebar have in common. The scroll bar lies in the right margin."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._keep_width)
        self._keep_width()

    def _keep_width(self) -> None:
        """Rows are as wide with a scroll bar as without."""
        bar = self.verticalScrollBar()
        self.setViewportMargins(0, 0, 0 if bar.maximum() else bar.sizeHint().width(), 0)


class ChatList(SidebarList):
    """Says what is wanted of a chat; changes nothing itself."""

    opened = Signal(str)
    pinned = Signal(str, bool)
    moved = Signal(str, str)
    trashed = Signal(str)
    exported = Signal(str)
    edited = Signal()  # a title, or left as it was

    def __init__(self, chats: Chats, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chats = chats
        self._current = ""
        self._wanted = ""
        self.setModel(chats)
        self.setItemDelegate(ChatPainter(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setAccessibleName(self.tr("Chats"))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._open_wanted)
        chats.modelReset.connect(self._show_current)

    @property
    def current(self) -> str:
        return self._current

    @property
    def is_editing(self) -> bool:
        return self.state() == QAbstractItemView.State.EditingState

    def set_current(self, chat: str) -> None:
        """Show which chat is open; says nothing."""
        if chat == self._current and self._chats.index_of(chat) == self.currentIndex():
            return
        self._current = chat
        self._settle.stop()
        self._show_current()
        index = self._chats.index_of(chat)
        if index.isValid():
            self.scrollTo(index)

    def rename(self, chat: str) -> None:
        """Edit a title in place."""
        index = self._chats.index_of(chat)
        if index.isValid():
            self.scrollTo(index)
            self.edit(index)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.edited.emit()

    def _show_current(self) -> None:
        index = self._chats.index_of(self._current)
        selection = self.selectionModel()
        if index.isValid():
            selection.setCurrentIndex(index, selection.SelectionFlag.ClearAndSelect)
        else:
            selection.clear()

    def _open(self, index: Index) -> None:
        card = self._chats.card(index)
        if card is not None and card.id != self._current:
            self._current = card.id
            self.opened.emit(card.id)

    def _open_wanted(self) -> None:
        self._open(self._chats.index_of(self._wanted))

    # --- keys and the mouse ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        card = self._chats.card(self.currentIndex())
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        delete = event.matches(QKeySequence.StandardKey.Delete) or (
            key == Qt.Key.Key_Backspace and control
        )
        if card is not None and delete:
            self.trashed.emit(card.id)
        elif card is not None and key == Qt.Key.Key_F2:
            self.rename(card.id)
        elif self._is_fold(key):
            self._fold_by_key()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)
            self._follow_keys()

    def _follow_keys(self) -> None:
        card = self._chats.card(self.currentIndex())
        if card is not None and card.id != self._current:
            self._wanted = card.id
            self._settle.start()

    def _is_fold(self, key: int) -> bool:
        index = self.currentIndex()
        row = self._chats.row(index) if index.isValid() else None
        if not isinstance(row, Heading):
            return False
        closing = Qt.Key.Key_Right if row.closed else Qt.Key.Key_Left
        return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, closing)

    def _fold_by_key(self) -> None:
        row = self._chats.row(self.currentIndex())
        assert isinstance(row, Heading)
        self._chats.fold(row)
        self.setCurrentIndex(self._chats.index_of_heading(row.key))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.is_editing:
            self._show_current()  # the arrows may have stopped at a heading

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:  # the menu of a chat does not choose it
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        row = self._chats.row(index)
        if not isinstance(row, Heading):
            self._open(index)
        elif row.can_close:
            self._chats.fold(row)
        if not self.is_editing:
            self._show_current()

    # --- the menu of a chat ---

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        card = self._chats.card(index)
        if card is None:
            return
        place = self.visualRect(index).center() if by_key else event.pos()
        self._popup(card, self.viewport().mapToGlobal(place))

    def _popup(self, card: ChatCard, place: QPoint) -> None:
        menu = self.menu_for(card)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def menu_for(self, card: ChatCard) -> QMenu:
        chat = card.id
        menu = QMenu(self)
        menu.addAction(self.tr("Rename"), lambda: self.rename(chat))
        pin = self.tr("Unpin") if card.pinned else self.tr("Pin")
        menu.addAction(pin, lambda: self.pinned.emit(chat, not card.pinned))
        self._add_folders(menu.addMenu(self.tr("Move to folder")), card)
        menu.addSeparator()
        menu.addAction(self.tr("Export…"), lambda: self.exported.emit(chat))
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), lambda: self.trashed.emit(chat))
        return menu

    def _add_folders(self, menu: QMenu, card: ChatCard) -> None:
        for name in ("", *self._chats.folders):
            action = menu.addAction(name or self.tr("No folder"))
            action.setCheckable(True)
            action.setChecked(name == card.folder)
            action.triggered.connect(
                lambda _=False, name=name: self.moved.emit(card.id, name)  # the folder of this row
            )
        menu.addSeparator()
        menu.addAction(self.tr("New folder…"), lambda: self._ask_for_folder(card.id))

    def _ask_for_folder(self, chat: str) -> None:
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("New folder"))
        dialog.setLabelText(self.tr("Name of the folder"))
        dialog.textValueSelected.connect(lambda name: self._move(chat, name))
        dialog.open()

    def _move(self, chat: str, name: str) -> None:
        if name.strip():
            self.moved.emit(chat, name.strip())
