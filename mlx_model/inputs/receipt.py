"""What the model will see of one attachment, told before it is sent."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["image", "video"]


@dataclass(frozen=True)
class Receipt:
    """Sizes are (width, height) in pixels, after the rotation that the file asks for."""

    name: str
    kind: Kind
    source_size: tuple[int, int]
    seen_size: tuple[int, int]
    times: tuple[float, ...]  # seconds of each frame seen; () for an image
    visual_tokens: int

    @property
    def frames(self) -> int:
        """How many pictures the model sees."""
        return len(self.times) if self.kind == "video" else 1

    def sentence(self) -> str:
        """One line for people."""
        sizes = f"{_size(self.source_size)} pixels"
        if self.seen_size != self.source_size:
            sizes += f", seen at {_size(self.seen_size)}"
        if self.kind == "video":
            frames = "1 frame" if self.frames == 1 else f"{self.frames} frames"
            sizes += f", {frames} from {self.times[0]:.1f} s to {self.times[-1]:.1f} s"
        return f"{self.name}: {self.kind}, {sizes}, {self.visual_tokens} visual tokens"


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]} x {size[1]}"
