"""The values of a conversation: who said what, and what was shown.

Nothing here knows how a message is stored, sent or seen.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Role: TypeAlias = Literal["system", "user", "assistant"]
Rectangle: TypeAlias = tuple[float, float, float, float]  # x, y, width, height


@dataclass(frozen=True)
class TextPart:
    """Words."""

    text: str


@dataclass(frozen=True)
class Origin:
    """Where on the desktop a picture was taken: its pixels `content` show the points `bounds`.

    Points count from the top left corner of the main display. `app/reading/geometry.py` converts.
    """

    bounds: Rectangle
    content: Rectangle
    display: str = ""  # the system's name for it
    title: str = ""  # of the window, if it was one


@dataclass(frozen=True)
class ImagePart:
    """One picture: a file or the bytes of one. An animated one is seen as a clip."""

    source: Path | bytes
    name: str = ""
    origin: Origin | None = None  # of a capture


@dataclass(frozen=True)
class VideoPart:
    """One clip in a file, from `start` to `end` in seconds (None: its end).

    None leaves the rate (frames per second) and the budget (visual tokens) to the checkpoint.
    """

    source: Path
    name: str = ""
    start: float = 0.0
    end: float | None = None
    fps: float | None = None
    max_tokens: int | None = None


@dataclass(frozen=True)
class DocumentPart:
    """A text, which is sent as its words: a file, or the bytes of one, such as a long paste."""

    source: Path | bytes
    name: str = ""


Part: TypeAlias = TextPart | ImagePart | VideoPart | DocumentPart


@dataclass(frozen=True)
class Message:
    """One turn. What an assistant thought is not part of it: history carries answers only."""

    role: Role
    parts: tuple[Part, ...]


def said(role: Role, text: str, *shown: Part) -> Message:
    """A turn of words, after what is shown with them."""
    return Message(role, (*shown, TextPart(text)))


def words_of(parts: tuple[Part, ...]) -> str:
    """What was said, without what was shown."""
    return "\n\n".join(part.text for part in parts if isinstance(part, TextPart))
