"""The values a prompt is made of. A program maps its own messages onto these."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image

from mlx_model.fields import Json

Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True)
class TextPart:
    """Words."""

    text: str


@dataclass(frozen=True)
class ImagePart:
    """One picture: a file, the bytes of a file, or pixels. An animated one is seen as a clip.

    `max_tokens` lowers the checkpoint's own limit of visual tokens.
    """

    source: Path | bytes | Image.Image
    name: str = ""
    max_tokens: int | None = None


@dataclass(frozen=True)
class VideoPart:
    """A clip from `start` to `end` in seconds (None: its end), or an animated image.

    `fps` replaces the checkpoint's own sampling rate; `max_frames` and `max_tokens` lower its
    limits.
    """

    source: Path | Image.Image
    name: str = ""
    fps: float | None = None
    start: float = 0.0
    end: float | None = None
    max_frames: int | None = None
    max_tokens: int | None = None


Part = TextPart | ImagePart | VideoPart


@dataclass(frozen=True)
class Message:
    """One turn. `tool_calls` are as in OpenAI's API; arguments may be JSON text or an object."""

    role: Role
    parts: tuple[Part, ...]
    reasoning: str | None = None
    tool_calls: tuple[Json, ...] = ()
