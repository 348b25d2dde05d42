"""Work that takes longer than a frame, off the window's thread."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

from PySide6.QtCore import QCoreApplication, QObject, Signal

THREADS = 2


class Job(QObject):
    """A call on another thread. Connect, then `begin`; `over` comes once, on the window's thread.

    It is kept alive until then. A receiver that is gone by then is not told.
    """

    over = Signal(object)  # itself

    def __init__(self, call: Callable[[], object]) -> None:
        super().__init__()
        self._call = call
        self.value: object = None  # what the call returned
        self.error: Exception | None = None  # what it raised instead

    def begin(self) -> None:
        _workshop().take(self)

    def run(self) -> None:
        """On the other thread."""
        try:
            self.value = self._call()
        except Exception as error:  # whatever it is, whoever waits must hear of it
            self.error = error
        self.over.emit(self)


class _Workshop(QObject):
    """The threads, which end with the program, and the jobs that are not over."""

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="picture")
        self._jobs: set[Job] = set()
        self._is_open = True
        application.aboutToQuit.connect(self._close)

    def take(self, job: Job) -> None:
        if not self._is_open:
            return  # the program ends: nobody will look
        self._jobs.add(job)
        job.over.connect(self._drop)
        self._threads.submit(job.run)

    def _drop(self, job: Job) -> None:
        self._jobs.discard(job)

    def _close(self) -> None:
        self._is_open = False
        self._threads.shutdown(cancel_futures=True)


def _workshop() -> _Workshop:
    application = QCoreApplication.instance()
    assert application is not None, "work needs an application"
    found = application.findChild(_Workshop)
    return cast(_Workshop, found) if found is not None else _Workshop(application)
