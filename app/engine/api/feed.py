"""The events of one order, from the engine's thread to the loop that sends them on.

A reader that falls behind pauses its order, so that neither memory nor device time is spent on
what nobody reads.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from app.engine.face import Engine, Event
from app.engine.order import Order
from mlx_model.runtime.events import End

HIGH, LOW = 256, 32  # unread events at which the engine pauses, and goes on


class Feed:
    """Hands the order in; `ended` is called from the engine's thread once all is over."""

    def __init__(self, engine: Engine, order: Order, ended: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._unread: deque[Event] = deque()
        self._news = asyncio.Event()
        self._paused = self._over = self._closed = False
        self._ended = ended
        self._ticket = engine.submit(order, self._listen)

    async def read(self, most: int = HIGH - LOW) -> list[Event]:
        """What came since, at least one event. After the End there is nothing to read."""
        await self._news.wait()
        count = min(most, len(self._unread))
        events = [self._unread.popleft() for _ in range(count)]
        if not self._unread:
            self._news.clear()
        if self._paused and len(self._unread) <= LOW:
            self._paused = False
            self._ticket.resume()
        return events

    def close(self) -> None:
        """Nobody reads any more: what is not over is cancelled."""
        if not self._closed and not self._over:
            self._ticket.cancel()
        self._closed = True
        self._unread.clear()

    def _listen(self, event: Event) -> None:
        if isinstance(event, End):
            self._ended()
        with suppress(RuntimeError):  # the loop has closed, so nobody is left to hear of it
            self._loop.call_soon_threadsafe(self._take, event)

    def _take(self, event: Event) -> None:
        self._over = self._over or isinstance(event, End)
        if self._closed:
            return
        self._unread.append(event)
        self._news.set()
        if len(self._unread) >= HIGH and not self._paused and not self._over:
            self._paused = True
            self._ticket.pause()
