"""The desktop through Qt alone: Linux under X11, tests without a display, anything unknown.

It captures through Qt, lists the windows of an X11 server, shows a tray icon where there is one,
and says politely what it cannot do.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QFile, Qt, QUrl
from PySide6.QtGui import QClipboard, QCursor, QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.desktop import x11
from app.desktop.battery import Battery
from app.desktop.cutting import cut
from app.desktop.face import (
    Asked,
    Cannot,
    Captured,
    Element,
    Hotkey,
    Permission,
    PermissionKind,
    Power,
    Received,
    Screen,
    Then,
    Window,
    Windows,
)
from app.desktop.grabbing import gone, grabbed, own_windows, rendered, screen_of, window_of
from app.desktop.menu import StatusMenu
from app.desktop.tray import Tray
from app.reading.geometry import PointBox

translate = QCoreApplication.translate


class PlainDesktop:
    """See `face.Desktop`."""

    leaves_own_windows_out = False

    def __init__(self) -> None:
        self._tray = Tray()
        self._battery = Battery()

    def screens(self) -> tuple[Screen, ...]:
        main = QGuiApplication.primaryScreen()
        others = [screen for screen in QGuiApplication.screens() if screen is not main]
        return tuple(screen_of(screen) for screen in (main, *others))

    def screen_under_pointer(self) -> Screen:
        under = QGuiApplication.screenAt(QCursor.pos())
        return screen_of(under or QGuiApplication.primaryScreen())

    def windows(self) -> Windows:
        platform = QGuiApplication.platformName()
        if platform == "offscreen":
            return Windows(tuple(own_windows()))
        try:
            if platform != "xcb":
                raise x11.Unreachable(platform)
            return Windows(tuple(window_of(found) for found in x11.windows() if found.width > 1))
        except x11.Unreachable:
            reason = translate("Desktop", "This desktop does not tell which windows are open.")
            remedy = translate("Desktop", "Capture a region instead.")
            return Windows((), Cannot(reason, remedy))

    def capture_screen(self, screen: Screen, then: Then) -> None:
        shown = next((s for s in QGuiApplication.screens() if s.name() == screen.name), None)
        then(gone() if shown is None else grabbed(shown))

    def capture_window(self, window: Window, then: Then) -> None:
        """As it is seen: what covers it is on the picture."""
        if QGuiApplication.platformName() == "offscreen":
            widget = QWidget.find(window.id)
            then(gone() if widget is None else rendered(widget))
        else:
            self._cut(window.bounds, window.title, then)

    def capture_region(self, region: PointBox, then: Then) -> None:
        self._cut(region, "", then)

    def _cut(self, region: PointBox, title: str, then: Then) -> None:
        screen = max(self.screens(), key=lambda screen: screen.bounds.shared(region))

        def part(result: Captured | Cannot) -> None:
            if isinstance(result, Captured):
                result = cut(result, region, title) or gone()
            then(result)

        self.capture_screen(screen, part)

    def capture_picked(self, then: Then) -> None:
        then(Cannot(translate("Desktop", "This desktop has no picker of its own for programs.")))

    def permission(self, kind: PermissionKind) -> Permission:
        return "unneeded"

    def ask_permission(self, kind: PermissionKind) -> Cannot | None:
        return None

    def register_hotkey(self, keys: QKeySequence, pressed: Callable[[], None]) -> Hotkey:
        return Cannot(
            translate("Desktop", "A key for the whole desktop works on a Mac only."),
            translate(
                "Desktop", "Have your desktop start “kestrel window --quick” by a key of its own."
            ),
        )

    def unregister_hotkey(self) -> None:
        """There is never one."""

    def show_status(self, menu: StatusMenu, chosen: Callable[[str], None]) -> Cannot | None:
        return self._tray.show(menu, chosen)

    def hide_status(self) -> None:
        self._tray.hide()

    def panel(self, widget: QWidget) -> None:
        widget.setWindowFlags(
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
        )

    def selected_text(self) -> str | Cannot:
        """X11 keeps what was selected last, in any program."""
        clipboard = QGuiApplication.clipboard()
        if not clipboard.supportsSelection():
            return Cannot(
                translate("Desktop", "This desktop does not tell what is selected."),
                translate("Desktop", "Copy the text and paste it."),
            )
        return clipboard.text(QClipboard.Mode.Selection)

    def accessibility_tree(self, window: Window) -> tuple[Element, ...] | Cannot:
        return Cannot(
            translate("Desktop", "The elements of other programs can be read on a Mac only.")
        )

    def adopt_menus(self, window: QMenu, help: QMenu) -> None:  # noqa: A002  # the menu's name
        """No system adds commands here."""

    def set_dock_menu(self, menu: StatusMenu, chosen: Callable[[str], None]) -> None:
        """There is no Dock; the status item has the same lines."""

    def set_badge(self, count: int) -> None:
        """Docks that know Unity's protocol show it; others know nothing of it."""
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication), "there is a desktop"
        application.setBadgeNumber(count)

    def set_progress(self, share: float | None) -> None:
        """There is no Dock; the window shows every progress itself."""

    def receive(self, asked: Callable[[Asked], None]) -> None:
        """No other program hands anything over here but by starting `kestrel window FILE`."""

    def expect_promises(self, widget: QWidget) -> None:
        """Nothing is promised here: files that are dropped lie on the disk."""

    def holds_promises(self) -> bool:
        return False

    def receive_promises(self, folder: Path, then: Received) -> None:
        then((), "")

    def preview(self, files: Sequence[Path]) -> Cannot | None:
        return Cannot(translate("Desktop", "Files are looked into quickly on a Mac only."))

    def reveal(self, path: Path) -> Cannot | None:
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))):
            return None
        reason = translate("Desktop", "No file browser could be opened.")
        return Cannot(reason, str(path))

    def trash(self, path: Path) -> Cannot | None:
        if QFile(str(path)).moveToTrash():
            return None
        reason = translate("Desktop", "{name} could not be moved to the trash.")
        return Cannot(reason.format(name=path.name))

    def notify(self, title: str, text: str) -> Cannot | None:
        return self._tray.notify(title, text)

    def starts_at_login(self) -> bool | Cannot:
        return _no_login_item()

    def start_at_login(self, wanted: bool) -> Cannot | None:
        return _no_login_item()

    def stay_awake(self, reason: str) -> None:
        """Programs are not slowed down here for being in the background."""

    def power(self) -> Power:
        return self._battery.power()

    def watch_power(self, changed: Callable[[Power], None]) -> None:
        self._battery.watch(changed)

    def watch_accent(self, changed: Callable[[str], None]) -> None:
        """Desktops here have no accent of the user's that Qt could tell."""

    def close(self) -> None:
        self._battery.stop()
        self._tray.hide()


def _no_login_item() -> Cannot:
    return Cannot(translate("Desktop", "Starting at login is set by your desktop here."))
