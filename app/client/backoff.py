"""How long to wait before a dead engine is started again, and when to give up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """All in seconds but `deaths`."""

    start: float = 60.0  # from the start until it first answers: a cold disk, a large program
    beat: float = 5.0  # between looks at its health
    look: float = 0.1  # the same until it is ready
    answer: float = 5.0  # for one look
    missed: int = 4  # looks in a row without an answer: it hangs
    stop: float = 10.0  # from being asked to end until it is killed; its own grace is 5
    healthy: float = 60.0  # having been ready for so long, it has recovered
    idle: float | None = 600.0  # unused for so long, it is ended; None: never
    first_wait: float = 0.25
    longest_wait: float = 30.0
    deaths: int = 6  # in a row, each before it had recovered


class Backoff:
    """Counts deaths since the last recovery; the wait doubles with each."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._deaths = 0

    def died(self, ready_s: float) -> float | None:
        """It had been ready for so long. Seconds to wait; None: give up."""
        if ready_s >= self._patience.healthy:
            self._deaths = 0
        self._deaths += 1
        if self._deaths >= self._patience.deaths:
            return None
        return min(self._patience.first_wait * 2 ** (self._deaths - 1), self._patience.longest_wait)

    def forget(self) -> None:
        """A person wants it tried again."""
        self._deaths = 0
