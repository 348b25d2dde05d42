"""A video file as a clip, decoded by FFmpeg through PyAV.

Frames are walked in order, which is always right; a gap longer than `_SEEK_GAP` is jumped where
the file proves that its frame numbers and its times agree. In a file of varying frame rate a jump
lands on the frame shown at the stated time, a walk on the n-th frame, as in the reference
(transformers `video_utils.read_video_opencv`, which always walks). Its pixels are OpenCV's to the
last bit (tests/mlx_model/inputs/test_film.py).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import av
import av.logging
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from mlx_model.errors import MediaError
from mlx_model.inputs.images import MAX_PIXELS
from mlx_model.inputs.sampling import DEFAULT_RATE

# The decoder writes complaints past Python to the terminal; ours say them in one line.
av.logging.set_level(av.logging.PANIC)

_SEEK_GAP = 120  # frames; a jump costs about half the distance between key frames
_SPARE = 0.05  # containers estimate their frame count: so much less is no damage
# A playlist names other files and addresses: none of them is opened.
_OPTIONS = {"protocol_whitelist": "file"}


class Film:
    """A video file. A `Clip`."""

    def __init__(self, path: Path, name: str) -> None:
        if not path.is_file():
            raise MediaError(f"{path} does not exist or is no file: check the path.")
        if not path.stat().st_size:
            raise MediaError(f"{name} is empty: copy or download it again.")
        self._path, self._name = path, name
        self._colors = VideoReformatter()
        self._container = self._open()
        self._refuse_giants()
        self._begin()
        self.rate = self._stated_rate()
        self.count = self._readable_frames(self._stated_frames())
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
            frame = self._grab()
            if frame is None:
                raise MediaError(self._cut_short(index))
            yield self._upright(frame)

    def close(self) -> None:
        """Give the file back."""
        self._container.close()

    def _open(self) -> InputContainer:
        try:
            # An absolute path: FFmpeg takes other texts for addresses, devices or picture series.
            container = av.open(str(self._path.resolve()), options=_OPTIONS)
        except FFmpegError as error:
            raise MediaError(self._no_video()) from error
        if not container.streams.video or container.format.name in ("hls", "dash", "concat"):
            container.close()
            raise MediaError(self._no_video())
        return container

    def _no_video(self) -> str:
        return (
            f"{self._name} is not a video that can be read, or it is cut short: "
            "choose an MP4, MOV, WebM or AVI file, or export it again."
        )

    def _refuse_giants(self) -> None:
        codec = self._container.streams.video[0].codec_context
        width, height = codec.width, codec.height
        if width * height > MAX_PIXELS:
            raise MediaError(
                f"{self._name} has frames of {width} x {height} pixels, above the limit of "
                f"{MAX_PIXELS // 1_000_000} megapixels: export it smaller."
            )

    def _begin(self) -> None:
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        self._frames = self._decoded()
        self._next = 0  # index of the frame that the decoder gives next

    def _restart(self) -> None:
        self._container.close()
        self._container = self._open()
        self._begin()

    def _decoded(self) -> Iterator[VideoFrame]:
        """From where the file stands to its end; damaged packets are passed over."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except FFmpegError:
                return  # cut short: the frames are counted
            if packet is None:
                return
            try:
                yield from packet.decode()
            except FFmpegError:
                continue

    def _grab(self) -> VideoFrame | None:
        """The next frame, not yet converted; None at the end."""
        frame = next(self._frames, None)
        if frame is not None:
            self._next += 1
        return frame

    def _upright(self, frame: VideoFrame) -> np.ndarray:
        """(height, width, 3) RGB bytes, turned as the file says."""
        colors = self._colors.reformat(frame, format="rgb24", interpolation="BICUBIC").to_ndarray()
        quarters = round(frame.rotation / 90)
        return np.ascontiguousarray(np.rot90(colors, quarters)) if quarters else colors

    def _stated_rate(self) -> float:
        rate = float(self._stream.guessed_rate or self._stream.average_rate or 0.0)
        return rate if np.isfinite(rate) and rate > 0 else DEFAULT_RATE

    def _stated_frames(self) -> int:
        """As the container says, or as many as its duration holds; 0 where it says neither."""
        if self._stream.frames:
            return self._stream.frames
        seconds = (self._container.duration or 0) / av.time_base
        return int(seconds * self.rate + 0.5)

    def _readable_frames(self, stated: int) -> int:
        """The frames there truly are: the stated count if its last one reads, else counted."""
        if stated > 0 and self._reads(stated - 1):
            return stated
        self._restart()
        while self._grab() is not None:
            pass
        count = self._next
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
        read = self._next == index and self._grab() is not None
        self._restart()
        return read

    def _first_size(self) -> tuple[int, int]:
        """From a frame rather than the header, which some files contradict."""
        frame = next(self.frames([0]))
        self._restart()
        return frame.shape[1], frame.shape[0]

    def _walk(self, index: int) -> None:
        while self._next < index and self._grab() is not None:
            pass

    def _jump(self, index: int) -> None:
        """Go to a frame, or to the start where the file does not prove that it is that frame.

        The proof is the time of the frame before it.
        """
        before = index - 1
        if before > 0 and self._seek(before):
            for frame in self._frames:
                number = self._number(frame)
                if number is None or number > before:
                    break
                if number == before:
                    self._next = index
                    return
        self._restart()

    def _seek(self, index: int) -> bool:
        """To the key frame before it."""
        base = self._stream.time_base
        if base is None:
            return False
        place = (self._stream.start_time or 0) + round(self.time(index) / float(base))
        try:
            self._container.seek(place, stream=self._stream)
        except FFmpegError:
            return False
        self._frames = self._decoded()
        return True

    def _number(self, frame: VideoFrame) -> int | None:
        """Which one it is by its time, if the time is that of a frame at all."""
        if frame.pts is None or frame.time_base is None:
            return None
        seconds = float((frame.pts - (self._stream.start_time or 0)) * frame.time_base)
        number = round(seconds * self.rate)
        return number if abs(seconds - self.time(number)) < 0.25 / self.rate else None

    def _cut_short(self, index: int) -> str:
        return (
            f"{self._name} cannot be read at {self.time(index):.1f} s (frame {index} of "
            f"{self.count}): copy or download it again, or end the clip before."
        )
