"""Which of two ways is faster here, found out by doing the work both ways now and then."""

from dataclasses import dataclass

FIRST = 12  # steps by which each way is tried at the beginning
AGAIN = 8  # steps of the slower way when it is tried again
EVERY = 512  # steps after which it is
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
    """A plain way against a clever one that must be faster by `margin` to be taken."""

    def __init__(self, margin: float = 1.0) -> None:
        self.plain, self.clever = Pace(), Pace()
        self._margin = margin
        self._since = 0  # steps since the slower way was last tried
        self._tried_again = False  # that way, while it is tried

    @property
    def decided(self) -> bool:
        """Whether both ways have been tried."""
        return min(self.plain.steps, self.clever.steps) >= FIRST

    @property
    def clever_wins(self) -> bool:
        """What is known so far."""
        plain, clever = self.plain.tokens_per_second, self.clever.tokens_per_second
        return clever > plain * self._margin

    def pick(self) -> bool:
        """Whether to go the clever way in the next step."""
        if not self.decided:
            return self.clever.steps < FIRST
        return self._tried_again if self._since >= EVERY else self.clever_wins

    def record(self, clever: bool, tokens: int, seconds: float) -> None:
        """What a step brought and took."""
        (self.clever if clever else self.plain).add(tokens, seconds)
        if not self.decided:
            return
        self._since += 1
        if self._since == EVERY:
            self._tried_again = not self.clever_wins
            (self.clever if self._tried_again else self.plain).forget()
        elif self._since == EVERY + AGAIN:
            self._since = 0
