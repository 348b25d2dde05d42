"""All parts of the window program, made and joined: read it to see who is given what."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.chat.store import Store
from app.client.client import Client
from app.client.connection import Connection
from app.client.engine_process import Launch
from app.client.supervisor import Supervisor
from app.desktop.choice import open_desktop
from app.models.network import ASKING
from app.ui import preferences as prefs
from app.ui.chat_settings import ChatSettingsDesk
from app.ui.commands import Commands
from app.ui.composer.attaching import Attaching
from app.ui.composer.intake import parts_of
from app.ui.desk import Desk
from app.ui.engine_watch import EngineWatch
from app.ui.housekeeping import Housekeeping
from app.ui.launching import (
    DEMONSTRATION,
    Launching,
    called,
    folder_of,
    is_remote,
    patience_of,
)
from app.ui.looking import Looking
from app.ui.models_desk import ModelsDesk
from app.ui.preferences import Preferences, for_a_new_chat
from app.ui.quick_ask import QuickAsk
from app.ui.single import Door, Knock
from app.ui.talks import Talks
from app.ui.theme import theme
from app.ui.transfers import Transfers
from app.ui.warming import Warming
from app.ui.window.main import MainWindow
from app.ui.window.samples import bundled
from app.ui.windows import Windows

if TYPE_CHECKING:
    from app.ui.read_window import ReadWindow
    from app.ui.reading import ScreenReader

REMEMBER_MS = 500
ADVICE_MS = 400  # after the start, which shall not wait for it


class Program(QObject):
    """Owns everything; `close` ends it all and loses nothing."""

    def __init__(self, home: Path, where: Connection | None = None) -> None:
        """`where` takes the place of this machine's engine, which is then not started.

        Raises:
            PreferencesUnreadable, StoreError: the message says what to do.
        """
        super().__init__()
        self.home = home
        self._remember = self._later(REMEMBER_MS, self._remember_now)
        self._begin = self._later(0, self._after_start)
        self._warming = Warming(self)
        self.preferences = prefs.load(home / "preferences.json")
        self.store = Store.open(home / "chats")
        theme().choose(self.preferences.appearance)
        self._launching = Launching(home)
        self._is_given = where is not None
        launch = self._launching.of(self.preferences)
        self.supervisor = Supervisor(launch, patience_of(self.preferences))
        self.client = Client(where or self.supervisor, self)
        self.desktop = open_desktop()
        self.window = MainWindow(bundled())
        self.talks = Talks(self.store, self.client, self)
        self.attaching = Attaching(self.window.composer, self.client, self)
        self.talks.asking.turn_to = self._answer_with
        self.desk = Desk(self.window, self.talks, self.attaching)
        self.commands = Commands(self.window, self.talks, self.desk)
        self.chat_settings = ChatSettingsDesk(home, self.window, self.talks)
        self.watch = EngineWatch(self.window, self.client, self.talks.asking)
        self.looking = Looking(self.window, self.desk, self.desktop, self.read_window)
        self.quick = QuickAsk(self.client, self.store, self.desktop, self)
        self.windows = Windows(home, self.store, self.client, self)
        self.transfers = Transfers(self.window, self.window.notice, self.store)
        self.models = ModelsDesk(home, self.client, lambda: self.preferences, self._launch_of, self)
        self.housekeeping = Housekeeping(self.store, self)
        self.door = Door(home, self)
        self._reader: ScreenReader | None = None
        self._read_window: ReadWindow | None = None
        self._join_windows()
        self._join_quick()
        self._join_menus()

    def start(self, knock: Knock = Knock()) -> None:  # noqa: B008  # frozen
        """Show the window as it was left, or the quick panel; the engine starts behind it."""
        if self.preferences.window:
            self.window.restore(self.preferences.window)
        self._apply(self.preferences)
        self.housekeeping.begin()
        self.talks.refresh()
        known = {card.id for card in self.store.chats()}
        self.desk.open(self.preferences.chat if self.preferences.chat in known else "")
        self.show(knock)
        self.talks.opened.connect(self._remember.start)
        self._begin.start()

    def show(self, knock: Knock = Knock()) -> None:  # noqa: B008  # frozen
        """Bring the window to the front, with files attached; or the quick panel."""
        if knock.quick:
            self.quick.open()
            return
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self.window.composer.setFocus()
        if knock.files:
            self.desk.attach(parts_of([Path(name) for name in knock.files]))

    def read_window(self) -> "ReadWindow":
        """Made when it is first needed."""
        if self._read_window is None:
            from app.ui.read_window import ReadWindow
            from app.ui.reading import ScreenReader

            reader = ScreenReader(self.client, folder_of(self.preferences.model), self)
            self._reader, self._read_window = reader, ReadWindow(reader)
        return self._read_window

    def change(self, preferences: Preferences) -> None:
        """Take and keep what the user chose."""
        self.preferences = preferences
        self._apply(preferences)
        self._save(preferences)

    def _save(self, preferences: Preferences) -> None:
        self.preferences = preferences
        try:
            prefs.save(self.home / "preferences.json", preferences)
        except OSError as error:
            said = self.tr("The settings cannot be kept: {reason}")
            self.window.notice.say(said.format(reason=error.strerror), "bad")

    def close(self) -> None:
        """Everything is stored and ended, the engine last."""
        self._remember.stop()
        self._warming.stop()
        self._begin.stop()  # no engine is begun for a program that ends at once
        self.windows.close()  # what is being typed in the settings is taken when they close
        self.chat_settings.close()
        self.models.close()
        self.desk.close()
        self._remember_now()
        self.door.close()
        self.housekeeping.close()
        self.attaching.close()
        self.quick.close()
        self.talks.close()
        if self._read_window is not None:
            self._read_window.close()
        self.client.close()
        self.store.close()

    # --- joining ---

    def _join_windows(self) -> None:
        windows, notice = self.windows, self.window.notice
        windows.changed.connect(self.change)
        windows.chats_changed.connect(self.talks.refresh)
        windows.failed.connect(lambda reason: notice.say(reason, "bad"))
        windows.export_wanted.connect(lambda: self.transfers.export(None))
        windows.import_wanted.connect(self.transfers.import_)
        windows.models_wanted.connect(self.models.open)
        self.models.changed.connect(self.change)
        self.window.bar.pill.clicked.connect(self.models.open)
        self.window.welcome.models_wanted.connect(self.models.open)
        self.client.left.connect(self._note_leaving)
        self.transfers.imported.connect(self.talks.refresh)
        self.housekeeping.changed.connect(self.talks.refresh)
        self.housekeeping.failed.connect(lambda reason: notice.say(reason, "warn"))
        self.desk.picture_wanted.connect(windows.picture)
        self.desk.clip_wanted.connect(windows.moment)
        self.window.sidebar.exported.connect(self.transfers.export)
        self.door.knocked.connect(self.show)

    def _join_quick(self) -> None:
        quick = self.quick
        quick.moved.connect(self._open_chat)
        quick.link_clicked.connect(self.desk.follow)
        quick.picture_opened.connect(self.windows.picture)
        self.talks.listed.connect(quick.set_chats)
        self.watch.stood.connect(quick.set_model)
        self.watch.waits.connect(quick.wait_for)
        quick.status.quick_wanted.connect(quick.open)
        quick.status.capture_wanted.connect(quick.capture)
        quick.status.window_wanted.connect(lambda: self.show())
        quick.status.chat_opened.connect(self._open_chat)
        quick.status.paused.connect(self._pause)
        quick.status.quit_wanted.connect(QApplication.quit)

    def _join_menus(self) -> None:
        menus = self.window.menus
        for name, call in {
            "preferences": lambda: self.windows.settings(self.preferences),
            "shortcuts": lambda: self.windows.shortcuts(menus),
            "trash_bin": self.windows.trash,
            "about": self.windows.about,
            "export": lambda: self.transfers.export(self.talks.chat),
            "export_all": lambda: self.transfers.export(None),
            "import": self.transfers.import_,
            "quick": self.quick.open,
            "models": self.models.open,
            "unload": self.client.stop,
            "quit": QApplication.quit,
        }.items():
            menus[name].triggered.connect(lambda _=False, call=call: call())

    # --- what happens ---

    def _after_start(self) -> None:
        self.models.go_remote()
        self.client.start()
        self._warming.start()
        if self.preferences.model == DEMONSTRATION:
            QTimer.singleShot(ADVICE_MS, self, self._advise)

    def _apply(self, preferences: Preferences) -> None:
        theme().choose(preferences.appearance)
        chosen = for_a_new_chat(preferences)
        self.talks.defaults, self.talks.asking.system = chosen, preferences.system
        self.quick.set_settings(replace(chosen, system=preferences.system))
        self.chat_settings.set_defaults(preferences)
        self.quick.show_status(preferences.status_item)
        QApplication.setQuitOnLastWindowClosed(not preferences.status_item)
        refused = self.quick.set_hotkey(preferences.hotkey)
        self.windows.say_about_hotkey(refused)
        if self._reader is not None:
            self._reader.use(folder_of(preferences.model))
        self.window.welcome.set_model(is_demonstration=preferences.model == DEMONSTRATION)
        self.supervisor.set_idle(patience_of(preferences).idle)
        if is_remote(preferences.model):
            self.watch.set_model(called(preferences.model))
        else:
            self._turn_to(preferences.model)

    def _answer_with(self, model: str) -> str:
        """Before a chat is answered: its own model, or the one in use. "", or why not."""
        wanted = model or self.preferences.model
        if is_remote(self.preferences.model) or self.supervisor.launch == self._launch_of(wanted):
            return ""
        if self.talks.asking.answers:
            return self.tr("Another chat is being answered. Wait for its end, or stop it.")
        self._turn_to(wanted)
        return ""

    def _turn_to(self, model: str) -> None:
        if not self._is_given:
            self.client.turn_to(self._launch_of(model))
        self.watch.set_model(called(model))

    def _later(self, period_ms: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(period_ms)
        timer.timeout.connect(call)
        return timer

    def _launch_of(self, model: str) -> Launch:
        return self._launching.of(replace(self.preferences, model=model))

    def _advise(self) -> None:
        self.window.welcome.set_model(is_demonstration=True, best=self.models.advice())

    def _note_leaving(self, server: str) -> None:
        """Law 7: whatever leaves this machine can be read about."""
        self.windows.network.began(server, ASKING)

    def _remember_now(self) -> None:
        """Where the user is: a program that is killed opens there as well."""
        chat = "" if self.talks.is_traceless else self.talks.chat
        place = self.window.keep_geometry()
        if (chat, place) != (self.preferences.chat, self.preferences.window):
            self._save(replace(self.preferences, window=place, chat=chat))

    def _open_chat(self, chat: str) -> None:
        self.talks.refresh()
        self.show()
        self.desk.open(chat)

    def _pause(self, paused: bool) -> None:
        """Paused, it holds no memory; the next question resumes it as well."""
        self.quick.set_paused(paused)
        if paused:
            self.client.stop()
        else:
            self.client.start()
