"""What the store needs besides being written to: ends for answers cut off by a crash, backups."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.store import Store
from app.ui.work import Work

DAY_S = 86_400.0
LOOK_MS = 3_000
BACKUP_AFTER_MS = 5_000  # from the start, which shall not wait for it


class Housekeeping(QObject):
    """`changed`: another window or process wrote to the store; `failed`: a backup was not made."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self.look)
        self._backup = QTimer(self)
        self._backup.setSingleShot(True)
        self._backup.timeout.connect(self.back_up)

    def begin(self) -> None:
        """Settle what a crash left, then keep watch."""
        for turn in self._store.unfinished():
            self._store.settle(turn.id)
        self._look.start()
        self._backup.start(BACKUP_AFTER_MS)

    def close(self) -> None:
        self._look.stop()
        self._backup.stop()

    def back_up(self) -> None:
        """If the last backup is a day old, and again tomorrow."""
        self._backup.start(int(DAY_S * 1000))
        last = self._store.backed_up()
        if last is None or time.time() - last >= DAY_S:
            work = Work(self._store.backup, self)
            work.failed.connect(self.failed)
            work.start()

    def look(self) -> None:
        """Whether somebody else wrote to it."""
        if self._store.changed_elsewhere():
            self.changed.emit()
