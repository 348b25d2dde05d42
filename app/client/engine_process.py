"""The engine's process: how it is started, how it ends, what it said last.

It is given a pipe as its standard input. When this process dies, however it dies, the system
closes the pipe, and the engine (`--parent-pipe`) ends itself when it reads the end of it.
"""

import logging
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

from app.client.clock import Alarm, Clock

REFUSED = 2  # exit code: it was started wrongly
LINES = 20  # of standard error that are kept
LONGEST_LINE = 500
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Launch:
    """A program that serves the API on `socket` until it is told to end."""

    program: str
    arguments: tuple[str, ...]
    socket: Path


def engine_launch(socket: Path, model: str = "", *options: str) -> Launch:
    """This program as an engine; `options` go to it as they are."""
    own = () if getattr(sys, "frozen", False) else ("-m", "app")
    chosen = ("--model", model) if model else ()
    arguments = (*own, "--engine", "--socket", str(socket), *chosen, "--parent-pipe", *options)
    return Launch(sys.executable, arguments, socket)


@dataclass(frozen=True)
class Death:
    """How it ended: an exit code, or a signal; `said` are its last lines on standard error."""

    code: int
    crashed: bool
    said: str
    began: bool = True  # the program could be started at all

    @property
    def is_final(self) -> bool:
        """It would end in the same way again."""
        return not self.began or (self.code == REFUSED and not self.crashed)

    def __str__(self) -> str:
        if self.is_final and self.said:
            return self.said
        how = "The engine was killed" if self.crashed else f"The engine ended with {self.code}"
        return f"{how}: {self.said}" if self.said else f"{how}."


class EngineProcess(QObject):
    """One run of it. `died` is signalled once, with a Death; not after `close`."""

    died = Signal(object)

    def __init__(self, launch: Launch, clock: Clock, stop_s: float, parent: QObject) -> None:
        super().__init__(parent)
        self._clock, self._stop_s = clock, stop_s
        self._said: deque[str] = deque(maxlen=LINES)
        self._rest = b""
        self._kill: Alarm | None = None
        self._process = QProcess(self)
        self._process.setProgram(launch.program)
        self._process.setArguments(list(launch.arguments))
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.readyReadStandardError.connect(self._hear)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)

    @property
    def pid(self) -> int:
        """0 while it does not run."""
        return self._process.processId()

    def start(self) -> None:
        self._process.start()

    def stop(self) -> None:
        """Ask it to end; kill it if it does not."""
        if self._kill is None:
            self._process.terminate()
            self._kill = self._clock.after(self._stop_s, self.kill)

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        """End it now, waiting for it: the program itself is about to end."""
        self._process.blockSignals(True)
        self._still()
        if self._process.state() == QProcess.ProcessState.NotRunning:
            return
        self._process.terminate()
        if not self._process.waitForFinished(round(self._stop_s * 1000)):
            self._process.kill()
            self._process.waitForFinished(1000)

    def _hear(self) -> None:
        *lines, rest = (self._rest + self._process.readAllStandardError().data()).split(b"\n")
        self._rest = rest[-LONGEST_LINE:]
        for line in filter(None, map(_line, lines)):
            log.info("engine: %s", line)
            self._said.append(line)

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._still()
        self._hear()
        crashed = status == QProcess.ExitStatus.CrashExit
        said = "\n".join(filter(None, [*self._said, _line(self._rest)]))
        self.died.emit(Death(code, crashed, said))

    def _failed(self, error: QProcess.ProcessError) -> None:
        """A program that did not even start is never told as finished."""
        if error == QProcess.ProcessError.FailedToStart:
            said = f"{self._process.program()}: {self._process.errorString()}"
            self.died.emit(Death(127, False, said, began=False))

    def _still(self) -> None:
        if self._kill is not None:
            self._kill.stop()


def _line(line: bytes) -> str:
    return line[-LONGEST_LINE:].decode("utf-8", "replace").rstrip()
