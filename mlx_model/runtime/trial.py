"""Which of some ways is the fastest here, found out by going each of them now and then."""

from dataclasses import dataclass

FIRST = 12  # steps by which each way is tried at the beginning
AGAIN = 8  # steps of another way when it is tried again
EVERY = 256  # steps after which one is
FADE = 0.98  # by how much older steps count less


@dataclass
class Pace:
    """Tokens and seconds of one way, older ones counting less."""

    tokens: float = 0.0
    seconds: float = 0.0
    steps: int = 0

    def add(self, tokens: int, seconds: float) -> None:
        """One step more."""
        self.tokens = self.tokens * FADE + tokens
        self.seconds = self.seconds * FADE + seconds
        self.steps += 1

    def forget(self) -> None:
        """Begin anew, as what was measured may no longer hold."""
        self.tokens = self.seconds = 0.0

    @property
    def tokens_per_second(self) -> float:
        """Of late."""
        return self.tokens / self.seconds if self.seconds else 0.0


class Trial:
    """Ways by number. 0 is the plainest: it is left only for one `margin` times as fast."""

    def __init__(self, ways: int, margin: float = 1.0) -> None:
        self.paces = [Pace() for _ in range(ways)]
        self._margin = margin
        self._since = 0  # steps since another way was last tried
        self._other = 0  # that way

    @property
    def best(self) -> int:
        """The fastest way by what is known."""
        fastest = max(range(len(self.paces)), key=lambda way: self.paces[way].tokens_per_second)
        needed = self.paces[0].tokens_per_second * self._margin
        return fastest if self.paces[fastest].tokens_per_second > needed else 0

    @property
    def decided(self) -> bool:
        """Whether all ways have been tried."""
        return all(pace.steps >= FIRST for pace in self.paces)

    def pick(self) -> int:
        """Which way to go in the next step."""
        for way, pace in enumerate(self.paces):
            if pace.steps < FIRST:
                return way
        return self._other if self._since >= EVERY else self.best

    def record(self, way: int, tokens: int, seconds: float) -> None:
        """What a step brought and took."""
        self.paces[way].add(tokens, seconds)
        if not self.decided:
            return
        self._since += 1
        if self._since == EVERY:
            others = [(self._other + n) % len(self.paces) for n in range(1, len(self.paces) + 1)]
            self._other = next(other for other in others if other != self.best)
            self.paces[self._other].forget()
        elif self._since == EVERY + AGAIN:
            self._since = 0
