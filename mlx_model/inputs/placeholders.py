"""The marks in a rendered text that pictures and clips stand for, one per visual token.

The text is encoded with a single mark per block, which is then repeated among the ids: a mark is
a token of its own wherever it stands, so the result is the same as encoding thousands of marks,
and much cheaper.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlx_model.config import VisualTokens
from mlx_model.errors import ConfigError, PromptError
from mlx_model.inputs.sampling import token_times
from mlx_model.inputs.tokenizer import Tokenizer
from mlx_model.inputs.visual import Visual


@dataclass(frozen=True)
class Placeholders:
    """The marks as the checkpoint spells them."""

    tokens: VisualTokens
    image: str
    video: str
    start: str
    end: str
    temporal: int  # frames per visual frame
    merge: int

    def expand(self, text: str, visuals: Sequence[Visual]) -> str:
        """Give each clip's mark one timed block per visual frame.

        Raises:
            PromptError: the template wrote other marks than there are attachments.
        """
        marks = re.compile(f"{re.escape(self.image)}|{re.escape(self.video)}")
        written = ["image" if mark == self.image else "video" for mark in marks.findall(text)]
        if written != [visual.kind for visual in visuals]:
            raise PromptError(
                f"The chat template wrote marks for {len(written)} attachments where there are "
                f"{len(visuals)}: it cannot show pictures or clips in these messages."
            )
        following = iter(visuals)
        return marks.sub(lambda _: self._blocks(next(following)), text)

    def repeat(self, ids: np.ndarray, visuals: Sequence[Visual]) -> np.ndarray:
        """Repeat each block's single mark once per visual token."""
        sizes = [
            h * w // self.merge**2
            for t, h, w in (visual.grid for visual in visuals)
            for _ in range(t)
        ]
        counts = np.ones(len(ids), np.int64)
        counts[(ids == self.tokens.image) | (ids == self.tokens.video)] = sizes
        return np.repeat(ids, counts)

    def _blocks(self, visual: Visual) -> str:
        if visual.kind == "image":
            return self.image
        block = f"{self.start}{self.video}{self.end}"
        times = token_times(visual.receipt.times, self.temporal)
        return "".join(f"<{time:.1f} seconds>{block}" for time in times)


def find_placeholders(
    tokenizer: Tokenizer, tokens: VisualTokens, temporal: int, merge: int
) -> Placeholders:
    """Spell the marks by the ids that config.json names."""
    ids = (tokens.image, tokens.video, tokens.vision_start, tokens.vision_end)
    image, video, start, end = (tokenizer.token_bytes(id_).decode() for id_ in ids)
    if not tokenizer.special_ids.issuperset(ids):
        raise ConfigError(
            f"config.json names {ids} as the marks of pictures, which the tokenizer does not "
            "list as special tokens: download the checkpoint again."
        )
    return Placeholders(tokens, image, video, start, end, temporal, merge)
