"""What the window says about the engine: the pill, the foot, and why an answer does not begin."""

import sys

from PySide6.QtCore import QObject, Signal

from app.client.client import Client
from app.client.states import Failed, Loading, Ready, Restarting, Starting, State, Stopped
from app.ui.asking import Asking
from app.ui.window.main import MainWindow


class EngineWatch(QObject):
    """`stood`: the model and the memory it holds, in words; `waits`: why nothing begins, or ""."""

    stood = Signal(str, str)
    waits = Signal(str)

    def __init__(self, window: MainWindow, client: Client, asking: Asking) -> None:
        super().__init__(window)
        self._window, self._client, self._asking = window, client, asking
        self._model = ""
        self._was_restarting = False
        client.changed.connect(self._follow)
        asking.ended.connect(self._ask_memory)
        self._say_foot("")

    def set_model(self, name: str) -> None:
        """Name it as people call it."""
        self._model = name
        self._follow(self._client.state)

    def _follow(self, state: State) -> None:
        self._window.bar.pill.set_model(self._model, state)
        why = self._why(state)
        self._asking.wait_for(why)
        self.waits.emit(why)
        if isinstance(state, Ready):
            self._ask_memory()
        elif isinstance(state, Stopped):
            self._say_foot("")
        if isinstance(state, Failed):
            self._was_restarting = False
            start = self._client.start
            self._window.notice.say(state.reason, "bad", self.tr("Try again"), start)
        elif isinstance(state, Restarting):
            self._was_restarting = True
            self._window.notice.say(
                self.tr(
                    "The engine ended unexpectedly and is being started again. {reason}"
                ).format(reason=state.reason),
                "warn",
            )
        elif isinstance(state, Ready) and self._was_restarting:
            self._was_restarting = False
            self._window.notice.say(
                self.tr("The engine was restarted. What came of the answer is kept."), for_ms=6000
            )

    def _ask_memory(self) -> None:
        """While it runs only: asking would start it. That of another computer is not known."""
        if not self._client.connection.is_local:
            self._say_foot("")
        elif isinstance(self._client.state, Ready):
            memory = self._client.memory()
            memory.answered.connect(lambda held: self._say_foot(f"{held / 1e9:.1f} GB"))

    def _say_foot(self, memory: str) -> None:
        if self._client.connection.is_local:
            said = self.tr("Nothing left this Mac")
            if sys.platform != "darwin":
                said = self.tr("Nothing left this computer")
        else:
            said = self.tr("Answered by {name}").format(name=self._client.connection.name)
            memory = ""  # it was asked of the engine that was here before
        self._window.sidebar.set_foot(said, memory)
        self.stood.emit(self._model, memory)

    def _why(self, state: State) -> str:
        match state:
            case Starting() | Stopped():
                return self.tr("Starting the engine…")
            case Loading():
                return self.tr("Loading {model}…").format(model=self._model)
            case Restarting():
                return self.tr("Restarting the engine…")
            case _:
                return ""
