"""How a download is, as the window shows it."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["asking", "getting", "waiting", "checking", "paused", "done", "failed", "cancelled"]
ENDS = ("paused", "done", "failed", "cancelled")
WINDOW_S = 5.0
EVERY_S = 0.1


@dataclass(frozen=True)
class Progress:
    """Bytes; `rate` in bytes a second, 0 where nothing can be said yet."""

    phase: Phase
    done: int = 0
    total: int = 0
    rate: float = 0.0
    reason: str = ""  # of waiting, and of having failed

    @property
    def is_over(self) -> bool:
        return self.phase in ENDS

    @property
    def left_s(self) -> float | None:
        """Seconds to the end at this rate."""
        return (self.total - self.done) / self.rate if self.rate > 0 else None


class Meter:
    """Counts, and tells ten times a second at most; a change of phase at once."""

    def __init__(self, listen: Callable[[Progress], None]) -> None:
        self._listen = listen
        self.done = self.total = 0
        self._phase: Phase = "asking"
        self._told = 0.0
        self._seen: deque[tuple[float, int]] = deque()

    def enter(self, phase: Phase, reason: str = "") -> None:
        self._phase = phase
        self._tell(reason)

    def counts(self, nbytes: int) -> None:
        """They lie there already, or are lost if below 0."""
        self.done += nbytes
        if time.monotonic() - self._told >= EVERY_S:
            self._tell()

    def arrived(self, nbytes: int) -> None:
        """They came over the network."""
        if nbytes > 0:
            self._seen.append((time.monotonic(), nbytes))
            if self._phase == "waiting":
                self.enter("getting")
        self.counts(nbytes)

    def now(self, phase: Phase, reason: str = "") -> Progress:
        return Progress(phase, max(self.done, 0), self.total, self._rate(), reason)

    def _tell(self, reason: str = "") -> None:
        self._told = time.monotonic()
        self._listen(self.now(self._phase, reason))

    def _rate(self) -> float:
        now = time.monotonic()
        while self._seen and self._seen[0][0] < now - WINDOW_S:
            self._seen.popleft()
        if not self._seen:
            return 0.0
        lasted = max(now - self._seen[0][0], 0.25)
        return sum(nbytes for _, nbytes in self._seen) / lasted
