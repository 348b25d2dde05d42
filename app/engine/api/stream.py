"""A streamed answer: server-sent events, written as long as somebody reads them."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Coroutine, Iterable
from typing import Any, TypeVar

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.engine.api.chunks import Chunks
from app.engine.api.feed import Feed
from app.engine.api.refusal import of_end
from app.engine.face import Event
from mlx_model.fields import Json
from mlx_model.runtime.events import End

_log = logging.getLogger(__name__)
Result = TypeVar("Result")


class Gone(Exception):
    """The client has closed its connection."""


async def unless_gone(work: Coroutine[Any, Any, Result], receive: Receive) -> Result:
    """What `work` gives, unless the client leaves before.

    Raises:
        Gone: it has left; the work was cancelled.
    """
    working, watching = asyncio.create_task(work), asyncio.create_task(_departure(receive))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Gone
        return working.result()
    finally:
        await _cancelled(working, watching)


async def _departure(receive: Receive) -> None:
    """Returns when the client has left; the body was read before."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class EventStream(Response):
    """Sends what `feed` tells, beginning with the events that were read of it already."""

    media_type = "text/event-stream"

    def __init__(self, feed: Feed, first: list[Event], chunks: Chunks, patience: float) -> None:
        # No body given: its length is not known.
        super().__init__(headers={"cache-control": "no-cache", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._feed, self._first, self._chunks = feed, first, chunks
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it."""
        try:
            await unless_gone(self._send_all(send), receive)
        except Gone:
            pass
        except TimeoutError:
            _log.warning("A client did not read for %.0f s; its answer was ended.", self._patience)
        finally:
            self._feed.close()

    async def _send_all(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await self._patiently(send(start))
        events, over = self._first, False
        while not over:
            body = b"".join(lines(self._chunks, events))
            over = isinstance(events[-1], End)
            part = {"type": "http.response.body", "body": body, "more_body": not over}
            if body or over:
                await self._patiently(send(part))
            if not over:
                events = await self._feed.read()

    async def _patiently(self, sending: Awaitable[None]) -> None:
        """The server holds back a write while the client does not read."""
        async with asyncio.timeout(self._patience):
            await sending


def lines(chunks: Chunks, events: Iterable[Event]) -> Iterable[bytes]:
    """Each chunk as one event; a failure ends the stream without the usual last line."""
    for event in events:
        refused = of_end(event) if isinstance(event, End) else None
        if refused is not None:
            yield _line(refused.body())
            continue
        for chunk in chunks.of(event):
            yield _line(chunk)
        if isinstance(event, End):
            yield b"data: [DONE]\n\n"


def _line(chunk: Json) -> bytes:
    # In ASCII: no text can fail to be encoded, and none can hold a line end of another kind.
    return b"data: " + json.dumps(chunk, separators=(",", ":"), allow_nan=False).encode() + b"\n\n"
