"""The window of documents in its place: made when it is first wanted, told which model answers."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.chat.message import ImagePart
from app.client.client import Client
from app.places import READINGS
from app.ui.composer.attaching import Attaching
from app.ui.launching import folder_of
from app.ui.window.main import MainWindow

if TYPE_CHECKING:  # imported when it is first wanted: the start is quicker without
    from app.ui.documents.reader import DocumentReader
    from app.ui.documents.window import DocumentWindow


class DocumentDesk(QObject):
    """Calling it shows the window. It is joined to the menu, and to drops that it shows all of."""

    def __init__(
        self, client: Client, home: Path, main: MainWindow, attaching: Attaching, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._client, self._home, self._main, self._model = client, home, main, ""
        self._reader: DocumentReader | None = None
        self._window: DocumentWindow | None = None
        main.menus["document"].triggered.connect(lambda: self())
        attaching.readable.connect(self._offer)

    def __call__(self, path: Path | None = None) -> "DocumentWindow":
        """With this document, or with the one that it showed last."""
        window = self._made()
        window.show()
        window.raise_()
        window.activateWindow()
        if path is not None:
            window.open(path)
        return window

    def use(self, model: str) -> None:
        """The model that answers from now on, as the preferences call it."""
        self._model = model
        if self._reader is not None:
            self._reader.use(folder_of(model))

    def close(self) -> None:
        """End what is read, and its thread."""
        if self._window is not None:
            self._window.close()
        if self._reader is not None:
            self._reader.close()

    def _offer(self, document: Path, why: str) -> None:
        """Not all of what was dropped goes into a question."""
        read = self.tr("Read it…")
        self._main.notice.say(why, "plain", read, lambda: self._open(document))

    def _open(self, document: Path) -> None:
        self(document)

    def _ask_about(self, page: ImagePart) -> None:
        """A page goes into the question that is being written."""
        self._main.show()
        self._main.raise_()
        self._main.activateWindow()
        self._main.composer.attach([page])
        self._main.composer.setFocus()

    def _made(self) -> "DocumentWindow":
        if self._window is None:
            from app.ui.documents.reader import DocumentReader
            from app.ui.documents.window import DocumentWindow

            logs = self._home / READINGS
            self._reader = DocumentReader(self._client, logs, folder_of(self._model), self)
            self._window = DocumentWindow(self._reader)
            self._window.asked.connect(self._ask_about)
        return self._window
