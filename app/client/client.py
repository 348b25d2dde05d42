"""The one face of all this to the window: ask, and be told."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.message import Message, VideoPart
from app.chat.settings import Settings
from app.client import fetch
from app.client.completion import Prompt
from app.client.connection import Connection
from app.client.engine_process import Launch
from app.client.exchange import CONNECT_S
from app.client.failure import Failure
from app.client.fetch import Fetch
from app.client.request import Request
from app.client.states import Failed, Ready, State, Stopped
from app.client.stream import Stream
from app.client.supervisor import Supervisor

Job: TypeAlias = Stream | Fetch
STOPPED = Failure("The engine was stopped.", retryable=True)
MOVED = Failure("Another model was chosen meanwhile; ask again.", retryable=True)


class Client(QObject):
    """Asks this machine's engine, which is started when it is needed, or a server.

    `changed` carries each new State of the engine; a server is always Ready, and whether it
    answers shows when it is asked. What is asked is kept alive until its end.
    """

    changed = Signal(object)
    left = Signal(str)  # name of a server on the network that is asked right now
    answering = Signal(bool)  # whether any answer is on its way

    def __init__(self, where: Connection | Supervisor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._supervisor = where if isinstance(where, Supervisor) else None
        self._server = where if isinstance(where, Connection) else None  # asked instead of it
        self._waiting: list[Job] = []  # for the engine to be ready; some may be over by then
        self._jobs: list[Job] = []  # all that are not over
        self._acquired: set[Job] = set()  # those of them for which the engine is held
        self.is_sparing = False  # nothing is done ahead of its need: on a battery, when it is hot
        if self._supervisor is not None:
            self._supervisor.changed.connect(self._follow)

    @property
    def state(self) -> State:
        return self._engine.state if self._server is None else Ready(self._server.model)

    @property
    def connection(self) -> Connection:
        return self._engine.connection if self._server is None else self._server

    def turn_to(self, where: Connection | Launch) -> None:
        """Ask there from now on: a server, or an engine of this machine started like this.

        What is being answered fails. What waits for an engine is answered by the next one, but
        fails if a server comes instead: it was asked of this machine and does not leave it.
        An engine that was stopped, or that a server stood in for, starts with the next question.

        Raises:
            AddressError: the socket's name is too long; nothing is changed.
        """
        before, running = self._server, [job for job in self._jobs if job not in self._waiting]
        if isinstance(where, Connection):
            if where == before:
                return
            self._server = where
            running = list(self._jobs)
            self._waiting.clear()
            self.stop()
        elif not self._turned_home(where):
            return
        for job in running:
            job.fail(MOVED)
        if self._server != before:
            self.changed.emit(self.state)

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
        request = Request(tuple(messages), settings, schema, urgent, keep, warm=not self.is_sparing)
        stream = Stream(request, connect_s=connect_s)
        self._take(stream)
        return stream

    def complete(
        self,
        text: str,
        settings: Settings = Settings(),  # noqa: B008  # frozen
        *,
        connect_s: float = CONNECT_S,
    ) -> Stream:
        """How the text goes on, without any template: what base checkpoints are for."""
        stream = Stream(Prompt(text, settings), connect_s=connect_s)
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

    def memory(self) -> Fetch:
        """Bytes that the engine holds; asking starts it, so ask while it runs."""
        return self._taken(fetch.memory())

    def start(self) -> None:
        """Start the engine ahead of the first question, or once more after it failed."""
        if self._server is None:
            self._engine.start()

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

    @property
    def _engine(self) -> Supervisor:
        assert self._supervisor is not None, "there is neither an engine nor a server"
        return self._supervisor

    def _turned_home(self, launch: Launch) -> bool:
        """Whether this engine is another place than before."""
        if self._supervisor is None:
            self._supervisor = Supervisor(launch, parent=self)
            self._supervisor.changed.connect(self._follow)
        is_new = self._server is not None or launch != self._supervisor.launch
        self._supervisor.switch(launch)
        self._server = None
        return is_new

    @property
    def _is_answering(self) -> bool:
        return any(isinstance(job, Stream) for job in self._jobs)

    def _take(self, job: Job) -> None:
        is_first = isinstance(job, Stream) and not self._is_answering
        self._jobs.append(job)
        job.over.connect(self._drop)
        if is_first:
            self.answering.emit(True)
        if self._server is not None:
            if self._server.leaves_the_machine:
                self.left.emit(self._server.name)
            job.begin(self._server)
            return
        self._waiting.append(job)
        self._acquired.add(job)
        self._engine.acquire()
        QTimer.singleShot(0, self, self._follow_waiting)

    def _follow(self, state: State) -> None:
        if self._server is None:
            self.changed.emit(state)
            self._follow_waiting()

    def _follow_waiting(self) -> None:
        """Those that wait are sent when the engine is ready, and end when it will never be."""
        match self.state:
            case Ready():
                for job in self._no_longer_waiting():
                    job.begin(self.connection)
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
        if job in self._acquired:
            self._acquired.remove(job)
            self._engine.release()
        if isinstance(job, Stream) and not self._is_answering:
            self.answering.emit(False)
