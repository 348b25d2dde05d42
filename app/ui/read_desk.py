"""The window of reading in its place: made when it is first wanted, told which model answers."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.client.client import Client
from app.desktop.face import Desktop
from app.ui.launching import folder_of

if TYPE_CHECKING:  # imported when it is first wanted: the start is quicker without
    from app.ui.read_window import ReadWindow
    from app.ui.reading import ScreenReader


class ReadDesk(QObject):
    """Calling it gives the window."""

    def __init__(self, client: Client, home: Path, desktop: Desktop, parent: QObject) -> None:
        super().__init__(parent)
        self._client, self._home, self._desktop, self._model = client, home, desktop, ""
        self._reader: ScreenReader | None = None
        self._window: ReadWindow | None = None

    def __call__(self) -> "ReadWindow":
        if self._window is None:
            from app.ui.read_window import ReadWindow
            from app.ui.reading import ScreenReader
            from app.ui.reading_thread import READINGS
            from app.ui.surroundings.witnessing import tree_of

            self._reader = ScreenReader(
                self._client,
                self._home / READINGS,
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

    def close(self) -> None:
        """End what is read, and its thread."""
        if self._window is not None:
            self._window.close()
        if self._reader is not None:
            self._reader.close()
