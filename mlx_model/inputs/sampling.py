"""Which frames of a clip are seen, and the times told to the model.

Reference: `Qwen3VLVideoProcessor.sample_frames` and `Qwen3VLProcessor._calculate_timestamps` of
transformers: evenly spaced indices, rounded half to even, and for each pair of frames that makes
one visual token the mean of their times.
"""

import math
from collections.abc import Sequence

import numpy as np

from mlx_model.errors import MediaError
from mlx_model.inputs.budget import VideoBudget

DEFAULT_RATE = 24.0  # what the reference assumes of a file that does not say


def sample_indices(count: int, rate: float, budget: VideoBudget) -> list[int]:
    """Indices of the frames seen out of `count` frames at `rate` frames per second."""
    assert count > 0 and rate > 0
    wanted = max(int(count / rate * budget.fps), budget.min_frames)
    wanted = min(wanted, budget.max_frames, count)
    return [int(index) for index in np.linspace(0, count - 1, wanted).round()]


def frame_range(count: int, rate: float, start: float, end: float | None) -> range:
    """The frames shown between two times in seconds.

    Raises:
        MediaError: the range is empty or lies outside the clip.
    """
    duration = count / rate
    if start < 0 or math.isnan(start) or (end is not None and not end > start):
        raise MediaError(
            f"A clip from {start} s to {end} s is empty: choose an end after its start."
        )
    if start >= duration:
        raise MediaError(f"The clip is {duration:.1f} s long and cannot start at {start} s.")
    first = math.floor(start * rate + 1e-6)  # a frame is shown until the next one comes
    last = count if end is None else min(count, math.ceil(end * rate - 1e-6))
    return range(first, max(last, first + 1))


def token_times(times: Sequence[float], temporal: int) -> list[float]:
    """Seconds told before each visual frame; an odd last frame is paired with itself."""
    padded = list(times) + [times[-1]] * (-len(times) % temporal)
    groups = range(0, len(padded), temporal)
    return [(padded[i] + padded[i + temporal - 1]) / 2 for i in groups]
