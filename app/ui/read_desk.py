"""The window of reading in its place: made when it is first wanted, told which model answers."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from app.client.client import Client
from app.desktop.face import Desktop
from app.places import READINGS
from app.ui.launching import folder_of
from app.ui.window.main import MainWindow

if TYPE_CHECKING:  # imported when it is first wanted: the start is quicker without
    from app.ui.read_window import ReadWindow
    from app.ui.reading import ScreenReader


class ReadDesk(QObject):
    """Calling it gives the window. The menu shows what all readings have left of themselves."""

    def __init__(
        self, client: Client, home: Path, desktop: Desktop, main: MainWindow, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._client, self._desktop, self._model = client, desktop, ""
        self._logs, self._main = home / READINGS, main
        self._reader: ScreenReader | None = None
        self._window: ReadWindow | None = None
        main.menus["logs"].triggered.connect(self._show_logs)

    def __call__(self) -> "ReadWindow":
        if self._window is None:
            from app.ui.read_window import ReadWindow
            from app.ui.reading import ScreenReader
            from app.ui.surroundings.witnessing import tree_of

            self._reader = ScreenReader(
                self._client,
                self._logs,
                folder_of(self._model),
                self,
                partial(tree_of, self._desktop),
            )
            self._window = ReadWindow(self._reader)
        return self._window

    def use(self, model: str) -> None:
        """The model that answers from now on, as the preferences call it."""
        self._model = model
        if self._reader is not None:
            self._reader.use(folder_of(model))

    def _show_logs(self) -> None:
        """The folder, in the system's file browser: a file of JSON lines for each reading."""
        if self._logs.is_dir():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._logs)))
        else:
            self._main.notice.say(self.tr("Nothing was read in several steps yet."), for_ms=5000)

    def close(self) -> None:
        """End what is read, and its thread."""
        if self._window is not None:
            self._window.close()
        if self._reader is not None:
            self._reader.close()
