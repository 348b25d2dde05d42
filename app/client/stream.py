"""An answer on its way: the events of `app.chat.events` as a Qt signal, with exactly one End."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.events import End, Event
from app.client.chunks import ChunkReader, StrangeChunk
from app.client.completion import Prompt, sent
from app.client.connection import Connection
from app.client.exchange import CONNECT_S, Exchange
from app.client.failure import Failure, lost, strange
from app.client.request import Request, Unsendable
from app.client.sse import EventReader, NoEvents


class Stream(QObject):
    """Made by `Client.ask` and `Client.complete`.

    `told` carries each event; the last one is the End, always, once.

    Events keep their order even if a slot runs an event loop of its own.
    """

    told = Signal(object)
    over = Signal(object)  # itself: the End was told

    def __init__(
        self,
        request: Request | Prompt,
        *,
        connect_s: float = CONNECT_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._request = request
        self._connect_s = connect_s
        self._connection: Connection | None = None
        self._exchange: Exchange | None = None
        self._lines, self._chunks = EventReader(), ChunkReader()
        self._events: deque[Event] = deque()
        self._is_telling = False
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """The End was told, or waits for its turn to be."""
        return self._is_over

    def begin(self, connection: Connection) -> None:
        """Send the request; without effect if it was cancelled before."""
        if self._is_over:
            return
        try:
            path, body = sent(self._request, connection)
        except Unsendable as error:
            # Whoever asked must be able to listen before it hears of the end.
            self._later(lambda message=str(error): self.fail(Failure(message)))
            return
        self._connection = connection
        self._exchange = Exchange(connection, self, connect_s=self._connect_s)
        self._exchange.received.connect(self._read)
        self._exchange.closed.connect(self._close)
        self._exchange.post(path, body)

    def cancel(self) -> None:
        """End it now: the server stops within a token. Does nothing after the end."""
        usage, timings = self._chunks.usage, self._chunks.timings
        self._end(End("cancelled", usage, timings))

    def fail(self, failure: Failure) -> None:
        """End it: it cannot be answered."""
        usage, timings = self._chunks.usage, self._chunks.timings
        self._end(End("failed", usage, timings, failure.message, failure.retryable))

    def _later(self, call: Callable[[], None]) -> None:
        QTimer.singleShot(0, self, call)

    def _read(self, piece: bytes) -> None:
        assert self._connection is not None
        assert self._exchange is not None
        if self._is_over:
            return
        if not self._exchange.content_type.startswith("text/event-stream"):
            what = f"it sends {self._exchange.content_type or 'something'} instead of a stream"
            self.fail(strange(self._connection, what))
            return
        try:
            for payload in self._lines.push(piece):
                self._tell(*self._chunks.push(payload))
                if self._chunks.is_done:
                    self._close(None)
                    return
        except (NoEvents, StrangeChunk) as error:
            self.fail(strange(self._connection, str(error)))

    def _close(self, failure: Failure | None) -> None:
        """Nothing more will come. A server that named its reason has ended properly."""
        assert self._connection is not None
        end = self._chunks.end()
        if end is not None:
            self._end(end)
        else:
            self.fail(failure or lost(self._connection))

    def _end(self, end: End) -> None:
        if self._is_over:
            return
        self._tell(end)
        if self._exchange is not None and not self._chunks.is_done:
            self._exchange.abort()

    def _tell(self, *events: Event) -> None:
        """In order: what a slot causes meanwhile waits until that slot has returned."""
        for event in events:
            if not self._is_over:
                self._events.append(event)
                self._is_over = isinstance(event, End)
        if self._is_telling:
            return
        self._is_telling = True
        try:
            while self._events:
                self.told.emit(event := self._events.popleft())
                if isinstance(event, End):
                    self.over.emit(self)
        finally:
            self._is_telling = False
