"""All parts of the window program, made and joined: read it to see who is given what."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.chat.message import Part
from app.chat.store import Store
from app.client.client import Client
from app.client.connection import Connection
from app.client.supervisor import Supervisor
from app.desktop.choice import open_desktop
from app.desktop.face import Desktop
from app.models.network import ASKING
from app.places import RESOURCES
from app.ui import preferences as prefs
from app.ui.chat_settings import ChatSettingsDesk
from app.ui.commands import Commands
from app.ui.composer.attaching import Attaching
from app.ui.desk import Desk
from app.ui.document_desk import DocumentDesk
from app.ui.engine_watch import EngineWatch
from app.ui.housekeeping import Housekeeping
from app.ui.launching import DEMONSTRATION, Launching, patience_of
from app.ui.looking import Looking
from app.ui.model_in_use import ModelInUse
from app.ui.models_desk import ModelsDesk
from app.ui.preferences import Preferences, for_a_new_chat
from app.ui.quick_ask import QuickAsk
from app.ui.read_desk import ReadDesk
from app.ui.single import Door, Knock
from app.ui.surroundings.callers import files_of
from app.ui.surroundings.surroundings import Surroundings
from app.ui.talks import Talks
from app.ui.theme import theme
from app.ui.transfers import Transfers
from app.ui.warming import Warming
from app.ui.window.main import MainWindow
from app.ui.window.samples import bundled
from app.ui.windows import Windows

REMEMBER_MS = 500
ADVICE_MS = 400  # after the start, which shall not wait for it


class Program(QObject):
    """Owns everything; `close` ends it all and loses nothing."""

    def __init__(
        self, home: Path, where: Connection | None = None, desktop: Desktop | None = None
    ) -> None:
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
        launching = Launching(home)
        launch = launching.of(self.preferences)
        self.supervisor = Supervisor(launch, patience_of(self.preferences))
        self.client = Client(where or self.supervisor, self)
        self.desktop = desktop or open_desktop(RESOURCES)
        self.window = MainWindow(bundled())
        self.talks = Talks(self.store, self.client, self)
        self.attaching = Attaching(self.window.composer, self.client, self)
        self.desk = Desk(self.window, self.talks, self.attaching)
        self.commands = Commands(self.window, self.talks, self.desk)
        self.chat_settings = ChatSettingsDesk(home, self.window, self.talks)
        self.watch = EngineWatch(self.window, self.client, self.talks.asking)
        self.model = ModelInUse(
            *(self.client, self.supervisor, launching, self.talks.asking, self.watch),
            lambda: self.preferences,
            is_given=where is not None,
        )
        self._make_others()
        self._join_windows()
        self._join_quick()
        self._join_menus()
        self._join_surroundings()

    def _make_others(self) -> None:
        """What stands beside the window and its talks."""
        home = self.home
        self.read_window = ReadDesk(self.client, home, self.desktop, self.window, self)
        self.documents = DocumentDesk(self.client, home, self.window, self.attaching, self)
        self.looking = Looking(self.window, self.desk, self.desktop, self.read_window)
        self.quick = QuickAsk(self.client, self.store, self.desktop, self)
        self.windows = Windows(home, self.store, self.client, self.desktop, self)
        self.transfers = Transfers(self.window, self.window.notice, self.store)
        self.models = ModelsDesk(
            home, self.client, lambda: self.preferences, self.model.launch_of, self
        )
        self.surroundings = Surroundings(home, self.desktop, self.client, self.talks, self)
        self.housekeeping = Housekeeping(self.store, self)
        self.door = Door(home, self)

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
            self.quick.open(knock.text)
            return
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self.window.composer.setFocus()
        if knock.files:
            self.desk.attach(files_of(knock))

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
        self.read_window.close()
        self.documents.close()
        self.surroundings.close()
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

    def _join_surroundings(self) -> None:
        around = self.surroundings
        around.adopt(self.window.menus)
        around.callers.knocked.connect(self.show)
        around.callers.handed.connect(self.quick.hand)
        around.shown.connect(lambda: self.show())
        around.promises.watch(self.window, self.desk.attach)
        around.promises.waits.connect(self._wait_for_drop)
        self.quick.made.connect(lambda panel: around.promises.watch(panel, self.quick.hand))
        self.models.progressed.connect(around.progress)
        self.models.got.connect(around.attention.got)
        self.window.composer.previewed.connect(self._preview)

    # --- what happens ---

    def _preview(self, part: Part) -> None:
        if not self.surroundings.preview(part):
            self.window.composer.open_part(part)

    def _wait_for_drop(self, waits: bool) -> None:
        notice = self.window.notice
        notice.say(self.tr("Waiting for what was dropped…")) if waits else notice.hide()

    def _after_start(self) -> None:
        self.surroundings.promises.tidy()
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
        self.surroundings.apply(preferences)
        stays = self.quick.show_status(preferences.status_item)
        QApplication.setQuitOnLastWindowClosed(not stays)  # else nothing would bring it back
        refused = self.quick.set_hotkey(preferences.hotkey)
        self.windows.say_about_hotkey(refused)
        self.read_window.use(preferences.model)
        self.documents.use(preferences.model)
        self.window.welcome.set_model(is_demonstration=preferences.model == DEMONSTRATION)
        self.model.apply()

    def _later(self, period_ms: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(period_ms)
        timer.timeout.connect(call)
        return timer

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
