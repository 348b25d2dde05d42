"""Pictures at the size of their place on the screen: decoded off the window's thread, then kept."""

from collections import OrderedDict
from functools import partial
from pathlib import Path
from typing import TypeAlias, cast

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QApplication

from app.ui.picture.decoding import Picture, decode
from app.ui.picture.job import Job

KEPT_BYTES = 96 * 2**20
Key: TypeAlias = tuple[Path | bytes, int, int, int]  # source, its time, width, height


class Gallery(QObject):
    """`arrived` (key) tells that `look_up` has a picture now, `missed` (key, reason) that none."""

    arrived = Signal(object)
    missed = Signal(object, str)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._kept: OrderedDict[Key, Picture] = OrderedDict()
        self._bytes = 0
        self._asked: dict[Job, Key] = {}

    def key(self, source: Path | bytes, bound: QSize) -> Key:
        """A picture in a bound, in pixels. A file that was written anew is another picture."""
        return source, _written(source), bound.width(), bound.height()

    def look_up(self, key: Key) -> Picture | None:
        """The picture if it is there; else it is sent for."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        elif key not in self._asked.values():
            job = Job(partial(decode, key[0], QSize(key[2], key[3])))
            self._asked[job] = key
            job.over.connect(self._take)
            job.begin()
        return found

    def _take(self, job: Job) -> None:
        key = self._asked.pop(job)
        if not isinstance(job.value, Picture):
            self.missed.emit(key, str(job.error))
            return
        self._kept[key] = job.value
        self._bytes += job.value.image.sizeInBytes()
        while self._bytes > KEPT_BYTES and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._bytes -= old.image.sizeInBytes()
        self.arrived.emit(key)


def gallery() -> Gallery:
    """The one gallery of this program."""
    application = QApplication.instance()
    assert isinstance(application, QApplication), "a gallery needs a QApplication"
    found = application.findChild(Gallery)
    return cast(Gallery, found) if found is not None else Gallery(application)


def _written(source: Path | bytes) -> int:
    if isinstance(source, bytes):
        return 0
    try:
        return source.stat().st_mtime_ns
    except OSError:
        return 0  # the decoder will say why
