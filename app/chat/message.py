"""The values of a conversation: who said what, and what was shown.

Nothing here knows how a message is stored, sent or seen.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Role: TypeAlias = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class TextPart:
    """Words."""

    text: str


@dataclass(frozen=True)
class ImagePart:
    """One picture: a file or the bytes of one. An animated one is seen as a clip."""

    source: Path | bytes
    name: str = ""


@dataclass(frozen=True)
class VideoPart:
    """One clip in a file."""

    source: Path
    name: str = ""


Part: TypeAlias = TextPart | ImagePart | VideoPart


@dataclass(frozen=True)
class Message:
    """One turn. What an assistant thought is not part of it: history carries answers only."""

    role: Role
    parts: tuple[Part, ...]


def said(role: Role, text: str, *shown: Part) -> Message:
    """A turn of words, after what is shown with them."""
    return Message(role, (*shown, TextPart(text)))
