"""Quick ask in its place: the hotkey, the status item, and the way of a talk into the window."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from app.chat.conversation import ChatCard, ChatSettings, Reply
from app.chat.message import ImagePart, Message
from app.chat.store import Store, StoreError
from app.client.client import Client
from app.client.states import Ready
from app.desktop.face import Cannot, Desktop, Taken
from app.ui.capture.capturer import Capturer
from app.ui.composer.intake import Intake
from app.ui.quick.keep import KeepFailed
from app.ui.status import Standing, StatusItem
from app.ui.title import title_of

if TYPE_CHECKING:  # imported when it is first wanted: the start is quicker without
    from app.ui.quick.panel import QuickPanel
    from app.ui.quick.quick import Quick


class Kept:
    """A quick talk as a chat of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.settings = ChatSettings()

    def keep(self, messages: tuple[Message, ...], replies: tuple[Reply, ...]) -> str:
        try:
            return self._keep(messages, replies)
        except StoreError as error:
            raise KeepFailed(str(error)) from error

    def _keep(self, messages: tuple[Message, ...], replies: tuple[Reply, ...]) -> str:
        first = next(message for message in messages if message.role == "user")
        chat = self._store.new_chat(title_of(first.parts), settings=self.settings).id
        parent, told = None, iter(replies)
        for message in messages:
            if message.role == "assistant":
                turn = self._store.begin_reply(chat, parent, "")
                words = "".join(getattr(part, "text", "") for part in message.parts)
                self._store.finish(turn.id, words, next(told))
            else:
                turn = self._store.add(chat, parent, message.role, message.parts)
            parent = turn.id
        return chat


class QuickAsk(QObject):
    """`moved`: a talk became a chat, to be opened in the window. `made` carries the panel, once."""

    moved = Signal(str)
    made = Signal(object)
    link_clicked = Signal(str)
    picture_opened = Signal(object, object)

    def __init__(self, client: Client, store: Store, desktop: Desktop, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._desktop = client, desktop
        self._kept = Kept(store)
        self._quick: Quick | None = None  # made when it is first wanted
        self._why = ""
        self._capturer = Capturer(desktop, self)
        self._capturer.taken.connect(self._taken)
        self._capturer.cancelled.connect(lambda: self.open())
        self._capturer.failed.connect(self._not_taken)
        self.status = StatusItem(desktop, self)
        self._standing = Standing()
        self._shows_status = False

    @property
    def panel(self) -> "QuickPanel":
        return self._made().panel

    @property
    def quick(self) -> "Quick":
        return self._made()

    def open(self, words: str = "") -> None:
        """The panel, as it was left; words stand in its field, not yet asked."""
        self._made().open(words=words)

    def hand(self, taken: Intake) -> None:
        """Something that another program handed over, to be asked about."""
        self._made().hand(taken)

    def capture(self) -> None:
        """A region, and then the panel with it."""
        self._capturer.take("region")

    def set_settings(self, settings: ChatSettings) -> None:
        self._kept.settings = settings
        if self._quick is not None:
            self._quick.set_settings(settings)

    def wait_for(self, why: str) -> None:
        self._why = why
        if self._quick is not None:
            self._quick.wait_for(why)

    def set_hotkey(self, keys: str) -> str:
        """Take it, or none for ""; what the user should know of it, "" where all is well."""
        self._desktop.unregister_hotkey()
        if not keys:
            return ""
        given = QKeySequence(keys, QKeySequence.SequenceFormat.PortableText)
        match self._desktop.register_hotkey(given, lambda: self.open()):
            case Taken(reason):
                return reason
            case Cannot() as cannot:
                return str(cannot)
            case _:
                return ""

    def show_status(self, wanted: bool) -> bool:
        """Whether it stands: there may be no place for it."""
        self._shows_status = wanted
        self._offer_dock()
        if wanted:
            return self.status.show(self._standing) is None
        self.status.hide()
        return False

    def set_chats(self, cards: Sequence[ChatCard], folders: object = None) -> None:
        self._stand(chats=tuple(sorted(cards, key=lambda card: -card.changed)))

    def set_model(self, model: str, memory: str) -> None:
        is_loaded = isinstance(self._client.state, Ready)
        self._stand(model=model, memory=memory if is_loaded else "")

    def set_paused(self, paused: bool) -> None:
        self._stand(paused=paused)

    def close(self) -> None:
        self._desktop.unregister_hotkey()
        self._desktop.hide_status()
        if self._quick is not None:
            self._quick.close()
            self._quick.panel.deleteLater()

    def _stand(self, **changed: object) -> None:
        standing = replace(self._standing, **changed)
        if standing != self._standing:
            self._standing = standing
            self._offer_dock()
            if self._shows_status:
                self.status.show(standing)

    def _offer_dock(self) -> None:
        """The Dock has its lines whether or not there is a status item."""
        self._desktop.set_dock_menu(self.status.dock_menu(self._standing), self.status.choose)

    def _made(self) -> "Quick":
        if self._quick is None:
            from app.ui.quick.panel import QuickPanel
            from app.ui.quick.quick import Quick

            panel = QuickPanel()
            self._desktop.panel(panel)
            self._quick = Quick(self._client, self._kept, panel, self)
            self._quick.set_settings(self._kept.settings)
            self._quick.wait_for(self._why)
            self._quick.moved.connect(self.moved)
            self._quick.capture_wanted.connect(self.capture)
            panel.link_clicked.connect(self.link_clicked)
            panel.picture_opened.connect(self.picture_opened)
            self.made.emit(panel)
        return self._quick

    def _taken(self, picture: ImagePart) -> None:
        self._made().open([picture])

    def _not_taken(self, reason: str) -> None:
        self.open()
        self.panel.say(reason)
