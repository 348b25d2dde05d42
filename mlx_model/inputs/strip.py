"""The frames of a clip that would be sent, as small pictures for people."""

from contextlib import closing
from dataclasses import dataclass

import cv2
import numpy as np

from mlx_model.errors import RequestError
from mlx_model.inputs.message import VideoPart
from mlx_model.inputs.receipt import Receipt
from mlx_model.inputs.video import OnFrame, VideoReader, open_clip

MOST = 768  # frames; so many does the family's own budget allow
QUALITY = 82  # of the JPEGs


@dataclass(frozen=True)
class Strip:
    """`frames` are JPEGs, one for each of the receipt's times."""

    receipt: Receipt
    frames: tuple[bytes, ...]


def read_strip(
    reader: VideoReader, part: VideoPart, name: str, side: int, on_frame: OnFrame | None = None
) -> Strip:
    """Decode the frames that `reader` would show to the model, at most `side` pixels long.

    Raises:
        MediaError: the clip cannot be read.
        RequestError: more frames than can be shown.
    """
    with closing(open_clip(part, name)) as clip:
        indices, receipt = reader.plan(clip, part, name)
        if len(indices) > MOST:
            raise RequestError(
                f"{name} would be shown in {len(indices)} frames, and {MOST} can be looked at: "
                "lower the rate or shorten the clip."
            )
        size = _within(receipt.seen_size, side)
        frames: list[bytes] = []
        for number, frame in enumerate(clip.frames(indices), start=1):
            frames.append(_jpeg(frame, size))
            if on_frame is not None:
                on_frame(number, len(indices))
    return Strip(receipt, tuple(frames))


def _within(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The shape that the model sees, no larger than it sees it."""
    scale = min(side / max(size), 1.0)
    return max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)


def _jpeg(frame: np.ndarray, size: tuple[int, int]) -> bytes:
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    settings = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    _, coded = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), settings)
    return coded.tobytes()
