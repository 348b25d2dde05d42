"""What the first answer needs, imported after the start, so that no answer waits for it."""

from collections.abc import Iterator
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

# In this order each takes some tens of milliseconds at most.
PARTS = (
    "app.ui.text.colours",
    "app.ui.text.reading",
    "app.ui.text.view",
    "app.reading.annotating",
    "app.ui.picture.view",
)
PAUSE_MS = 15  # in which a key that was pressed is answered


class Warming(QObject):
    """Begins at `start`, one part at a time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._parts: Iterator[str] = iter(PARTS)
        self._next = QTimer(self)
        self._next.setInterval(PAUSE_MS)
        self._next.timeout.connect(self._import_one)

    def start(self) -> None:
        self._next.start()

    def stop(self) -> None:
        self._next.stop()

    def _import_one(self) -> None:
        part = next(self._parts, None)
        if part is None:
            self._next.stop()
        else:
            import_module(part)
