"""Where chats are kept: the store on disk, and one in memory for those that leave no trace."""

from app.chat.conversation import ChatCard, ChatSettings
from app.chat.store import Store


class Stores:
    """Finds the store of a chat."""

    def __init__(self, kept: Store) -> None:
        self.kept = kept
        self._traceless: Store | None = None

    def of(self, chat: str) -> Store:
        if self._traceless is not None and self.is_traceless(chat):
            return self._traceless
        return self.kept

    def is_traceless(self, chat: str) -> bool:
        store = self._traceless
        return store is not None and any(card.id == chat for card in store.chats())

    def new_chat(self, settings: ChatSettings, *, traceless: bool) -> ChatCard:
        if traceless and self._traceless is None:
            self._traceless = Store.traceless()
        store = self._traceless if traceless else self.kept
        assert store is not None
        return store.new_chat(settings=settings)

    def chats(self) -> tuple[ChatCard, ...]:
        kept = self.kept.chats()
        return kept if self._traceless is None else (*self._traceless.chats(), *kept)

    def close(self) -> None:
        """Forget what was to leave no trace; the kept store belongs to whoever opened it."""
        if self._traceless is not None:
            self._traceless.close()
            self._traceless = None
