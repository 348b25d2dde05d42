"""How the open chat is answered: the panel under its button, joined to the talks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.chat.conversation import ChatSettings
from app.ui.preferences import Preset
from app.ui.talks import Talks
from app.ui.window.main import MainWindow

if TYPE_CHECKING:
    from app.ui.settings.chat import ChatSettingsPanel


class ChatSettingsDesk(QObject):
    """Makes the panel when it is first wanted."""

    def __init__(self, window: MainWindow, talks: Talks) -> None:
        super().__init__(window)
        self._window, self._talks = window, talks
        self._presets: Sequence[Preset] = ()
        self._system = ""
        self._panel: ChatSettingsPanel | None = None
        window.bar.chat_settings_wanted.connect(self.open)
        window.menus["chat_settings"].triggered.connect(self.open)

    def set_defaults(self, presets: Sequence[Preset], system: str) -> None:
        self._presets, self._system = presets, system

    def open(self) -> None:
        if self._panel is None:
            from app.ui.settings.chat import (
                ChatSettingsPanel,  # 100 ms that no start shall wait for
            )

            self._panel = ChatSettingsPanel(self._window)
            self._panel.changed.connect(self._take)
        self._panel.set_settings(self._talks.settings, self._presets, self._system)
        self._panel.popup_below(self._window.bar.settings_button)

    def _take(self, settings: ChatSettings) -> None:
        self._talks.set_settings(settings)
        self._window.composer.set_think(settings.settings.think)
