"""Attachments into the store, off the window's thread: a clip may be gigabytes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from app.chat.message import Part, TextPart
from app.chat.store import Store, StoreError


class Keeping(QObject):
    """Signals `kept` (the parts, now in the store) or `failed` (why), once."""

    kept = Signal(object)
    failed = Signal(str)

    def __init__(self, store: Store, parts: Sequence[Part], parent: QObject) -> None:
        super().__init__(parent)
        self._work = _Work(store, tuple(parts))
        self._work.told.kept.connect(self._done)
        self._work.told.failed.connect(self._fail)

    def start(self) -> None:
        QThreadPool.globalInstance().start(self._work)

    def _done(self, parts: tuple[Part, ...]) -> None:
        self.kept.emit(parts)

    def _fail(self, reason: str) -> None:
        self.failed.emit(reason)


class _Told(QObject):
    """Signals cross threads; the runnable itself is no QObject."""

    kept = Signal(object)
    failed = Signal(str)


class _Work(QRunnable):
    def __init__(self, store: Store, parts: tuple[Part, ...]) -> None:
        super().__init__()
        self.told = _Told()
        self._store, self._parts = store, parts
        self.setAutoDelete(False)

    def run(self) -> None:
        try:
            self.told.kept.emit(tuple(self._keep(part) for part in self._parts))
        except (OSError, StoreError) as error:
            self.told.failed.emit(str(error))

    def _keep(self, part: Part) -> Part:
        if isinstance(part, TextPart):
            return part
        name = part.name or (part.source.name if isinstance(part.source, Path) else "")
        kept = self._store.keep_file(part.source, name)
        return replace(part, source=kept, name=name)
