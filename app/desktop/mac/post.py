"""The way back to the GUI's thread: the system calls us on threads and in moments of its own.

A block may come on any thread, an action of a menu in the middle of AppKit's own loop, a hotkey
inside a C function. None of them does anything itself: it posts a call, which Qt's loop makes soon
after. So an exception never passes through Apple's frames either, where it would end the program.
"""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QObject, Qt, Signal

Call: TypeAlias = Callable[[], None]


class Post(QObject):
    """To be made on the GUI's thread, and called with a call on any."""

    _handed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._is_open = True
        self._handed.connect(self._make, Qt.ConnectionType.QueuedConnection)

    def __call__(self, call: Call) -> None:
        self._handed.emit(call)

    def close(self) -> None:
        """What is still on its way is not made any more."""
        self._is_open = False

    def _make(self, call: Call) -> None:
        if self._is_open:
            call()
