"""The values of a kept conversation: a tree of turns, of which one path is shown.

Editing a question, asking again and branching add a sibling and never change a turn; the versions
of a turn are its siblings in the order they were made.
"""

from dataclasses import dataclass, field

from app.chat.events import End, Receipt
from app.chat.message import Message, Part, Role, words_of
from app.chat.settings import Settings


@dataclass(frozen=True)
class Reply:
    """What belongs to an answer beside its words."""

    thinking: str = ""
    thought_s: float = 0.0
    receipts: tuple[Receipt, ...] = ()
    end: End | None = None  # None: still being written, or the program ended meanwhile
    model: str = ""


@dataclass(frozen=True)
class Turn:
    """One node of the tree. `reply` is there for an assistant's turn only."""

    id: str
    parent: str | None
    role: Role
    parts: tuple[Part, ...]
    created: float  # seconds since 1970
    reply: Reply | None = None

    @property
    def text(self) -> str:
        return words_of(self.parts)

    @property
    def message(self) -> Message:
        """As a model is told of it."""
        return Message(self.role, self.parts)


@dataclass(frozen=True)
class Shown:
    """A turn on the path, and all its versions, itself among them, oldest first."""

    turn: Turn
    versions: tuple[str, ...]


@dataclass(frozen=True)
class ChatSettings:
    """How a chat is answered. "" takes the program's choice."""

    model: str = ""
    system: str = ""
    preset: str = ""  # name of the sampling preset the settings came from
    settings: Settings = Settings()


@dataclass(frozen=True)
class ChatCard:
    """A conversation as a list shows it. Times in seconds since 1970."""

    id: str
    title: str  # "" until there is something to name it after
    created: float
    changed: float
    folder: str = ""
    pinned: bool = False
    trashed: float | None = None  # when it was deleted
    traceless: bool = False  # it is kept nowhere


@dataclass(frozen=True)
class Draft:
    """What stands in the composer and was not sent."""

    text: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and not self.parts


@dataclass(frozen=True)
class Place:
    """How a chat was left: the turn at the top of the view and how far it was scrolled off.

    `turn` is "" at the end of the conversation, where an answer is followed.
    """

    turn: str = ""
    offset: int = 0  # points


@dataclass(frozen=True)
class Hit:
    """Where a search found something: in the title where `turn` is ""."""

    chat: ChatCard
    turn: str
    excerpt: str
    spans: tuple[tuple[int, int], ...] = field(default=())  # of the words found, in the excerpt
