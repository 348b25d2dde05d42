"""One line on the terminal that says how far the model has read; wiped when words arrive."""

import sys
from types import TracebackType

from app.chat.events import Event, Prefill, Text, Thinking

WIPE = "\r\x1b[K"


class Progress:
    """Writes to standard error, and only if people are looking at it."""

    def __init__(self) -> None:
        self._shown = False
        self._looked_at = sys.stderr.isatty()
        self._pieces = 0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.wipe()

    def show(self, event: Event) -> None:
        """Follow one event of an answer that is not printed as it comes."""
        match event:
            case Prefill(done, total):
                self.seen(done, total)
            case Text() | Thinking():
                self._pieces += 1
                if self._pieces % 8 == 1:  # a terminal is slower than a small model
                    self._write(f"writing, {self._pieces} tokens")
            case _:
                self.wipe()

    def seen(self, done: int, total: int) -> None:
        """So much of the prompt was seen."""
        self._pieces = 0
        self._write(f"reading, {done} of {total} tokens")

    def written(self, line: str) -> None:
        """Anything else that takes its time."""
        self._write(line)

    def wipe(self) -> None:
        """Leave no trace."""
        if self._shown:
            self._shown = False
            sys.stderr.write(WIPE)
            sys.stderr.flush()

    def _write(self, line: str) -> None:
        if self._looked_at:
            self._shown = True
            sys.stderr.write(f"{WIPE}{line}")
            sys.stderr.flush()
