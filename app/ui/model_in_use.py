"""Which model answers: the one that the user chose, or for a while the one of a chat."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from app.client.client import Client
from app.client.engine_process import Launch
from app.client.supervisor import Supervisor
from app.ui.asking import Asking
from app.ui.engine_watch import EngineWatch
from app.ui.launching import Launching, called, is_remote, patience_of
from app.ui.preferences import Preferences


class ModelInUse(QObject):
    """Turns the client to a model. `is_given`: the client was given a place, and stays there."""

    def __init__(
        self,
        client: Client,
        supervisor: Supervisor,
        launching: Launching,
        asking: Asking,
        watch: EngineWatch,
        preferences: Callable[[], Preferences],
        *,
        is_given: bool,
    ) -> None:
        super().__init__(asking)
        self._client, self._supervisor, self._launching = client, supervisor, launching
        self._asking, self._watch = asking, watch
        self._preferences, self._is_given = preferences, is_given
        asking.turn_to = self._answer_with

    def apply(self) -> None:
        """As the preferences are now."""
        chosen = self._preferences()
        self._supervisor.set_idle(patience_of(chosen).idle)
        if is_remote(chosen.model):
            self._watch.set_model(called(chosen.model))
        else:
            self._turn_to(chosen.model)

    def launch_of(self, model: str) -> Launch:
        return self._launching.of(replace(self._preferences(), model=model))

    def _answer_with(self, model: str) -> str:
        """Before a chat is answered: its own model, or the one in use. "", or why not."""
        chosen = self._preferences().model
        wanted = model or chosen
        if is_remote(chosen) or self._supervisor.launch == self.launch_of(wanted):
            return ""
        if self._asking.answers:
            return self.tr("Another chat is being answered. Wait for its end, or stop it.")
        self._turn_to(wanted)
        return ""

    def _turn_to(self, model: str) -> None:
        if not self._is_given:
            self._client.turn_to(self.launch_of(model))
        self._watch.set_model(called(model))
