"""A video file as a clip, decoded by OpenCV.

Frames are walked in order, which is always right; a gap longer than `_SEEK_GAP` is jumped where
the file proves that its frame numbers and its times agree. In a file of varying frame rate a jump
lands on the frame shown at the stated time, a walk on the n-th frame, as in the reference
(transformers `video_utils.read_video_opencv`, which always walks).
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from mlx_model.errors import MediaError
from mlx_model.inputs.images import MAX_PIXELS
from mlx_model.inputs.sampling import DEFAULT_RATE

# OpenCV and its decoder write complaints past Python to the terminal; ours say them in one line.
# The decoder reads its level from the environment when it opens its first file.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

_SEEK_GAP = 120  # frames; a jump costs about half the distance between key frames
_SPARE = 0.05  # containers estimate their frame count: so much less is no damage


class Film:
    """A video file. A `Clip`."""

    def __init__(self, path: Path, name: str) -> None:
        if not path.is_file():
            raise MediaError(f"{path} does not exist or is no file: check the path.")
        if not path.stat().st_size:
            raise MediaError(f"{name} is empty: copy or download it again.")
        self._path, self._name = path, name
        self._capture = self._open()
        self._refuse_giants()
        self._next = 0  # index of the frame that the decoder gives next
        rate = float(self._capture.get(cv2.CAP_PROP_FPS))
        self.rate = rate if np.isfinite(rate) and rate > 0 else DEFAULT_RATE
        self.count = self._readable_frames(int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT)))
        self.size = self._first_size()

    def time(self, index: int) -> float:
        """Seconds at which a frame appears."""
        return index / self.rate

    def frames(self, indices: Sequence[int]) -> Iterator[np.ndarray]:
        """Each frame upright in RGB; those between are decoded but never kept."""
        for index in indices:
            if not 0 <= index - self._next <= _SEEK_GAP:
                self._jump(index)
            self._walk(index)
            found, frame = self._capture.read()
            if not found:
                raise MediaError(self._cut_short(index))
            self._next = index + 1
            yield cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)

    def close(self) -> None:
        """Give the file back."""
        self._capture.release()

    def _open(self) -> cv2.VideoCapture:
        # An absolute path and a named back end: OpenCV takes other texts for addresses, devices
        # or numbered picture series.
        capture = cv2.VideoCapture(str(self._path.resolve()), cv2.CAP_FFMPEG)
        if not capture.isOpened():
            raise MediaError(
                f"{self._name} is not a video that can be read, or it is cut short: "
                "choose an MP4, MOV, WebM or AVI file, or export it again."
            )
        return capture

    def _refuse_giants(self) -> None:
        width = int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH))
        height = int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
        if width * height > MAX_PIXELS:
            raise MediaError(
                f"{self._name} has frames of {width} x {height} pixels, above the limit of "
                f"{MAX_PIXELS // 1_000_000} megapixels: export it smaller."
            )

    def _restart(self) -> None:
        self._capture.release()
        self._capture = self._open()
        self._next = 0

    def _readable_frames(self, stated: int) -> int:
        """The frames there truly are: the stated count if its last one reads, else counted."""
        if stated > 0 and self._reads(stated - 1):
            return stated
        self._restart()
        count = 0
        while self._capture.grab():
            count += 1
        self._restart()
        if count == 0:
            raise MediaError(f"{self._name} has no frame that can be read: export it again.")
        if count < stated * (1 - _SPARE) - 1:
            raise MediaError(
                f"{self._name} is cut short: {count} of {stated} frames can be read. "
                "Copy or download it again."
            )
        return count

    def _reads(self, index: int) -> bool:
        if index > _SEEK_GAP:
            self._jump(index)
        self._walk(index)
        read = self._next == index and self._capture.grab()
        self._restart()
        return bool(read)

    def _first_size(self) -> tuple[int, int]:
        """From a frame rather than the header, which some files contradict."""
        frame = next(self.frames([0]))
        self._restart()
        return frame.shape[1], frame.shape[0]

    def _walk(self, index: int) -> None:
        while self._next < index and self._capture.grab():
            self._next += 1

    def _jump(self, index: int) -> None:
        """Go to a frame, or to the start where the file does not prove that it is that frame."""
        before = index - 1
        self._capture.set(cv2.CAP_PROP_POS_FRAMES, before)
        if before > 0 and self._capture.grab():
            seconds = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            if abs(seconds - before / self.rate) < 0.5 / self.rate:
                self._next = index
                return
        self._restart()

    def _cut_short(self, index: int) -> str:
        return (
            f"{self._name} cannot be read at {self.time(index):.1f} s (frame {index} of "
            f"{self.count}): copy or download it again, or end the clip before."
        )
