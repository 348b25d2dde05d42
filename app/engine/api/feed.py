"""The events of one order, from the engine's thread to the loop that sends them on.

A reader that falls behind pauses its order, so that neither memory nor device time is spent on
what nobody reads.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from app.engine.face import Engine, Event, Ticket
from app.engine.order import Order
from mlx_model.runtime.events import End

HIGH, LOW = 256, 32  # unread events at which the engine pauses, and goes on


class Feed:
    """Hands the order in; `ended` is called from the engine's thread once all is over."""

    def __init__(self, engine: Engine, order: Order, ended: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._unread: deque[Event] = deque()
        self._news = asyncio.Event()
        # Held while pausing and resuming, so that neither can overtake the other.
        self._lock = threading.Lock()
        self._paused = self._over = self._closed = False
        self._ended = ended
        self._ticket: Ticket | None = None
        ticket = engine.submit(order, self._listen)
        self._ticket = ticket

    async def read(self, most: int = HIGH - LOW) -> list[Event]:
        """What came since, at least one event. After the End there is nothing to read."""
        while True:
            await self._news.wait()
            if events := self._taken(most):  # the news may be of what was read already
                return events

    def _taken(self, most: int) -> list[Event]:
        with self._lock:
            count = min(most, len(self._unread))
            events = [self._unread.popleft() for _ in range(count)]
            if not self._unread:
                self._news.clear()
            if self._paused and self._ticket and len(self._unread) <= LOW:
                self._paused = False
                self._ticket.resume()
        return events

    def close(self) -> None:
        """Nobody reads any more: what is not over is cancelled."""
        with self._lock:
            self._closed = True
            self._unread.clear()
        if self._ticket and not self._over:
            self._ticket.cancel()

    def _listen(self, event: Event) -> None:
        """In the engine's thread, which must be held back even while our loop is busy."""
        if isinstance(event, End):
            self._over = True
            self._ended()
        with self._lock:
            if self._closed:
                return
            self._unread.append(event)
            if len(self._unread) >= HIGH and not self._paused and self._ticket:
                self._paused = True
                self._ticket.pause()
        with suppress(RuntimeError):  # the loop has closed, so nobody is left to hear of it
            self._loop.call_soon_threadsafe(self._news.set)
