"""How the open chat is answered: the panel under its button, joined to the talks."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.chat.conversation import ChatSettings
from app.ui.launching import is_remote
from app.ui.preferences import Preferences
from app.ui.talks import Talks
from app.ui.window.main import MainWindow
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ui.settings.chat import ChatSettingsPanel


class ChatSettingsDesk(QObject):
    """Makes the panel when it is first wanted."""

    def __init__(self, home: Path, window: MainWindow, talks: Talks) -> None:
        super().__init__(window)
        self._home, self._window, self._talks = home, window, talks
        self._chosen = Preferences()
        self._models: Sequence[tuple[str, str]] = ()
        self._panel: ChatSettingsPanel | None = None
        window.bar.chat_settings_wanted.connect(self.open)
        window.menus["chat_settings"].triggered.connect(self.open)

    def set_defaults(self, chosen: Preferences) -> None:
        self._chosen = chosen

    def open(self) -> None:
        if self._panel is None:
            from app.ui.settings.chat import (
                ChatSettingsPanel,  # 100 ms that no start shall wait for
            )

            self._panel = ChatSettingsPanel(self._window)
            self._panel.changed.connect(self._take)
        self._panel.set_settings(self._talks.settings, self._chosen.presets, self._chosen.system)
        self._panel.set_models(self._models)
        self._look()
        self._panel.popup_below(self._window.bar.settings_button)

    def close(self) -> None:
        """What is being typed is taken."""
        if self._panel is not None:
            self._panel.close()

    def _look(self) -> None:
        """Which checkpoints are here; the panel is open by then."""
        if is_remote(self._chosen.model):
            return  # an engine elsewhere has its own
        work = Work(lambda: names_here(self._home, self._chosen.folders), self)
        work.done.connect(self._found)
        work.start()

    def _found(self, models: Sequence[tuple[str, str]]) -> None:
        self._models = models
        if self._panel is not None:
            self._panel.set_models(models)

    def _take(self, settings: ChatSettings) -> None:
        self._talks.set_settings(settings)
        self._window.composer.set_think(settings.settings.think)


def names_here(home: Path, opened: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Of the checkpoints to talk with: what the engine is told, and what people call them."""
    from app.models.hub_cache import cache_folder
    from app.models.shelf import Shelf

    here = Shelf(home / "models", cache_folder()).checkpoints(opened)
    return tuple((one.choice, one.name) for one in here if one.converses)
