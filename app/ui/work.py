"""Something slow with files, off the window's thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from app.chat.store import StoreError


class Work(QObject):
    """Calls `do` in another thread; signals `done` with its value, or `failed` with the reason.

    Nothing of Qt may be touched by `do`. What fails for another reason than a file or the store is
    a mistake of ours and is raised here, in the window's thread.
    """

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, do: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._task = _Task(do)
        self._task.told.done.connect(self._end)
        self._task.told.failed.connect(self._fail)

    def start(self) -> None:
        QThreadPool.globalInstance().start(self._task)

    def _end(self, value: object) -> None:
        self.done.emit(value)
        self.deleteLater()

    def _fail(self, error: Exception) -> None:
        self.deleteLater()
        if not isinstance(error, OSError | StoreError):
            raise error
        self.failed.emit(_said(error))


class _Told(QObject):
    """A runnable is no QObject and cannot signal."""

    done = Signal(object)
    failed = Signal(object)


class _Task(QRunnable):
    def __init__(self, do: Callable[[], object]) -> None:
        super().__init__()
        self.told, self._do = _Told(), do
        self.setAutoDelete(False)

    def run(self) -> None:
        try:
            self.told.done.emit(self._do())
        except Exception as error:
            self.told.failed.emit(error)


def _said(error: OSError | StoreError) -> str:
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{Path(str(error.filename)).name}: {error.strerror}"
    return str(error)
