"""The machine's strength: kept awake while somebody waits, spared while there is little of it."""

from PySide6.QtCore import QObject

from app.client.client import Client
from app.desktop.face import Desktop, Power


class Sparing(QObject):
    """Answers and downloads hold off the system's slowing down of programs in the background."""

    def __init__(self, desktop: Desktop, client: Client, parent: QObject) -> None:
        super().__init__(parent)
        self._desktop, self._client = desktop, client
        self._answers = self._downloads = False
        client.answering.connect(self._set_answering)
        desktop.watch_power(self._follow)
        self._follow(desktop.power())

    def set_downloading(self, on: bool) -> None:
        self._downloads = on
        self._hold()

    def _set_answering(self, on: bool) -> None:
        self._answers = on
        self._hold()

    def _hold(self) -> None:
        if self._answers:
            self._desktop.stay_awake(self.tr("A question is being answered"))
        elif self._downloads:
            self._desktop.stay_awake(self.tr("A model is being downloaded"))
        else:
            self._desktop.stay_awake("")

    def _follow(self, power: Power) -> None:
        self._client.is_sparing = power.is_scarce
