"""The one face of all this to the window: ask, and be told."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.message import Message, VideoPart
from app.chat.settings import Settings
from app.client import fetch
from app.client.connection import Connection
from app.client.exchange import CONNECT_S
from app.client.failure import Failure
from app.client.fetch import Fetch
from app.client.request import Request
from app.client.states import Failed, Ready, State, Stopped
from app.client.stream import Stream
from app.client.supervisor import Supervisor

Job: TypeAlias = Stream | Fetch
STOPPED = Failure("The engine was stopped.", retryable=True)


class Client(QObject):
    """Asks this machine's engine, which is started when it is needed, or a server.

    `changed` carries each new State of the engine; a server is always Ready, and whether it
    answers shows when it is asked. What is asked is kept alive until its end.
    """

    changed = Signal(object)

    def __init__(self, where: Connection | Supervisor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._supervisor = where if isinstance(where, Supervisor) else None
        self._connection = where.connection if isinstance(where, Supervisor) else where
        self._waiting: list[Job] = []  # for the engine to be ready; some may be over by then
        self._jobs: list[Job] = []  # all that are not over
        if self._supervisor is not None:
            self._supervisor.changed.connect(self._follow)

    @property
    def state(self) -> State:
        return self._supervisor.state if self._supervisor else Ready(self._connection.model)

    @property
    def connection(self) -> Connection:
        return self._connection

    def ask(
        self,
        messages: Sequence[Message],
        settings: Settings = Settings(),  # noqa: B008  # frozen
        *,
        schema: Mapping[str, Any] | None = None,  # Any: a JSON schema
        urgent: bool = False,
        keep: Literal["disk", "memory", "nothing"] = "disk",
        connect_s: float = CONNECT_S,
    ) -> Stream:
        """An answer; nothing of it is told before this has returned to the event loop."""
        request = Request(tuple(messages), settings, schema, urgent, keep)
        stream = Stream(request, connect_s=connect_s)
        self._take(stream)
        return stream

    def models(self) -> Fetch:
        """A tuple of `fetch.Model`."""
        return self._taken(fetch.models())

    def measure(
        self,
        messages: Sequence[Message],
        settings: Settings = Settings(),  # noqa: B008
    ) -> Fetch:
        """A `fetch.Measured`: what asking this would cost. Only a Kestrel can tell."""
        return self._taken(fetch.measure(Request(tuple(messages), settings)))

    def start(self) -> None:
        """Start the engine ahead of the first question, or once more after it failed."""
        if self._supervisor is not None:
            self._supervisor.start()

    def stop(self) -> None:
        """End the engine and give its memory back; the next question starts it again."""
        if self._supervisor is not None:
            self._supervisor.stop()

    def frames(self, part: VideoPart, max_side: int, most: int | None = None) -> Fetch:
        """A `fetch.Frames`: the frames of a clip that would be sent. Only a Kestrel can tell."""
        return self._taken(fetch.frames(part, max_side, most))

    def close(self) -> None:
        """Cancel everything, end the engine and wait for its end."""
        for job in list(self._jobs):
            job.cancel()
        if self._supervisor is not None:
            self._supervisor.close()

    def _taken(self, job: Fetch) -> Fetch:
        self._take(job)
        return job

    def _take(self, job: Job) -> None:
        self._jobs.append(job)
        job.over.connect(self._drop)
        if self._supervisor is None:
            job.begin(self._connection)
            return
        self._waiting.append(job)
        self._supervisor.acquire()
        QTimer.singleShot(0, self, self._follow_waiting)

    def _follow(self, state: State) -> None:
        self.changed.emit(state)
        self._follow_waiting()

    def _follow_waiting(self) -> None:
        """Those that wait are sent when the engine is ready, and end when it will never be."""
        match self.state:
            case Ready():
                for job in self._no_longer_waiting():
                    job.begin(self._connection)
            case Failed(reason):
                for job in self._no_longer_waiting():
                    job.fail(Failure(reason, retryable=True))
            case Stopped():
                for job in self._no_longer_waiting():
                    job.fail(STOPPED)
            case _:
                pass

    def _no_longer_waiting(self) -> list[Job]:
        waiting, self._waiting = self._waiting, []
        return waiting

    def _drop(self, job: Job) -> None:
        """The last reference may be ours, and the job is still telling its end."""
        self._jobs.remove(job)
        QTimer.singleShot(0, self, lambda: job.is_over)
        if self._supervisor is not None:
            self._supervisor.release()
