"""Starts the engine, watches it, starts it again when it dies, ends it when nobody needs it."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.client.backoff import Backoff, Patience
from app.client.clock import Alarm, Clock, QtClock
from app.client.connection import Connection
from app.client.engine_process import Death, EngineProcess, Launch
from app.client.exchange import Exchange
from app.client.failure import Failure, parsed
from app.client.states import (
    EngineIsUp,
    Failed,
    Loading,
    Ready,
    Restarting,
    Starting,
    State,
    Stopped,
)


class Supervisor(QObject):
    """`changed` carries each new State. Asking is `acquire`, having been answered `release`."""

    changed = Signal(object)

    def __init__(
        self,
        launch: Launch,
        patience: Patience = Patience(),  # noqa: B008  # frozen
        clock: Clock | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._launch, self._patience = launch, patience
        self._clock: Clock = clock or QtClock(self)
        self._connection = Connection.to_engine(launch.socket)
        self._backoff = Backoff(patience)
        self._state: State = Stopped()
        self._process: EngineProcess | None = None
        self._is_ending = False  # the process was asked to end
        self._alarm: Alarm | None = None  # the next look, or the next start
        self._idle: Alarm | None = None
        self._look: Exchange | None = None
        self._heard = b""  # by it
        self._uses = 0
        self._missed = 0  # looks in a row
        self._since = 0.0  # when the process was started
        self._ready_since: float | None = None
        self._doom = ""  # why it was killed by us

    @property
    def state(self) -> State:
        return self._state

    @property
    def connection(self) -> Connection:
        return self._connection

    @property
    def launch(self) -> Launch:
        return self._launch

    @property
    def pid(self) -> int:
        """Of the engine, 0 while none runs."""
        return self._process.pid if self._process else 0

    def set_idle(self, seconds: float | None) -> None:
        """Unused for so long, it is ended; None: never."""
        if seconds != self._patience.idle:
            self._patience = replace(self._patience, idle=seconds)
            self._rest()

    def start(self) -> None:
        """Start it unless it runs; a failed one is tried anew, a waiting one at once."""
        if isinstance(self._state, EngineIsUp):
            return
        if isinstance(self._state, Failed):
            self._backoff.forget()
        self._silence()
        if self._process is None:
            self._run()
        else:
            self._enter(Starting())  # as soon as the former one has ended

    def stop(self) -> None:
        """End it and give its memory back; what it was answering is lost."""
        self._end(Stopped())

    def switch(self, launch: Launch) -> None:
        """Run this one from now on: at once unless stopped, and never beside the former one.

        Raises:
            AddressError: its socket's name is too long; the former one goes on.
        """
        if launch == self._launch:
            return
        self._connection = Connection.to_engine(launch.socket)
        self._launch = launch
        self._backoff.forget()
        if isinstance(self._state, Stopped):
            return
        self._silence()
        if self._process is None:
            self._run()
            return
        self._is_ending = True
        self._process.stop()
        self._enter(Starting())

    def close(self) -> None:
        """As `stop`, but wait for its end: no event loop will."""
        self._silence()
        if self._process is not None:
            self._process.close()
            self._process = None
        self._enter(Stopped())

    def acquire(self) -> None:
        """Somebody needs it, until `release`. A stopped one is started; a failed one is not."""
        self._uses += 1
        self._awake()
        if isinstance(self._state, Stopped):
            self.start()

    def release(self) -> None:
        """One less."""
        assert self._uses > 0, "released more often than acquired"
        self._uses -= 1
        self._rest()

    def _run(self) -> None:
        self._process = EngineProcess(self._launch, self._clock, self._patience.stop, self)
        self._process.died.connect(self._died)
        self._is_ending, self._doom = False, ""
        self._since, self._ready_since = self._clock.now(), None
        self._enter(Starting())
        self._look_after(self._patience.look)
        self._process.start()

    def _end(self, state: State) -> None:
        self._silence()
        if self._process is not None:
            self._is_ending = True
            self._process.stop()
        self._enter(state)

    def _died(self, death: Death) -> None:
        self._silence()
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if isinstance(self._state, EngineIsUp) and self._is_ending:
            self._run()  # wanted again while it was ending
        elif isinstance(self._state, EngineIsUp):
            self._try_again(death)

    def _try_again(self, death: Death) -> None:
        reason = self._doom or str(death)
        lived = self._clock.now() - self._ready_since if self._ready_since is not None else 0.0
        wait = None if death.is_final else self._backoff.died(lived)
        if wait is None:
            self._enter(Failed(reason))
        else:
            self._alarm = self._clock.after(wait, self._run)
            self._enter(Restarting(wait, reason))

    def _look_after(self, seconds: float) -> None:
        self._alarm = self._clock.after(seconds, self._look_now)

    def _look_now(self) -> None:
        self._look = Exchange(self._connection, self, connect_s=self._patience.answer)
        self._heard = b""
        self._look.closed.connect(self._seen)
        self._look.received.connect(self._hear)
        self._look.get(self._connection.beside("/health"), within_s=self._patience.answer)

    def _hear(self, piece: bytes) -> None:
        self._heard += piece

    def _seen(self, failure: Failure | None) -> None:
        """What /health says. Whoever hears of the new state may stop or start anything."""
        self._forget_look()
        health = parsed(failure.body if failure else self._heard)
        said = health if isinstance(health, dict) else {}
        if said.get("status") == "failed":
            self._end(Failed(str(said.get("error") or "The engine cannot load its checkpoint.")))
        elif said.get("status") == "ok":
            self._look_after(self._patience.beat)
            self._ready(str(said.get("model") or ""))
        elif said.get("status") == "loading":
            self._look_after(self._patience.look)
            self._missed = 0
            self._enter(Loading())
        else:
            self._look_after(self._patience.look)
            self._miss()

    def _ready(self, model: str) -> None:
        self._missed = 0
        if self._ready_since is None:
            self._ready_since = self._clock.now()
        if self._state != Ready(model):
            self._enter(Ready(model))
            self._rest()

    def _miss(self) -> None:
        """No answer means little before the first one, much after it."""
        self._missed += 1
        patience = self._patience
        if isinstance(self._state, Starting):
            if self._clock.now() - self._since > patience.start:
                self._kill(f"The engine did not answer within {patience.start:g} s.")
        elif self._missed >= patience.missed:
            self._kill("The engine did not answer any more.")

    def _kill(self, doom: str) -> None:
        """It neither hears nor ends."""
        self._doom = doom
        if self._process is not None:
            self._process.kill()

    def _rest(self) -> None:
        """Unused from now on: after a while it is ended."""
        self._awake()
        idle = self._patience.idle
        if self._uses == 0 and isinstance(self._state, Ready) and idle is not None:
            self._idle = self._clock.after(idle, self.stop)

    def _awake(self) -> None:
        if self._idle is not None:
            self._idle.stop()
            self._idle = None

    def _silence(self) -> None:
        self._awake()
        self._forget_look()
        if self._alarm is not None:
            self._alarm.stop()
            self._alarm = None

    def _forget_look(self) -> None:
        if self._look is not None:
            self._look.abort()
            self._look.deleteLater()
            self._look = None

    def _enter(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)
