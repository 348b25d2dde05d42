"""What a film file and an animated picture have in common: frames in time."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np


class Clip(Protocol):
    """Frames numbered from 0, decoded only as asked for."""

    @property
    def count(self) -> int:
        """Frames that can be read."""
        ...

    @property
    def rate(self) -> float:
        """Frames per second, the mean where it varies."""
        ...

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) as shown, after rotation."""
        ...

    def time(self, index: int) -> float:
        """Seconds at which a frame appears."""
        ...

    def frames(self, indices: Sequence[int]) -> Iterator[np.ndarray]:
        """The frames of rising indices, each (height, width, 3) RGB bytes, one at a time."""
        ...

    def close(self) -> None:
        """Give the file back."""
        ...
