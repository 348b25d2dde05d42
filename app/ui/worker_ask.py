"""The window's client as an `Ask` for other threads: readings of many steps are plain loops.

Qt's network lives in the window's thread. A question that is asked elsewhere is carried there by a
signal, its events come back through a queue, and whoever asked waits on that: never the window.
"""

import contextlib
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.chat.events import End, Event
from app.chat.message import Message
from app.chat.settings import Settings
from app.client.client import Client
from app.client.stream import Stream

LOOK_S = 0.05  # between two looks at whether it was cancelled meanwhile


class WorkerAsk(QObject):
    """An `app.reading.ask.Ask`. Make and close it in the window's thread; call it in any other.

    Each call yields exactly one End, last. One that is cancelled, or closed, or met by the end of
    the program, ends at once and does not wait for the window's thread to hear of it.
    """

    _asked = Signal(object)  # _Question
    _dropped = Signal(object)  # _Question

    def __init__(self, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._streams: dict[_Question, Stream] = {}
        self._closed = threading.Event()
        # Queued also when a test asks in the window's own thread: the order stays the same.
        self._asked.connect(self._begin, Qt.ConnectionType.QueuedConnection)
        self._dropped.connect(self._drop, Qt.ConnectionType.QueuedConnection)

    def __call__(
        self,
        messages: Sequence[Message],
        settings: Settings = Settings(),  # noqa: B008  # frozen
        cancel: threading.Event | None = None,
        schema: Mapping[str, Any] | None = None,  # Any: a JSON schema
    ) -> Iterator[Event]:
        question = _Question(tuple(messages), settings, schema)
        if not self._closed.is_set():
            self._asked.emit(question)
        try:
            while True:
                yield (event := self._next(question, cancel))
                if isinstance(event, End):
                    return
        finally:
            if not self._closed.is_set():
                self._dropped.emit(question)

    def close(self) -> None:
        """Cancel what is asked; whatever is asked from now on is cancelled, too."""
        self._closed.set()
        for stream in list(self._streams.values()):
            stream.cancel()

    def _next(self, question: "_Question", cancel: threading.Event | None) -> Event:
        """What is told next; a cancel is seen between any two events, also where they pour in."""
        while True:
            if self._closed.is_set() or (cancel is not None and cancel.is_set()):
                return End("cancelled")
            with contextlib.suppress(queue.Empty):
                return question.told.get(timeout=LOOK_S)

    def _begin(self, question: "_Question") -> None:
        if self._closed.is_set():
            return
        stream = self._client.ask(
            question.messages, question.settings, schema=question.schema, keep="memory"
        )
        self._streams[question] = stream
        stream.told.connect(question.hear)
        stream.over.connect(lambda _: self._streams.pop(question, None))

    def _drop(self, question: "_Question") -> None:
        """Nobody listens any more; without effect where it is answered."""
        if (stream := self._streams.get(question)) is not None:
            stream.cancel()


class _Question:
    """What is asked, and the way back of what is told."""

    def __init__(
        self,
        messages: tuple[Message, ...],
        settings: Settings,
        schema: Mapping[str, Any] | None,
    ) -> None:
        self.messages, self.settings, self.schema = messages, settings, schema
        self.told: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def hear(self, event: Event) -> None:
        self.told.put(event)
