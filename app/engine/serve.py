"""Runs the wire over an engine until it is to end: by a signal, or after a time of idleness."""

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import uvicorn

from app.engine.api.access import Access
from app.engine.api.app import create_app
from app.engine.face import Engine
from app.engine.late import LateEngine
from mlx_model.errors import KestrelError

_GRACE = 5  # seconds that open connections have once the engine has ended their requests


@dataclass(frozen=True)
class Service:
    """What is served to whom, and for how long."""

    model: str
    open_engine: Callable[[], Engine]  # called in a thread, while /health already answers
    access: Access
    idle_exit: float | None = None  # seconds without an order after which to end
    stay_when_failed: bool = True  # so that /health can tell why
    on_ready: Callable[[], None] = lambda: None  # called once, when orders are answered
    lifeline: int | None = None  # a pipe's descriptor: whoever started us holds its other end


def serve(service: Service, bound: socket.socket) -> None:
    """Answer on a bound socket until SIGTERM or SIGINT; then end all requests and the engine.

    Raises:
        KestrelError: the engine cannot answer, if not `stay_when_failed`.
    """
    engine = LateEngine(service.model, service.open_engine)
    server = Server(service, engine)
    if service.lifeline is not None:
        # A daemon: it waits in a read that nothing else can end.
        waiting = threading.Thread(target=server.end_with, args=(service.lifeline,), daemon=True)
        waiting.start()
    try:
        with _no_second_signal():
            server.run([bound])
    finally:
        found = engine.status()
        engine.close()
    if found.state == "failed" and not service.stay_when_failed:
        raise engine.error or KestrelError(found.error)


class Server(uvicorn.Server):
    """Ends the engine's requests first when it is to end, so that no stream delays it."""

    def __init__(self, service: Service, engine: LateEngine) -> None:
        super().__init__(
            uvicorn.Config(
                create_app(engine, service.access),
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=_GRACE,
            )
        )
        self._service, self._engine = service, engine
        self._loading = True

    async def on_tick(self, counter: int) -> bool:
        """Whether to end, asked ten times a second."""
        return await super().on_tick(counter) or self._over()

    def end_with(self, lifeline: int) -> None:
        """Wait until the pipe's other end is closed, which the system does for a dead process."""
        with suppress(OSError):
            while os.read(lifeline, 1024):
                pass
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See the class."""
        closing = asyncio.create_task(asyncio.to_thread(self._engine.close))
        await super().shutdown(sockets)
        await closing

    def _over(self) -> bool:
        if self._loading and (state := self._engine.status().state) != "loading":
            self._loading = False
            if state == "ready":
                self._service.on_ready()
            elif not self._service.stay_when_failed:
                return True
        limit = self._service.idle_exit
        return limit is not None and self._engine.idle_seconds() > limit


@contextmanager
def _no_second_signal() -> Iterator[None]:
    """uvicorn raises the signal that ended it once more, for whoever handled it before.

    That would kill us before the engine is closed and the socket removed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: None) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)
