"""All parts of the window program, made and joined: read it to see who is given what."""

import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.chat.store import Store, StoreError
from app.client.backoff import Patience
from app.client.client import Client
from app.client.connection import LONGEST_SOCKET, Connection
from app.client.engine_process import Launch, engine_launch
from app.client.supervisor import Supervisor
from app.desktop.choice import open_desktop
from app.places import RESOURCES
from app.ui import preferences as prefs
from app.ui.commands import Commands
from app.ui.composer.attaching import Attaching
from app.ui.composer.intake import parts_of
from app.ui.desk import Desk
from app.ui.engine_watch import EngineWatch
from app.ui.housekeeping import Housekeeping
from app.ui.looking import Looking
from app.ui.preferences import Preferences, PreferencesUnreadable
from app.ui.read_window import ReadWindow
from app.ui.reading import ScreenReader
from app.ui.single import Door
from app.ui.talks import Talks
from app.ui.theme import theme
from app.ui.window.main import MainWindow
from app.ui.window.welcome import Sample

NANO = "kestrel-nano"
SAMPLES = (
    ("print", "Where is the Save button?"),
    ("account", "List the elements of this screen."),
    ("menu", 'Where is "Export"?'),
)


class CannotStart(Exception):
    """The message says why and what to do."""


class Program(QObject):
    """Owns everything; `close` ends it all and loses nothing."""

    def __init__(self, home: Path, where: Connection | None = None) -> None:
        """`where` takes the place of this machine's engine, which is then not started."""
        super().__init__()
        self.home = home
        try:
            self.preferences = prefs.load(home / "preferences.json")
            self.store = Store.open(home / "chats")
        except (PreferencesUnreadable, StoreError, OSError) as error:
            raise CannotStart(str(error)) from error
        theme().choose(self.preferences.appearance)
        self.supervisor = Supervisor(self._launch(), self._patience())
        self.client = Client(where or self.supervisor, self)
        self.window = MainWindow(_samples())
        self.talks = Talks(self.store, self.client, self)
        self.attaching = Attaching(self.window.composer, self.client, self)
        self.desk = Desk(self.window, self.talks, self.attaching)
        self.commands = Commands(self.window, self.talks, self.desk)
        self.watch = EngineWatch(self.window, self.client, self.talks.asking)
        self.desktop = open_desktop()
        self.looking = Looking(self.window, self.desk, self.desktop, self.read_window)
        self.housekeeping = Housekeeping(self.store, self)
        self._read_window: ReadWindow | None = None
        self.housekeeping.changed.connect(self.talks.refresh)
        self.door = Door(home, self)
        self.door.knocked.connect(self.show)

    def start(self, files: list[str]) -> None:
        """Show the window as it was left; the engine starts behind it."""
        if self.preferences.window:
            self.window.restore(self.preferences.window)
        self.watch.set_model(self.preferences.model)
        self.window.welcome.set_model(is_demonstration=self.preferences.model == NANO)
        self.housekeeping.begin()
        self.talks.refresh()
        known = {card.id for card in self.store.chats()}
        self.desk.open(self.preferences.chat if self.preferences.chat in known else "")
        self.show(files)
        QTimer.singleShot(0, self, self.client.start)

    def show(self, files: list[str]) -> None:
        """Bring the window to the front, with files attached."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self.window.composer.setFocus()
        if files:
            self.desk.attach(parts_of([Path(name) for name in files]))

    def read_window(self) -> ReadWindow:
        """Made when it is first needed."""
        if self._read_window is None:
            folder = RESOURCES / "models" / self.preferences.model
            self._read_window = ReadWindow(ScreenReader(self.client, folder, self))
        return self._read_window

    def change(self, preferences: Preferences) -> None:
        """Keep what the user chose."""
        self.preferences = preferences
        try:
            prefs.save(self.home / "preferences.json", preferences)
        except OSError as error:
            self.window.notice.say(
                self.tr("The settings cannot be kept: {reason}").format(reason=error.strerror),
                "bad",
            )

    def close(self) -> None:
        """Everything is stored and ended, the engine last."""
        self.desk.keep()
        self.change(
            replace(
                self.preferences,
                window=self.window.keep_geometry(),
                chat="" if self.talks.is_traceless else self.talks.chat,
            )
        )
        self.door.close()
        self.housekeeping.close()
        self.attaching.close()
        self.talks.close()
        self.client.close()
        self.store.close()

    def _launch(self) -> Launch:
        chosen = self.preferences
        options = ["--snapshots", str(self.home / "snapshots")]
        if chosen.memory_gb is not None:
            options += ["--memory", str(int(chosen.memory_gb * 2**30))]
        return engine_launch(_socket(self.home), chosen.model, *options)

    def _patience(self) -> Patience:
        minutes = self.preferences.idle_minutes
        return Patience(idle=None if minutes is None else minutes * 60.0)


def _socket(home: Path) -> Path:
    """Beside the conversations, or where a path is short enough for a socket."""
    wanted = home / "engine" / "s"
    if len(str(wanted).encode()) <= LONGEST_SOCKET:
        return wanted
    return Path(tempfile.mkdtemp(prefix="kestrel-")) / "engine" / "s"


def _samples() -> tuple[Sample, ...]:
    return tuple(
        Sample(RESOURCES / "samples" / f"{name}.png", question) for name, question in SAMPLES
    )
