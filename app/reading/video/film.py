"""What reading needs of a film besides a model: its frames, and what a model would see of it.

The command line gives the port's own decoder, so that no file is decoded in two ways; a test gives
pictures that it drew itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PIL import Image

from app.chat.events import Receipt
from app.chat.message import VideoPart

OVERVIEW = 1920  # pixels of the longer side: 2,040 visual tokens of a film in 16:9


class Unwatchable(Exception):
    """What was asked cannot be done with this film. One line: what is wrong, and what to do."""


@dataclass(frozen=True, eq=False)
class Still:
    """One frame, upright, in RGB. `time` is the second at which it appears."""

    time: float
    picture: Image.Image


def overview(still: Still) -> Image.Image:
    """The frame at a size at which a dozen of them can be shown at once."""
    picture = still.picture.copy()
    picture.thumbnail((OVERVIEW, OVERVIEW))
    return picture


class Film(Protocol):
    """A film file or an animated picture that is open."""

    @property
    def path(self) -> Path: ...

    @property
    def name(self) -> str: ...

    @property
    def seconds(self) -> float:
        """Its length."""
        ...

    @property
    def rate(self) -> float:
        """Frames per second, the mean where it varies."""
        ...

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels as shown, after rotation."""
        ...

    def stills(self, times: Sequence[float]) -> Iterator[Still]:
        """The frames shown at rising times, each frame once, decoded one at a time."""
        ...

    def receipt(self, part: VideoPart) -> Receipt:
        """What the model would see of a stretch of this film."""
        ...
