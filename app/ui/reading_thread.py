"""A reading of many steps in a thread of its own, told to the window by signals."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, Qt, Signal

from app.client.client import Client
from app.reading.ask import Unanswered
from app.reading.prompts import PromptsUnreadable
from app.reading.run import Budget, Progress, Run, Spent
from app.ui.worker_ask import WorkerAsk

Tell: TypeAlias = Callable[[object], None]
Reading: TypeAlias = Callable[[Run, Tell], object]
Refusals: TypeAlias = tuple[type[Exception], ...]
EXPECTED: Refusals = (Spent, PromptsUnreadable, OSError)  # what a user can cause, or mend


class ReadingThread(QObject):
    """One reading at a time; a new one cancels the former, of which nothing more is told.

    Each ends with one of `done`, `failed` and `cancelled`. `told` brings what is finished on the
    way, in its order. Make, use and close it in the window's thread.
    """

    progressed = Signal(object)  # app.reading.run.Progress
    told = Signal(object)
    done = Signal(object)  # what the reading returned
    failed = Signal(str)
    cancelled = Signal()
    _happened = Signal(object, str, object)  # _Task, what, and its value

    def __init__(self, client: Client, logs: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask, self._logs = WorkerAsk(client, self), logs
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self._task: _Task | None = None
        self._is_closed = False
        self._happened.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    def begin(
        self,
        name: str,
        read: Reading,
        *,
        budget: Budget = Budget(),  # noqa: B008  # frozen
        refusals: Refusals = (),
    ) -> None:
        """Call `read` in the thread, once the former reading has left it.

        `name` is that of its log. Errors of `refusals` are told as they say themselves; nothing of
        Qt may be touched by `read`.
        """
        assert not self._is_closed, "nothing is read after the end"
        self.cancel()
        task = _Task(name, read, budget, (*EXPECTED, *refusals), self._happened.emit)
        self._task = task
        self._thread.submit(task.run, self._ask, self._logs)

    def cancel(self) -> None:
        """End it now, if there is one; what it asks is ended within a moment."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel.set()
            self.cancelled.emit()

    def close(self) -> None:
        """Cancel, and wait until the thread has ended."""
        self._is_closed = True
        if self._task is not None:
            self._task.cancel.set()
            self._task = None
        self._ask.close()
        self._thread.shutdown(cancel_futures=True)

    def _hear(self, task: "_Task", kind: str, value: object) -> None:
        if task is not self._task:
            return  # of a former one
        if kind in _LAST:
            self._task = None
        match kind:
            case "progressed":
                self.progressed.emit(value)
            case "told":
                self.told.emit(value)
            case "done":
                self.done.emit(value)
            case "cancelled":
                self.cancelled.emit()
            case _:
                self._fail(value)

    def _fail(self, error: object) -> None:
        self.failed.emit(str(error))
        if isinstance(error, _Mistake):
            raise error  # a mistake of ours, for the record of it


_LAST = {"done", "cancelled", "failed"}


class _Mistake(Exception):
    """A reading went wrong in a way that nobody foresaw."""


class _Task:
    """Made in the window's thread, run in the other; `happened` crosses over."""

    def __init__(
        self,
        name: str,
        read: Reading,
        budget: Budget,
        refusals: Refusals,
        happened: "Callable[[_Task, str, object], None]",
    ) -> None:
        self._name, self._read, self._budget = name, read, budget
        self._refusals, self._happened = refusals, happened
        self.cancel = threading.Event()

    def run(self, ask: WorkerAsk, logs: Path) -> None:
        try:
            if not self.cancel.is_set():
                self._tell("done", self._value(ask, logs))
        except Unanswered as error:
            was_cancelled = error.end.reason == "cancelled"
            self._tell("cancelled" if was_cancelled else "failed", error)
        except self._refusals as error:
            self._tell("failed", error)
        except Exception as error:
            mistake = _Mistake(f"{type(error).__name__}: {error}")
            mistake.__cause__ = error
            self._tell("failed", mistake)

    def _value(self, ask: WorkerAsk, logs: Path) -> object:
        with Run(
            ask,
            self._name,
            budget=self._budget,
            logs=logs,
            cancel=self.cancel,
            tell=self._tell_progress,
        ) as run:
            return self._read(run, lambda value: self._tell("told", value))

    def _tell_progress(self, at: Progress) -> None:
        self._tell("progressed", at)

    def _tell(self, kind: str, value: object) -> None:
        self._happened(self, kind, value)
