"""An engine that is still being opened: it says so, instead of making its callers wait."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from app.engine.face import Engine, Event, Listen, Measured, ModelCard, Status, Ticket
from app.engine.order import Order
from mlx_model.errors import KestrelError
from mlx_model.inputs.message import VideoPart
from mlx_model.inputs.strip import Strip
from mlx_model.runtime.events import End, Timings, Usage

_UNREADY = "The checkpoint is not loaded: ask for the health of the engine, then try again."
_MISTAKE = "The engine could not be started; its log says more."


class LateEngine:
    """Opens an engine in a thread of its own; orders before that end as failed."""

    def __init__(self, model: str, open_engine: Callable[[], Engine]) -> None:
        self._opening = Status("loading", model)
        self._open_engine = open_engine
        self._engine: Engine | None = None
        self._closed = False
        self._lock = threading.Lock()
        self._under_way, self._last = 0, time.monotonic()
        self.error: KestrelError | None = None  # why it could not be opened
        self._thread = threading.Thread(target=self._open, name="opening")
        self._thread.start()

    def models(self) -> tuple[ModelCard, ...]:
        """None before it is open."""
        return self._engine.models() if self._engine else ()

    def status(self) -> Status:
        """The engine's own, once there is one."""
        return self._engine.status() if self._engine else self._opening

    def submit(self, order: Order, listen: Listen) -> Ticket:
        """See Engine."""
        if self._engine is None:
            listen(End("failed", Usage(0, 0, 0), Timings(), KestrelError(_UNREADY)))
            return _Nothing()

        def hear(event: Event) -> None:
            if isinstance(event, End):
                self._count(-1)
            listen(event)

        self._count(1)
        return self._engine.submit(order, hear)

    def measure(self, order: Order, listen: Callable[[Measured | KestrelError], None]) -> None:
        """See Engine."""
        if self._engine is None:
            return listen(KestrelError(_UNREADY))
        self._count(0)
        return self._engine.measure(order, listen)

    def frames(
        self,
        part: VideoPart,
        side: int,
        cancelled: Callable[[], bool],
        listen: Callable[[Strip | KestrelError], None],
    ) -> None:
        """See Engine."""
        if self._engine is None:
            return listen(KestrelError(_UNREADY))
        self._count(0)
        return self._engine.frames(part, side, cancelled, listen)

    def idle_seconds(self) -> float:
        """Since the last order ended; 0 while one is under way, or before it is open."""
        with self._lock:
            busy = self._under_way > 0 or self._thread.is_alive()
            return 0.0 if busy else time.monotonic() - self._last

    def close(self) -> None:
        """Close it; one that is being opened is closed as soon as it is open."""
        with self._lock:
            self._closed = True
        self._thread.join()
        if self._engine:
            self._engine.close()

    def _open(self) -> None:
        try:
            self._engine = self._open_engine()
        except KestrelError as error:
            self._fail(error)
        except BaseException:  # raised again, for the log; here only so that health can tell
            self._fail(KestrelError(_MISTAKE))
            raise
        self._count(0)

    def _fail(self, error: KestrelError) -> None:
        self.error = error
        self._opening = replace(self._opening, state="failed", error=str(error))

    def _count(self, change: int) -> None:
        with self._lock:
            self._under_way += change
            self._last = time.monotonic()


class _Nothing:
    """The ticket of an order that is over."""

    def cancel(self) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...
