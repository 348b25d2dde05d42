"""One answer to whoever waits: the first that comes, be it of another thread or of a clock.

macOS answers by blocks that come on threads of its own, now and then twice; a service that hangs,
such as replayd, which takes pictures, never answers at all.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer

from app.desktop.mac.post import Post

Result = TypeVar("Result")


class Once(Generic[Result]):
    """To be made on the GUI's thread; `tell` may be called on any."""

    def __init__(
        self, post: Post, then: Callable[[Result], None], late: Result, patience_ms: int
    ) -> None:
        self._post, self._then = post, then
        self._is_told = False
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self._tell(late))
        self._timer.start(patience_ms)

    @property
    def is_told(self) -> bool:
        return self._is_told

    def end(self) -> None:
        """Nobody waits any more."""
        self._is_told = True
        self._timer.stop()

    def tell(self, result: Result) -> None:
        self._post(lambda: self._tell(result))

    def _tell(self, result: Result) -> None:
        if not self._is_told:
            self._is_told = True
            self._timer.stop()
            self._then(result)
