"""Animated GIF, WebP, APNG and AVIF as a clip; each frame keeps its own duration."""

from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image

from mlx_model.inputs.images import decoding, shown_size, to_rgb

_USUAL = 0.1  # seconds; what browsers make of a duration of zero


class Animation:
    """A picture with frames in time. A `Clip`."""

    def __init__(self, image: Image.Image, name: str) -> None:
        self._image = image
        self._name = name
        self.size = shown_size(image, name)
        self._starts, self._duration = self._timing()

    @property
    def count(self) -> int:
        """Frames that can be read."""
        return len(self._starts)

    @property
    def rate(self) -> float:
        """Mean frames per second."""
        return self.count / self._duration

    def time(self, index: int) -> float:
        """Seconds at which a frame appears."""
        return self._starts[index]

    def frames(self, indices: Sequence[int]) -> Iterator[np.ndarray]:
        """Each frame as it looks when shown, with the frames below it composed by PIL."""
        for index in indices:
            with decoding(self._name):
                self._image.seek(index)
                # A copy: turning it to RGB must not disturb the canvas of later frames.
                frame = self._image.copy()
            yield np.asarray(to_rgb(frame, self._name))

    def close(self) -> None:
        """Nothing to give back: the file was read whole when it was opened."""

    def _timing(self) -> tuple[list[float], float]:
        """Start of each frame and the whole duration. Durations lie with the frames."""
        starts, now = [], 0.0
        with decoding(self._name):
            for index in range(getattr(self._image, "n_frames", 1)):
                self._image.seek(index)
                if self._image.format == "WEBP":
                    self._image.load()  # WebP tells a frame's duration once it is decoded
                starts.append(now)
                now += (self._image.info.get("duration") or _USUAL * 1000) / 1000
        return starts, now
