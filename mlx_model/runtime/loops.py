"""Notices that an answer has begun to repeat itself, token for token.

Small models fall into cycles, above all while they think (Qwen/Qwen3.8 issues 88 and 145); the
0.8B card says to detect it while streaming. For each length of cycle p up to a limit we count how
many tokens in a row equalled the one p places before them. A cycle in which anything changes (a
counter, a coordinate) is none.
"""

from dataclasses import dataclass

import numpy as np

from mlx_model.errors import RequestError


@dataclass(frozen=True)
class LoopLimits:
    """When a repetition is called a loop: both `least` and `times` must be reached.

    As they stand, a 12 x 12 table of zeros or sixty equal lines of code are let through.

    Raises:
        RequestError: a limit that makes no sense.
    """

    longest: int = 256  # tokens of the longest cycle that is looked for
    least: int = 512  # tokens that the repetitions must span in all
    times: int = 4  # how often the cycle must have come, the first time included

    def __post_init__(self) -> None:
        for name, least in (("longest", 1), ("least", 2), ("times", 2)):
            if getattr(self, name) < least:
                raise RequestError(f"{name} of the loop guard must be {least} or more.")


class LoopGuard:
    """Watches one answer."""

    def __init__(self, limits: LoopLimits | None = None) -> None:
        limits = limits or LoopLimits()
        size = limits.longest
        self._last = np.full(2 * size, -1, dtype=np.int64)  # each token twice, `size` apart, so
        self._place = 0  # that the last `size` tokens always lie in one piece, the newest first
        self._equal = np.zeros(size, dtype=np.int64)  # entry p - 1: for the cycle of p tokens
        lengths = np.arange(1, size + 1)
        self._needed = np.maximum(limits.least, limits.times * lengths) - lengths
        self._size = size

    def push(self, token: int) -> bool:
        """Take the next token; True when the last ones repeat a cycle."""
        recent = self._last[self._place : self._place + self._size]
        self._equal += 1
        self._equal *= recent == token
        self._place = (self._place - 1) % self._size
        self._last[self._place] = self._last[self._place + self._size] = token
        return bool((self._equal >= self._needed).any())
