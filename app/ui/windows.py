"""The program's other windows, each made when it is first wanted, filled when it is shown."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app import VERSION
from app.chat.message import ImagePart, VideoPart
from app.chat.store import Store
from app.client.client import Client
from app.client.fetch import Frames
from app.desktop.face import KINDS, Desktop, PermissionKind
from app.models.machine import this_machine
from app.models.network import NetworkLog
from app.places import RESOURCES
from app.ui.language import Languages
from app.ui.preferences import Preferences
from app.ui.window.menus import Menus
from app.ui.work import Work

if TYPE_CHECKING:  # imported when they are first wanted: the start is quicker without
    from app.ui.settings.records import StorageRow
    from app.ui.settings.trash import TrashWindow
    from app.ui.settings.window import SettingsWindow

Made = TypeVar("Made", bound=QWidget)
LARGEST_SIDE = 256  # pixels of a frame that a time in an answer shows


class Windows(QObject):
    """`changed` carries the Preferences; `chats_changed`: chats were restored or deleted."""

    changed = Signal(object)
    chats_changed = Signal()
    failed = Signal(str)
    export_wanted = Signal()
    import_wanted = Signal()
    models_wanted = Signal()

    def __init__(
        self, home: Path, store: Store, client: Client, desktop: Desktop, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._home, self._store, self._client = home, store, client
        self._desktop = desktop
        self.network = NetworkLog(home / "network.jsonl")
        self.languages = Languages(RESOURCES / "i18n")
        self._made: dict[str, QWidget] = {}

    def settings(self, preferences: Preferences) -> "SettingsWindow":
        window = self._get("settings", self._make_settings)
        window.set_preferences(preferences)
        window.set_languages(self.languages.available())
        window.set_memory(this_machine().total)
        window.set_network(self.network.contacts())
        self._ask_desktop(window)
        self._measure_storage(window)
        return _shown(window)

    def _ask_desktop(self, window: "SettingsWindow") -> None:
        """What only the system knows; it may change there at any time."""
        window.set_login(self._desktop.starts_at_login())
        window.set_permissions({kind: self._desktop.permission(kind) for kind in KINDS})

    def say_about_hotkey(self, refused: str) -> None:
        """What the system answered to the hotkey, where it was chosen."""
        made = self._made.get("settings")
        if made is not None:
            cast("SettingsWindow", made).say_about_hotkey(refused)
        elif refused:
            self.failed.emit(refused)

    def shortcuts(self, menus: Menus) -> None:
        from app.ui.settings.shortcuts import ShortcutsWindow

        window = self._get("shortcuts", ShortcutsWindow)
        window.set_shortcuts(menus.shortcuts())
        _shown(window)

    def trash(self) -> None:
        window = self._get("trash", self._make_trash)
        window.set_chats(self._store.trashed())
        _shown(window)

    def about(self) -> None:
        _shown(self._get("about", self._make_about))

    def picture(self, part: ImagePart, marks: object = ()) -> None:
        from app.ui.picture.window import PictureWindow

        window = self._get("picture", PictureWindow)
        window.show_picture(part, marks if isinstance(marks, tuple | list) else ())
        _shown(window)

    def moment(self, part: VideoPart, seconds: float) -> None:
        """The frame of a clip at a time, as the engine decodes it."""
        fetch = self._client.frames(replace(part, start=seconds), LARGEST_SIDE, most=1)
        fetch.answered.connect(lambda frames: self._show_frame(part, frames))
        fetch.failed.connect(lambda failure: self.failed.emit(failure.message))

    def close(self) -> None:
        for window in self._made.values():
            window.close()
            window.deleteLater()
        self._made.clear()

    def _get(self, name: str, make: Callable[[], Made]) -> Made:
        if name not in self._made:
            self._made[name] = make()
        return cast(Made, self._made[name])

    def _make_settings(self) -> "SettingsWindow":
        from app.ui.settings.window import SettingsWindow

        window = SettingsWindow()
        window.changed.connect(self.changed)
        window.reveal.connect(lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        window.looked.connect(lambda: self._ask_desktop(window))
        window.login_wanted.connect(lambda on: self._start_at_login(window, on))
        window.permission_asked.connect(lambda kind: self._ask_permission(window, kind))
        window.export_wanted.connect(self.export_wanted)
        window.import_wanted.connect(self.import_wanted)
        window.models_wanted.connect(self.models_wanted)
        window.trash_wanted.connect(self.trash)
        window.snapshots_clear_wanted.connect(self._clear_snapshots)
        window.network_cleared.connect(self._clear_network)
        return window

    def _start_at_login(self, window: "SettingsWindow", wanted: bool) -> None:
        refused = self._desktop.start_at_login(wanted)
        window.set_login(refused or self._desktop.starts_at_login())

    def _ask_permission(self, window: "SettingsWindow", kind: PermissionKind) -> None:
        refused = self._desktop.ask_permission(kind)
        window.say_about_permissions(kind, str(refused or ""))
        self._ask_desktop(window)

    def _make_trash(self) -> "TrashWindow":
        from app.ui.settings.trash import TrashWindow

        window = TrashWindow()
        window.restored.connect(lambda chat: self._of_trash(lambda: self._store.restore(chat)))
        window.deleted.connect(lambda chat: self._of_trash(lambda: self._store.delete(chat)))
        window.emptied.connect(lambda: self._of_trash(self._empty))
        return window

    def _make_about(self) -> QWidget:
        from app.ui.settings.about import AboutWindow

        window = AboutWindow(VERSION)
        licence = QUrl.fromLocalFile(str(RESOURCES.parent / "LICENSE"))
        window.licence_wanted.connect(lambda: QDesktopServices.openUrl(licence))
        return window

    def _of_trash(self, do: Callable[[], object]) -> None:
        """In another thread: a long chat takes its time."""
        work = Work(do, self)
        work.done.connect(self._trash_changed)
        work.failed.connect(self.failed)
        work.start()

    def _trash_changed(self) -> None:
        self.chats_changed.emit()
        self._get("trash", self._make_trash).set_chats(self._store.trashed())

    def _empty(self) -> None:
        for card in self._store.trashed():
            self._store.delete(card.id)

    def _measure_storage(self, window: "SettingsWindow") -> None:
        work = Work(self._storage, self)
        backed_up = self._store.backed_up()
        # The window may be gone by then, and its widgets with it.
        work.done.connect(lambda rows: isValid(window) and window.set_storage(rows, backed_up))
        work.failed.connect(self.failed)
        work.start()

    def _storage(self) -> "tuple[StorageRow, ...]":
        from app.ui.settings.records import StorageRow

        named = (
            (self.tr("Chats, pictures and backups"), "chats"),
            (self.tr("Snapshots, for quick answers"), "snapshots"),
            (self.tr("Models"), "models"),
        )
        folders = [(words, self._home / name) for words, name in named]
        return tuple(StorageRow(words, size_of(path), path) for words, path in folders)

    def _clear_snapshots(self) -> None:
        """The engine looks at the folder anew when it starts; it must not run meanwhile."""
        self._client.stop()
        work = Work(lambda: clear(self._home / "snapshots"), self)
        window = self._get("settings", self._make_settings)
        work.done.connect(lambda _: self._measure_storage(window))
        work.failed.connect(self.failed)
        work.start()

    def _clear_network(self) -> None:
        self.network.clear()
        self._get("settings", self._make_settings).set_network(self.network.contacts())

    def _show_frame(self, part: VideoPart, frames: Frames) -> None:
        if frames.frames:
            shown = frames.frames[0]
            self.picture(ImagePart(shown.jpeg, f"{part.name} {shown.time:.1f} s"))


def size_of(folder: Path) -> int:
    """Bytes of all files in it; 0 where there is none."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def clear(folder: Path) -> None:
    """Delete what is in it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def _shown(window: Made) -> Made:
    window.show()
    window.raise_()
    window.activateWindow()
    return window
