"""The window of models in its place: made when it is first wanted, its choices kept."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.client.client import Client
from app.client.engine_process import Launch
from app.models.machine import this_machine
from app.ui.launching import REMOTE, is_remote
from app.ui.preferences import Preferences
from app.ui.settings.records import size_words

if TYPE_CHECKING:  # with it come downloads and httpx: no start shall wait for them
    from app.ui.models.completion import CompletionWindow
    from app.ui.models.controller import Choice, ModelsController

GB = 2**30


class ModelsDesk(QObject):
    """`changed` carries the Preferences with another choice of models."""

    changed = Signal(object)
    progressed = Signal(object)  # the share of all downloads that is here; None: none is on its way
    got = Signal(str)  # name of a model whose download is whole

    def __init__(
        self,
        home: Path,
        client: Client,
        preferences: Callable[[], Preferences],
        launch_of: Callable[[str], Launch],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._home, self._client = home, client
        self._preferences, self._launch_of = preferences, launch_of
        self._made: ModelsController | None = None
        self._completion: CompletionWindow | None = None

    def open(self) -> None:
        self._controller().open()

    def go_remote(self) -> None:
        """At the start, if an engine elsewhere was in use; its key comes out of the keychain."""
        chosen = self._preferences()
        if is_remote(chosen.model):
            engines = self._controller().engines
            engines.show(chosen.remotes, chosen.model)
            engines.use(chosen.model.removeprefix(REMOTE))

    def advice(self) -> str:
        """One sentence about the model to begin with here, "" where none fits."""
        from app.models.advice import best
        from app.models.catalogue import load_catalogue

        chosen = self._preferences()
        offer = best(load_catalogue(), this_machine(_limit(chosen)), chosen.context)
        if offer is None:
            return ""
        said = self.tr("{model} fits this computer: {size}, {quantization}.")
        return said.format(
            model=offer.name, size=size_words(offer.bytes), quantization=offer.quantization
        )

    def close(self) -> None:
        if self._completion is not None:
            self._completion.close()
        if self._made is not None:
            self._made.close()

    def _controller(self) -> "ModelsController":
        if self._made is None:
            from app.ui.models.controller import ModelsController
            from app.ui.models.window import ModelsWindow

            window = ModelsWindow()
            made = ModelsController(
                window, self._client, self._home, _choice(self._preferences()), self._launch_of
            )
            made.changed.connect(self._take)
            made.completion_wanted.connect(self._complete)
            made.progressed.connect(self.progressed)
            made.got.connect(self.got)
            self.destroyed.connect(window.deleteLater)
            self._made = made
        return self._made

    def _take(self, choice: "Choice") -> None:
        self.changed.emit(
            replace(
                self._preferences(),
                model=choice.model,
                context=choice.context,
                folders=choice.folders,
                remotes=choice.remotes,
            )
        )

    def _complete(self, name: str) -> None:
        from app.ui.models.completion import CompletionWindow

        if self._completion is None:
            self._completion = CompletionWindow(self._client)
        self._completion.show()
        self._completion.raise_()
        self._completion.activateWindow()


def _choice(chosen: Preferences) -> "Choice":
    from app.ui.models.controller import Choice

    limit = _limit(chosen)
    return Choice(chosen.model, chosen.context, limit, chosen.folders, chosen.remotes)


def _limit(chosen: Preferences) -> int | None:
    return None if chosen.memory_gb is None else int(chosen.memory_gb * GB)
