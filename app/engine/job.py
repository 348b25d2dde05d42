"""One order on its way through the engine, and the ticket that its giver holds."""

import logging
import threading
from collections.abc import Callable

from app.engine.face import Event, Listen
from app.engine.order import Order
from mlx_model.errors import KestrelError
from mlx_model.inputs.processor import Prompt
from mlx_model.runtime.decoding import Decoding
from mlx_model.runtime.events import Call, End, EndReason, Text, Timings, Usage
from mlx_model.runtime.prefill import Prefilling
from mlx_model.runtime.request import Tally

log = logging.getLogger(__name__)
Wake = Callable[[], None]


class Job:
    """An order and what has become of it. Only the model thread moves it on.

    Whatever happens, its giver hears exactly one End, and nothing after it.
    """

    def __init__(
        self, order: Order, listen: Listen, wake: Wake, on_end: Callable[["Job"], None]
    ) -> None:
        self.order = order
        self.cancelled = threading.Event()
        self.paused = False
        self.prompt: Prompt | None = None
        self.tally: Tally | None = None
        self.prefilling: Prefilling | None = None
        self.reply: Decoding | None = None
        self.needs = 0  # bytes, once admitted
        self.text: list[str] = []  # of the answer so far, for what comes after it
        self.calls: list[Call] = []
        self.over = False
        self._listen = listen
        self._wake = wake
        self._on_end = on_end
        self._lock = threading.Lock()

    def cancel(self) -> None:
        """End it within one token or one chunk of the prefill; from any thread."""
        self.cancelled.set()
        self._wake()

    def pause(self) -> None:
        """Do no more for it until `resume`; from any thread."""
        self.paused = True

    def resume(self) -> None:
        """Go on; from any thread."""
        self.paused = False
        self._wake()

    def tell(self, event: Event) -> None:
        """Pass an event on. After the End nothing is passed on any more."""
        with self._lock:
            if self.over:
                return
            self.over = isinstance(event, End)
        match event:
            case Text(text):
                self.text.append(text)
            case Call():
                self.calls.append(event)
            case _:
                pass
        try:
            self._listen(event)
        except Exception:  # whoever listens is not ours; its mistakes must not end the engine
            log.exception("a listener failed")
            self.cancelled.set()
        if self.over:
            self._on_end(self)

    def fail(self, error: KestrelError) -> None:
        """End it with what went wrong."""
        self.tell(self._end("failed", error))

    def stop(self) -> None:
        """End it as cancelled."""
        self.tell(self._end("cancelled", None))

    def _end(self, reason: EndReason, error: KestrelError | None) -> End:
        if self.tally is not None:
            return self.tally.end(reason, error)
        tokens = len(self.prompt.ids) if self.prompt is not None else 0
        return End(reason, Usage(tokens, 0, 0), Timings(), error)
