"""The controller of the window: which chat is open, and what may be done with it.

Widgets are told by signals and tell by calling; they know neither the store nor the client.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.chat.conversation import ChatCard, ChatSettings, Draft, Hit, Place, Shown, Turn
from app.chat.message import Part, TextPart
from app.chat.store import Store, StoreError
from app.client.client import Client
from app.ui.asking import Asking
from app.ui.phase import Phase
from app.ui.stores import Stores

NEW = ""  # the chat that is not there before its first question


class Talks(QObject):
    """One chat is open at a time; answers in the others go on."""

    listed = Signal(object, object)  # cards, folders
    opened = Signal(object)  # another chat, or its card has changed: ChatCard, None for a new one
    shown = Signal(object)  # the path of the open chat: tuple[Shown, ...]
    grew = Signal(object, object)  # Turn, Phase of the open chat
    busy = Signal(bool)  # the open chat is being answered
    ended = Signal(str, object)  # chat id, Turn: of any chat
    refused = Signal(str)  # what could not be done, and why
    returned = Signal(object)  # Draft: the question that could not be kept

    def __init__(self, store: Store, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stores = Stores(store)
        self.asking = Asking(self._stores, client, self)
        self.asking.asked.connect(self._asked)
        self.asking.grew.connect(self._grew)
        self.asking.ended.connect(self._ended)
        self.asking.refused.connect(self._refused)
        self.asking.unkept.connect(self.refused)
        self.defaults = ChatSettings()  # of a new chat
        self._fresh = ChatSettings()  # of the one that is not there yet
        self._fresh_traceless = False
        self.chat = NEW

    # --- chats ---

    @property
    def store(self) -> Store:
        """The one on disk."""
        return self._stores.kept

    def refresh(self) -> None:
        """Tell of all chats anew."""
        self.listed.emit(self._stores.chats(), self.store.folders())

    def open(self, chat: str, *, traceless: bool = False) -> None:
        """Show a chat; "" begins a new one, of which nothing is kept if it is to be traceless."""
        self.chat = chat
        if chat == NEW:
            self._fresh, self._fresh_traceless = self.defaults, traceless
        self.opened.emit(self.card)
        self._show()
        self.busy.emit(self.is_busy)
        now = self.asking.now(chat)
        if now is not None:
            self.grew.emit(*now)

    @property
    def is_traceless(self) -> bool:
        return self._fresh_traceless if self.chat == NEW else self._stores.is_traceless(self.chat)

    def is_without_trace(self, chat: str) -> bool:
        return self._stores.is_traceless(chat)

    @property
    def card(self) -> ChatCard | None:
        return None if self.chat == NEW else self._here.card(self.chat)

    @property
    def is_busy(self) -> bool:
        return self.chat != NEW and self.asking.is_busy(self.chat)

    @property
    def settings(self) -> ChatSettings:
        return self._fresh if self.chat == NEW else self._here.settings(self.chat)

    def set_settings(self, settings: ChatSettings) -> None:
        if self.chat == NEW:
            self._fresh = settings
        else:
            self._said(lambda: self._here.set_settings(self.chat, settings))

    def rename(self, chat: str, title: str) -> None:
        self._change(chat, lambda store: store.rename(chat, title.strip()))

    def pin(self, chat: str, pinned: bool) -> None:
        self._change(chat, lambda store: store.pin(chat, pinned))

    def move(self, chat: str, folder: str) -> None:
        self._change(chat, lambda store: store.move(chat, folder))

    def trash(self, chat: str) -> None:
        """Delete it, for now: `restore` brings it back within 30 days."""
        self.asking.stop(chat)
        was_open = chat == self.chat
        if was_open:
            self.open(NEW)
        self._change(chat, lambda store: store.trash(chat))

    def restore(self, chat: str) -> None:
        self._change(chat, lambda store: store.restore(chat))
        self.open(chat)

    def search(self, words: str) -> tuple[Hit, ...]:
        return self.store.search(words)

    def _change(self, chat: str, change: Callable[[Store], None]) -> None:
        self._said(lambda: change(self._stores.of(chat)))
        self.refresh()
        if chat == self.chat:
            self.opened.emit(self.card)

    def _said(self, change: Callable[[], None]) -> None:
        """A full disk, say, is told and no reason to fail."""
        try:
            change()
        except StoreError as error:
            self.refused.emit(str(error))

    # --- how a chat was left ---

    def draft(self) -> Draft:
        return Draft() if self.is_traceless else self.store.draft(self.chat)

    def keep_draft(self, draft: Draft) -> None:
        if not self.is_traceless:
            self._said(lambda: self.store.keep_draft(self.chat, draft))

    def place(self) -> Place:
        return Place() if self.chat == NEW else self._here.place(self.chat)

    def keep_place(self, place: Place) -> None:
        if self.chat != NEW:
            self._said(lambda: self._here.keep_place(self.chat, place))

    # --- questions ---

    def send(self, draft: Draft) -> None:
        """Ask it at the end of the open chat."""
        if self.is_busy or draft.is_empty:
            return
        path = self.path()
        self._ask(path[-1].turn.id if path else None, draft)

    def edit(self, turn: str, text: str) -> None:
        """Ask another version of a question, with what was shown with it."""
        if not self.is_busy:
            old = self._here.turn(turn)
            shown = tuple(part for part in old.parts if not isinstance(part, TextPart))
            self._ask(old.parent, Draft(text, shown))

    def regenerate(self, turn: str) -> None:
        """Another version of an answer."""
        if not self.is_busy:
            old = self._here.turn(turn)
            assert old.parent is not None, "an answer follows a question"
            self.asking.answer(self.chat, old.parent)

    def branch(self, turn: str) -> None:
        """A new chat that goes on from here."""
        try:
            card = self._here.branch(self.chat, turn)
        except StoreError as error:
            self.refused.emit(str(error))
            return
        self.refresh()
        self.open(card.id)

    def choose(self, version: str) -> None:
        """Show another version of a turn."""
        if not self.is_busy:
            self._said(lambda: self._here.choose(self.chat, version))
            self._show()

    def stop(self) -> None:
        """End the answer in the open chat."""
        self.asking.stop(self.chat)

    def turn(self, turn: str) -> Turn:
        return self._here.turn(turn)

    def part(self, turn: str, place: int) -> Part:
        """What was shown in a turn."""
        return self._here.turn(turn).parts[place]

    def path(self) -> tuple[Shown, ...]:
        return () if self.chat == NEW else self._here.path(self.chat)

    def close(self) -> None:
        """End all answers; what came of them is stored."""
        self.asking.close()
        self._stores.close()

    @property
    def _here(self) -> Store:
        return self._stores.of(self.chat)

    def _ask(self, parent: str | None, draft: Draft) -> None:
        if self.chat == NEW:
            try:
                self._begin(draft)
            except StoreError as error:
                self.refused.emit(str(error))
                self.returned.emit(draft)
                return
        self.asking.ask(self.chat, parent, draft)
        self.opened.emit(self.card)
        self.busy.emit(self.is_busy)

    def _begin(self, draft: Draft) -> None:
        chat = self._stores.new_chat(self._fresh, traceless=self._fresh_traceless).id
        if not self._fresh_traceless:
            self.store.keep_draft(NEW, Draft())
            self.store.keep_draft(chat, draft)  # until the question itself is kept
        self.chat = chat

    def _asked(self, chat: str) -> None:
        self.refresh()
        if chat == self.chat:
            self.opened.emit(self.card)
            self._show()
            self.busy.emit(True)

    def _grew(self, chat: str, turn: Turn, phase: Phase) -> None:
        if chat == self.chat:
            self.grew.emit(turn, phase)

    def _ended(self, chat: str, turn: Turn) -> None:
        self.ended.emit(chat, turn)
        if chat == self.chat:
            self._show()
            self.busy.emit(False)
        self.refresh()

    def _refused(self, chat: str, draft: Draft, reason: str) -> None:
        """The question was not kept: it stands in the composer again."""
        if not self._stores.is_traceless(chat):
            self._said(lambda: self.store.keep_draft(chat, draft))
        self.refused.emit(reason)
        if chat == self.chat:
            self.opened.emit(self.card)
            self.returned.emit(draft)
            self.busy.emit(False)

    def _show(self) -> None:
        self.shown.emit(self.path())
