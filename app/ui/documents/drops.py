"""Documents let go anywhere on a window."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.ui.window.curtain import Curtain


class Drops(QObject):
    """`dropped` carries the first of the files; a curtain says so while they are held above."""

    dropped = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._curtain = Curtain(window, self.tr("Drop to read"))
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self._curtain.hide()
            event.acceptProposedAction()
            self.dropped.emit(_files(event)[0])
            return True
        if isinstance(event, QDragEnterEvent) and _files(event):
            event.acceptProposedAction()
            self._curtain.draw()
            return True
        if event.type() == QEvent.Type.DragLeave:
            self._curtain.hide()
        return super().eventFilter(watched, event)


def _files(event: QDropEvent) -> list[Path]:
    urls = event.mimeData().urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
