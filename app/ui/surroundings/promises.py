"""Drops of files that are not there yet: a mail's attachment, the thumbnail of a screenshot.

A Mac's programs often promise a file and write it only when it is dropped. Qt knows nothing of
promises, so they are looked for before a window sees the drag. Where real files lie in it as well,
those are taken as ever.
"""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.desktop.face import Desktop
from app.ui.composer.intake import Intake, parts_of

KEPT_S = 30 * 86_400.0  # as long as the trash keeps chats: a draft may name one of the files


Take: TypeAlias = Callable[[Intake], None]


class Promises(QObject):
    """`waits`: something was dropped and is still to come; False, when it has."""

    waits = Signal(bool)

    def __init__(self, desktop: Desktop, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._desktop, self._folder = desktop, folder
        self._count = 0
        self._takers: dict[QWidget, Take] = {}

    def watch(self, widget: QWidget, take: Take) -> None:
        """From now on promises may be dropped on this window, and are given to `take`."""
        self._takers[widget] = take
        self._desktop.expect_promises(widget)
        widget.installEventFilter(self)

    def tidy(self) -> None:
        """Delete what was received long ago. What was sent since lies in the store."""
        for folder in self._folder.glob("*"):
            if time.time() - folder.stat().st_mtime > KEPT_S:
                shutil.rmtree(folder, ignore_errors=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """An accepted drag goes on to the window, which shows that it may be dropped there."""
        if isinstance(event, QDragEnterEvent) and self._promised(event):
            event.acceptProposedAction()
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            return self._promised(event) and self._drop(watched, event)
        return False

    def _drop(self, on: QObject, event: QDropEvent) -> bool:
        """To the window it looks as if the drag had left."""
        assert isinstance(on, QWidget), "only windows are watched"
        event.acceptProposedAction()
        QApplication.sendEvent(on, QDragLeaveEvent())
        self._receive(on)
        return True

    def _promised(self, event: QDropEvent) -> bool:
        has_files = any(url.isLocalFile() for url in event.mimeData().urls())
        return not has_files and self._desktop.holds_promises()

    def _receive(self, widget: QWidget) -> None:
        """Each drop has a folder of its own, so that no name meets another."""
        self._count += 1
        folder = self._folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{self._count}"
        self.waits.emit(True)

        def received(files: tuple[Path, ...], reason: str) -> None:
            self.waits.emit(False)
            self._takers[widget](self._taken(files, reason))

        self._desktop.receive_promises(folder, received)

    def _taken(self, files: tuple[Path, ...], reason: str) -> Intake:
        taken = parts_of(files)
        if not reason:
            return taken
        lost = (self.tr("Dropped file"), reason)
        return replace(taken, refused=(*taken.refused, lost))
