"""One question of a quick talk and how its answer stands; a talk is a tuple of these."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.chat.conversation import Reply
from app.chat.message import ImagePart, Message, said
from app.ui import phase
from app.ui.phase import Phase


@dataclass(frozen=True)
class Exchange:
    """`reply.end` is None while the answer is on its way."""

    question: Message
    text: str = ""
    reply: Reply = Reply()
    phase: Phase = phase.Waiting()

    @property
    def is_over(self) -> bool:
        return self.reply.end is not None

    @property
    def picture(self) -> ImagePart | None:
        """What the question shows; the last one where there are several."""
        shown = [part for part in self.question.parts if isinstance(part, ImagePart)]
        return shown[-1] if shown else None


def messages_of(talk: Iterable[Exchange]) -> tuple[Message, ...]:
    """What was said in it; an answer that never began says nothing."""
    told: list[Message] = []
    for exchange in talk:
        told.append(exchange.question)
        if exchange.text:
            told.append(said("assistant", exchange.text))
    return tuple(told)


def replies_of(talk: Iterable[Exchange]) -> tuple[Reply, ...]:
    """Those of the answers in `messages_of`, in their order."""
    return tuple(exchange.reply for exchange in talk if exchange.text)
