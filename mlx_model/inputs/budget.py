"""How large a picture or clip is shown to the model, by the checkpoint's own limits.

Sides become whole multiples of patch x merge, and the pixels (of a clip: of all its frames) are
kept between `size.shortest_edge` and `size.longest_edge` of the checkpoint's file, which count
pixels in spite of their names. Reference: `smart_resize` in transformers
`models/qwen2_vl/image_processing_pil_qwen2_vl.py` and
`models/qwen3_vl/video_processing_qwen3_vl.py`; both roundings are kept to the pixel.
"""

import math
from dataclasses import dataclass, replace

from mlx_model.errors import ConfigError, MediaError
from mlx_model.fields import Fields, Json

MAX_ASPECT = 200  # longer strips are refused by the reference too

Size = tuple[int, int]  # width, height


@dataclass(frozen=True)
class ImageBudget:
    """Limits of one picture."""

    factor: int  # pixels per visual token and side
    min_pixels: int
    max_pixels: int

    def fit(self, size: Size) -> Size:
        """The size at which a picture is shown."""
        width, height = size
        _check_aspect(width, height)
        fitted = _round_to(width, self.factor), _round_to(height, self.factor)
        area = fitted[0] * fitted[1]
        if area > self.max_pixels:
            return _shrink(size, math.sqrt(height * width / self.max_pixels), self.factor)
        if area < self.min_pixels:
            return _grow(size, math.sqrt(self.min_pixels / (height * width)), self.factor)
        return fitted

    def at_most(self, tokens: int | None) -> "ImageBudget":
        """The same budget with no more than so many visual tokens."""
        if tokens is None:
            return self
        return replace(self, max_pixels=_capped(self.max_pixels, tokens, self.factor**2))


@dataclass(frozen=True)
class VideoBudget:
    """Limits of one clip: how many frames are sampled, and how large they are shown."""

    factor: int
    temporal_factor: int  # frames per visual token
    min_pixels: int  # of all frames together
    max_pixels: int
    fps: float
    min_frames: int
    max_frames: int
    cap_pixels_per_frame: bool
    max_video_tokens: int  # per frame, where capped

    def fit(self, size: Size, frames: int) -> Size:
        """The size at which each of so many frames is shown."""
        frames = max(frames, self.temporal_factor)  # a single frame is repeated to a pair
        width, height = size
        if min(width, height) < self.factor:
            scale = max(self.factor / height, self.factor / width)
            width, height = int(width * scale), int(height * scale)
        _check_aspect(width, height)
        fitted = _round_to(width, self.factor), _round_to(height, self.factor)
        volume = _round_to(frames, self.temporal_factor) * fitted[0] * fitted[1]
        limit = self._limit(frames)
        if volume > limit:
            return _shrink((width, height), math.sqrt(frames * height * width / limit), self.factor)
        if volume < self.min_pixels:
            scale = math.sqrt(self.min_pixels / (frames * height * width))
            return _grow((width, height), scale, self.factor)
        return fitted

    def _limit(self, frames: int) -> int:
        if not self.cap_pixels_per_frame:
            return self.max_pixels
        share = min(self.max_video_tokens * self.factor**2, self.max_pixels // frames)
        return max(share, int(self.min_pixels * 1.05)) * frames

    def at_most(self, tokens: int | None, frames: int | None, fps: float | None) -> "VideoBudget":
        """The same budget with lower limits, or another sampling rate."""
        budget = self
        if tokens is not None:
            each = self.temporal_factor * self.factor**2
            budget = replace(budget, max_pixels=_capped(budget.max_pixels, tokens, each))
        if frames is not None:
            if frames < 1:
                raise MediaError(f"A clip needs at least one frame, not {frames}.")
            least = min(frames, budget.min_frames)
            budget = replace(budget, max_frames=min(frames, budget.max_frames), min_frames=least)
        if fps is not None:
            if not fps > 0 or math.isinf(fps):
                raise MediaError(f"Frames per second must be a positive number, not {fps}.")
            budget = replace(budget, fps=fps)
        return budget


def image_budget(raw: Json, factor: int, place: str) -> ImageBudget:
    """Read the limits of the image section of a checkpoint."""
    shortest, longest = _edges(raw, place)
    return ImageBudget(factor, shortest, longest)


def video_budget(raw: Json, factor: int, place: str) -> VideoBudget:
    """Read the limits of the video section; what it leaves out is the reference class's default.

    The reference caps no frame where the file says nothing (`cap_pixels_per_frame` unset).
    """
    shortest, longest = _edges(raw, place)
    given = Fields(
        {"fps": 2, "min_frames": 4, "max_frames": 768, "max_video_tokens": 768}
        | {name: value for name, value in raw.items() if value is not None},
        place,
    )
    return VideoBudget(
        factor=factor,
        temporal_factor=given.integer("temporal_patch_size"),
        min_pixels=shortest,
        max_pixels=longest,
        fps=given.number("fps"),
        min_frames=given.integer("min_frames"),
        max_frames=given.integer("max_frames"),
        cap_pixels_per_frame=bool(raw.get("cap_pixels_per_frame")),
        max_video_tokens=given.integer("max_video_tokens"),
    )


def _edges(raw: Json, place: str) -> tuple[int, int]:
    """Newer files say size.shortest_edge and size.longest_edge, older ones min/max_pixels."""
    size = raw.get("size")
    edges = dict(size) if isinstance(size, dict) else {}
    for edge, old in (("shortest_edge", "min_pixels"), ("longest_edge", "max_pixels")):
        if raw.get(old) is not None:
            edges[edge] = raw[old]
    fields = Fields(edges, f"{place}.size")
    shortest, longest = fields.integer("shortest_edge"), fields.integer("longest_edge")
    if shortest > longest:
        raise ConfigError(
            f"{place}.size.shortest_edge {shortest} exceeds longest_edge {longest}: "
            "download the checkpoint again."
        )
    return shortest, longest


def _check_aspect(width: int, height: int) -> None:
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise MediaError(
            f"{width} x {height} is too long and thin to be seen "
            f"(at most {MAX_ASPECT} to 1): cut it into pieces."
        )


def _round_to(side: int, factor: int) -> int:
    return round(side / factor) * factor


def _shrink(size: Size, scale: float, factor: int) -> Size:
    width, height = (max(factor, math.floor(side / scale / factor) * factor) for side in size)
    return width, height


def _grow(size: Size, scale: float, factor: int) -> Size:
    width, height = (math.ceil(side * scale / factor) * factor for side in size)
    return width, height


def _capped(pixels: int, tokens: int, pixels_per_token: int) -> int:
    if tokens < 1:
        raise MediaError(f"An attachment needs at least one visual token, not {tokens}.")
    return min(pixels, tokens * pixels_per_token)
