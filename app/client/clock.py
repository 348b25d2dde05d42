"""Time, as a value that a test can replace."""

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer


class Alarm(Protocol):
    """Something that will be done later, unless it is stopped."""

    def stop(self) -> None: ...


class Clock(Protocol):
    """Seconds, from any beginning, never backwards."""

    def now(self) -> float: ...

    def after(self, seconds: float, call: Callable[[], None]) -> Alarm: ...


class QtClock:
    """Alarms of `owner`'s event loop, which end with it."""

    def __init__(self, owner: QObject) -> None:
        self._owner = owner

    def now(self) -> float:
        return time.monotonic()

    def after(self, seconds: float, call: Callable[[], None]) -> Alarm:
        return _QtAlarm(self._owner, seconds, call)


class _QtAlarm:
    def __init__(self, owner: QObject, seconds: float, call: Callable[[], None]) -> None:
        self._call = call
        self._timer: QTimer | None = QTimer(owner)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ring)
        self._timer.start(round(seconds * 1000))

    def stop(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.stop()
            timer.deleteLater()

    def _ring(self) -> None:
        self.stop()
        self._call()
