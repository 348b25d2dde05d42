"""The frames of a clip that would be sent, as small pictures for people."""

import io
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from PIL import Image

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
    packed = io.BytesIO()
    small = Image.fromarray(frame).resize(size, Image.Resampling.BOX)
    small.save(packed, "JPEG", quality=QUALITY)
    return packed.getvalue()
