"""What a model takes at once on this machine, and what of it is left for a folder."""

from collections.abc import Callable
from dataclasses import dataclass

from app.chat.document import LARGEST

TURNS = 64  # tokens of the marks around the turns and of the words around a question
SPARE = 0.98  # pieces counted one by one make a few tokens fewer or more than when put together
LEAST_ROOM = 400  # tokens: with less, a part holds no more than a few lines
LONGEST_ANSWER, LONGEST_QUESTION = 2048, 1024  # tokens
MOST_PARTS = 24  # unless the user wants more: each is a prompt that fills the window
NAMED = 1000  # bytes of a document beside its text


class NoRoom(Exception):
    """The model takes too little for any folder. The message says how much, and what to do."""


@dataclass(frozen=True)
class Window:
    """Of a checkpoint on this machine.

    `context` tokens are what it was made for; `count` says how many a text has, by its own
    tokenizer; `needs` how many bytes of memory so many tokens take, the weights among them;
    `usable` bytes are there.
    """

    context: int
    count: Callable[[str], int]
    needs: Callable[[int], int]
    usable: int

    @property
    def tokens(self) -> int:
        """As many as both the context and the memory allow."""
        least, most = 0, self.context
        while least < most:
            middle = (least + most + 1) // 2
            if self.needs(middle) <= self.usable:
                least = middle
            else:
                most = middle - 1
        return least

    @property
    def answer(self) -> int:
        """Tokens kept free for an answer."""
        return min(LONGEST_ANSWER, self.tokens // 4)

    @property
    def question(self) -> int:
        """Tokens kept free for a question."""
        return min(LONGEST_QUESTION, self.tokens // 8)


@dataclass(frozen=True)
class Room:
    """How much of a folder stands in one prompt: `size` and `cost` of a text in the same unit."""

    size: int
    cost: Callable[[str], int]


def room_of(window: Window | None) -> Room:
    """In tokens, or in bytes where no model is known. A text that fills it is a document that can
    be sent: its bytes are bounded too.

    Raises:
        NoRoom: with the numbers.
    """
    most = LARGEST - NAMED
    if window is None:
        return Room(most, lambda text: len(text.encode()))
    size = int((window.tokens - window.answer - window.question - TURNS) * SPARE)
    if size < LEAST_ROOM:
        raise NoRoom(
            f"the model takes {window.tokens:,} tokens here ({window.context:,} by itself), too "
            "few for a folder; choose a model with a longer context, or one that needs less memory"
        )
    return Room(size, lambda text: max(window.count(text), -(-len(text.encode()) * size // most)))
