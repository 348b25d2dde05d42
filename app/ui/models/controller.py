"""Joins the window of models with what is on the disk, downloads, the keychain and the client."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMessageBox

from app.client.client import Client
from app.client.connection import AddressError, Connection
from app.client.engine_process import Launch
from app.models.catalogue import Offer, load_catalogue
from app.models.download import Download, known_hosts
from app.models.fetching import Means
from app.models.fit import Verdict, verdict
from app.models.hub_cache import cache_folder
from app.models.machine import Machine, this_machine
from app.models.network import NetworkLog
from app.models.progress import Progress
from app.models.shelf import Checkpoint, NoCheckpoint, Shelf, read_checkpoint
from app.ui.models.engines import Engines
from app.ui.models.listing import Shown, listing
from app.ui.models.window import ModelsWindow
from app.ui.preferences import Remote
from app.ui.work import Work


@dataclass(frozen=True)
class Choice:
    """What of the preferences belongs here."""

    model: str  # a bundled name, a folder, or "remote:" and a remote's name
    context: int
    limit: int | None = None  # bytes the engine may use
    folders: tuple[str, ...] = ()
    remotes: tuple[Remote, ...] = field(default=())


class ModelsController(QObject):
    """Signals what the preferences should keep: `changed` carries a Choice.

    Nothing is read before `open`, and no host is asked before a button was pressed.
    """

    changed = Signal(object)
    named = Signal(str)  # the model in use, as people call it
    progressed = Signal(object)  # the share of all downloads that is here, 0 to 1; None: none is on
    got = Signal(str)  # name of a model whose download is whole
    completion_wanted = Signal(str)  # name of a base checkpoint, which is in use by then
    _told = Signal(str, object)  # from the threads of downloads

    def __init__(
        self,
        window: ModelsWindow,
        client: Client,
        home: Path,
        choice: Choice,
        launch_of: Callable[[str], Launch],
        means: Means | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._client, self._choice = window, client, choice
        self._launch_of = launch_of
        log = NetworkLog(home / "network.jsonl")
        self._means = means or Means(log, known_hosts(), cache_folder())
        self._shelf = Shelf(home / "models", self._means.cache or cache_folder())
        self._offers = load_catalogue()
        self._here: tuple[Checkpoint, ...] = ()
        self._downloads: dict[str, Download] = {}
        self._progress: dict[str, Progress] = {}
        self.engines = Engines(window.remotes, client, self)
        self._told.connect(self._follow)
        window.acted.connect(self._act)
        window.use.connect(self.use)
        window.context_changed.connect(self._count_with)
        window.folder_opened.connect(self.open_folder)
        self.engines.changed.connect(self._keep_remotes)
        self.engines.turned.connect(self._turned)

    @property
    def machine(self) -> Machine:
        return this_machine(self._choice.limit)

    def open(self) -> None:
        """Show the window, and look at what is here."""
        self._window.set_machine(self.machine, self._choice.context)
        self.engines.show(self._choice.remotes, self._choice.model)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        self._window.setFocus()  # no control is chosen before the user chose one
        self.refresh()

    def refresh(self) -> None:
        """Look again at what lies on the disk."""
        folders, shelf = self._choice.folders, self._shelf
        work = Work(lambda: shelf.checkpoints(folders), self)
        work.done.connect(self._show_here)
        work.failed.connect(self._window.say)
        work.start()

    def close(self) -> None:
        """Pause what is being downloaded; it goes on when it is asked for again."""
        for download in self._downloads.values():
            download.pause()
        for download in self._downloads.values():
            download.close()

    def use(self, model: str) -> None:
        """Answer with this checkpoint from now on."""
        found = self._checkpoint(model)
        if found is None:
            return
        try:
            self._client.turn_to(self._launch_of(found.choice))
        except AddressError as error:
            self._window.say(str(error))
            return
        self._client.start()
        self._choose(found.choice)
        self.named.emit(found.name)

    def open_folder(self, folder: str) -> None:
        """Add a checkpoint that lies elsewhere, or say why it is none."""
        try:
            read_checkpoint(Path(folder))
        except NoCheckpoint as error:
            self._window.say(str(error))
            return
        self._window.say("")
        if folder not in self._choice.folders:
            self._keep(replace(self._choice, folders=(*self._choice.folders, folder)))
        self.refresh()

    def get(self, model: str) -> None:
        """Begin or go on with a download, or with a repair of what is here."""
        offer = next((one for one in self._offers if one.id == model), None)
        if offer is None:
            return
        if model not in self._downloads:
            target = self._shelf.own / offer.id
            self._downloads[model] = Download(
                offer.id, offer.sources, target, self._means, _Listener(model, self._told.emit)
            )
        self._progress[model] = Progress("asking", 0, offer.bytes)
        self._downloads[model].start()
        self._show()

    def _act(self, act: str, model: str) -> None:
        self._window.say("")
        download = self._downloads.get(model)
        if act in ("get", "resume", "repair"):
            self.get(model)
        elif act == "pause" and download is not None:
            download.pause()
        elif act == "cancel" and download is not None:
            download.cancel()
        elif act == "remove":
            self._remove(model)
        elif act == "complete":
            self.use(model)
            self.completion_wanted.emit(model)

    def _follow(self, model: str, progress: Progress) -> None:
        former = self._progress.get(model)
        if progress.phase == "done":
            self.got.emit(next((one.name for one in self._offers if one.id == model), model))
        if progress.phase in ("done", "cancelled"):
            self._progress.pop(model, None)
            self._downloads.pop(model, None)
            self.refresh()
        else:
            self._progress[model] = progress
            if former is not None and former.phase == progress.phase:
                self._show_one(model)
            else:
                self._show()
        self.progressed.emit(share_of(self._progress.values()))

    def _show_here(self, here: tuple[Checkpoint, ...]) -> None:
        self._here = here
        self._show()

    def _listing(self) -> Sequence[Shown]:
        machine, tokens = self.machine, self._choice.context

        def fits(source: Checkpoint | Offer) -> Verdict:
            return verdict(source.config, source.bytes, machine, tokens)

        return listing(self._here, self._offers, self._progress, self._choice.model, fits)

    def _show(self) -> None:
        shown = self._listing()
        self._window.set_models(
            [one.model for one in shown], [one.model.id for one in shown if one.is_rare]
        )

    def _show_one(self, model: str) -> None:
        for one in self._listing():
            if one.model.id == model:
                self._window.set_model(one.model)

    def _remove(self, model: str) -> None:
        found = self._checkpoint(model)
        if found is None or not self._is_sure(found.name):
            return
        if found.origin == "opened":
            rest = tuple(f for f in self._choice.folders if Path(f) != found.folder)
            self._keep(replace(self._choice, folders=rest))
            self.refresh()
            return
        shelf = self._shelf
        work = Work(lambda: _removed(shelf, found), self)
        work.done.connect(self._removed)
        work.failed.connect(self._window.say)
        work.start()

    def _removed(self, refusal: str) -> None:
        self._window.say(refusal)
        self.refresh()

    def _is_sure(self, name: str) -> bool:
        title = self.tr("Remove {name}?").format(name=name)
        text = self.tr("It can be downloaded again. Your chats stay.")
        buttons = QMessageBox.StandardButton
        asked = QMessageBox(QMessageBox.Icon.Question, title, title, parent=self._window)
        asked.setInformativeText(text)
        asked.setStandardButtons(buttons.Cancel | buttons.Yes)
        return asked.exec() == buttons.Yes

    def _checkpoint(self, model: str) -> Checkpoint | None:
        return next((one for one in self._here if model in (one.name, one.choice)), None)

    def _count_with(self, tokens: int) -> None:
        self._keep(replace(self._choice, context=tokens))
        self._show()

    def _keep_remotes(self, remotes: tuple[Remote, ...]) -> None:
        self._keep(replace(self._choice, remotes=remotes))
        self.engines.show(remotes, self._choice.model)

    def _turned(self, name: str, where: Connection) -> None:
        self._client.turn_to(where)
        self._choose(f"remote:{name}")
        self.named.emit(name)

    def _choose(self, model: str) -> None:
        self._keep(replace(self._choice, model=model))
        self.engines.show(self._choice.remotes, model)
        self._show()

    def _keep(self, choice: Choice) -> None:
        self._choice = choice
        QTimer.singleShot(0, self, lambda: self.changed.emit(choice))


class _Listener:
    """Tells a download's progress from its thread; may outlive the window."""

    def __init__(self, model: str, tell: Callable[[str, object], None]) -> None:
        self._model, self._tell = model, tell

    def __call__(self, progress: Progress) -> None:
        try:
            self._tell(self._model, progress)
        except RuntimeError:
            return  # the window is gone already


def share_of(downloads: Iterable[Progress]) -> float | None:
    """How far those are together that are on their way; None: none is."""
    going = [one for one in downloads if not one.is_over and one.total]
    if not going:
        return None
    return min(sum(one.done for one in going) / sum(one.total for one in going), 1.0)


def _removed(shelf: Shelf, checkpoint: Checkpoint) -> str:
    try:
        shelf.remove(checkpoint)
    except NoCheckpoint as error:
        return str(error)
    return ""
