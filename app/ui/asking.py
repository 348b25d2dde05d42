"""Questions: kept first, then sent; one answer a chat at a time, each with one end."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.chat.conversation import ChatSettings, Draft, Shown, Turn
from app.chat.message import Message, Part, TextPart, said
from app.chat.store import StoreError
from app.client.client import Client
from app.ui.answer import Answer
from app.ui.keeping import keeping
from app.ui.phase import Phase
from app.ui.stores import Stores
from app.ui.title import title_of


class Asking(QObject):
    """Signals carry the chat's id first."""

    asked = Signal(str)  # a question is kept; its answer begins
    grew = Signal(str, object, object)  # Turn, Phase
    ended = Signal(str, object)  # Turn
    refused = Signal(str, object, str)  # the Draft that was not kept, and why
    unkept = Signal(str)  # why an answer could not be stored (without a chat)

    def __init__(self, stores: Stores, client: Client, parent: QObject) -> None:
        super().__init__(parent)
        self._stores, self._client = stores, client
        self._answers: dict[str, Answer] = {}
        self._preparing: set[str] = set()
        self._why = ""
        self.turn_to: Callable[[str], str] = lambda model: ""
        """Has a chat's own model answer ("": the one in use); says why it cannot, or ""."""
        self.system = ""  # said before chats that have no prompt of their own

    def is_busy(self, chat: str) -> bool:
        """A question of this chat is being kept or answered."""
        return chat in self._answers or chat in self._preparing

    @property
    def answers(self) -> Iterable[Answer]:
        return tuple(self._answers.values())

    def now(self, chat: str) -> tuple[Turn, Phase] | None:
        """How the answer in flight stands."""
        answer = self._answers.get(chat)
        return (answer.turn, answer.phase) if answer else None

    def ask(self, chat: str, parent: str | None, draft: Draft) -> None:
        """Keep a question behind the turn `parent` and have it answered."""
        assert not self.is_busy(chat)
        refusal = self.turn_to(self._stores.of(chat).settings(chat).model)
        if refusal:
            self.refused.emit(chat, draft, refusal)
            return
        self._preparing.add(chat)
        parts: tuple[Part, ...] = (*draft.parts, TextPart(draft.text.strip()))
        work = keeping(self._stores.of(chat), parts, self)
        work.done.connect(lambda kept: self._kept(chat, parent, draft, kept))
        work.failed.connect(lambda reason: self._not_kept(chat, draft, reason))
        work.start()

    def answer(self, chat: str, question: str) -> None:
        """Begin one more answer to a question that is kept."""
        assert not self.is_busy(chat)
        store = self._stores.of(chat)
        settings = store.settings(chat)
        refusal = self.turn_to(settings.model)
        if refusal:
            self.unkept.emit(refusal)
            return
        try:
            turn = store.begin_reply(chat, question, self._client.connection.model)
        except StoreError as error:
            self.unkept.emit(str(error))
            return
        keep = "nothing" if self._stores.is_traceless(chat) else "disk"
        messages = messages_of(store.path(chat), settings, self.system)
        self._client.start()  # one that failed is tried anew: a person wants an answer
        stream = self._client.ask(messages, settings.settings, keep=keep)
        answer = Answer(store, turn, stream, self)
        self._answers[chat] = answer
        answer.grew.connect(lambda turn, phase: self.grew.emit(chat, turn, phase))
        answer.ended.connect(lambda turn: self._ended(chat, turn))
        answer.refused.connect(self.unkept)
        self.asked.emit(chat)
        answer.wait_for(self._why)

    def stop(self, chat: str) -> None:
        """End the answer of a chat, if there is one; what came of it stays."""
        answer = self._answers.get(chat)
        if answer is not None:
            answer.stop()

    def wait_for(self, why: str) -> None:
        """What keeps every answer from beginning, "" if nothing does."""
        self._why = why
        for answer in self.answers:
            answer.wait_for(why)

    def close(self) -> None:
        """End all; what came of them is kept."""
        for answer in self.answers:
            answer.stop()

    def _kept(self, chat: str, parent: str | None, draft: Draft, parts: tuple[Part, ...]) -> None:
        store = self._stores.of(chat)
        try:
            turn = store.add(chat, parent, "user", parts)
            store.keep_draft(chat, Draft())
            if not store.card(chat).title:
                store.rename(chat, title_of(parts))
        except StoreError as error:
            self._not_kept(chat, draft, str(error))
            return
        self._preparing.discard(chat)
        self.answer(chat, turn.id)

    def _not_kept(self, chat: str, draft: Draft, reason: str) -> None:
        self._preparing.discard(chat)
        self.refused.emit(chat, draft, reason)

    def _ended(self, chat: str, turn: Turn) -> None:
        self._answers.pop(chat).deleteLater()
        self.ended.emit(chat, turn)


def messages_of(
    path: Sequence[Shown], settings: ChatSettings, default_system: str = ""
) -> list[Message]:
    """What the model is told: answers that never began say nothing.

    Nor do questions that no model can answer, such as one that is too long: with them in it, every
    later one would fail as well.
    """
    refused = {shown.turn.parent for shown in path if _is_refusal(shown.turn)}
    said_so_far = [shown.turn for shown in path if shown.turn.id not in refused]
    turns = [turn for turn in said_so_far if turn.role != "assistant" or turn.text]
    prompt = settings.system.strip() or default_system.strip()
    system = [said("system", prompt)] if prompt else []
    return [*system, *(_without_empty_words(turn.message) for turn in turns)]


def _is_refusal(turn: Turn) -> bool:
    """An answer that never began, and would not if it were asked for again."""
    end = turn.reply.end if turn.reply is not None else None
    return end is not None and end.reason == "failed" and not end.retryable and not turn.text


def _without_empty_words(message: Message) -> Message:
    parts = [p for p in message.parts if not isinstance(p, TextPart) or p.text.strip()]
    return replace(message, parts=tuple(parts))
