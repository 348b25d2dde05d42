"""A Mac's desktop: the parts of app/desktop/mac, joined to the protocol. Nothing is decided here.

README's table says what of it has run on a Mac.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.desktop.face import (
    Asked,
    Cannot,
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
from app.desktop.mac import allowed, files, hotkey, listing, screens, tree
from app.desktop.mac.accent import Accent
from app.desktop.mac.dock import Dock
from app.desktop.mac.energy import Energy
from app.desktop.mac.login import LoginItem
from app.desktop.mac.menubar import MenuBar
from app.desktop.mac.notices import Notices
from app.desktop.mac.panel import Panels
from app.desktop.mac.picker import Picker
from app.desktop.mac.post import Post
from app.desktop.mac.preview import Preview
from app.desktop.mac.promises import Promises
from app.desktop.mac.services import Services
from app.desktop.mac.shooting import Shooting
from app.desktop.mac.status import StatusItem
from app.desktop.menu import StatusMenu
from app.reading.geometry import PointBox


class MacDesktop:
    """See `face.Desktop`. `resources` holds the picture of the status item."""

    leaves_own_windows_out = True

    def __init__(self, resources: Path) -> None:
        self._post = Post()
        self._shooting = Shooting(self._post)
        self._picker = Picker(self._post, self._shooting)
        self._status = StatusItem(resources / "icons" / "status.png", self._post)
        self._hotkey = hotkey.Hotkey(self._post)
        self._panels = Panels()
        self._menu_bar = MenuBar()
        self._dock = Dock()
        self._services = Services(self._post)
        self._promises = Promises(self._post)
        self._preview = Preview()
        self._notices = Notices()
        self._login_item = LoginItem()
        self._energy = Energy(self._post)
        self._accent = Accent(self._post)

    def screens(self) -> tuple[Screen, ...]:
        return screens.screens()

    def screen_under_pointer(self) -> Screen:
        return screens.screen_under_pointer()

    def windows(self) -> Windows:
        return listing.windows()

    def capture_screen(self, screen: Screen, then: Then) -> None:
        self._shooting.screen(screen, then)

    def capture_window(self, window: Window, then: Then) -> None:
        self._shooting.window(window, then)

    def capture_region(self, region: PointBox, then: Then) -> None:
        self._shooting.region(region, screens.screens(), then)

    def capture_picked(self, then: Then) -> None:
        self._picker.pick(then)

    def selected_text(self) -> str | Cannot:
        return tree.selected_text()

    def accessibility_tree(self, window: Window) -> tuple[Element, ...] | Cannot:
        return tree.accessibility_tree(window)

    def permission(self, kind: PermissionKind) -> Permission:
        match kind:
            case "capture":
                return allowed.capture()
            case "accessibility":
                return allowed.accessibility()
            case "notifications":
                return self._notices.permission()

    def ask_permission(self, kind: PermissionKind) -> Cannot | None:
        match kind:
            case "capture":
                return allowed.ask_capture()
            case "accessibility":
                return allowed.ask_accessibility()
            case "notifications":
                return self._notices.ask()

    def register_hotkey(self, keys: QKeySequence, pressed: Callable[[], None]) -> Hotkey:
        return self._hotkey.register(keys, pressed)

    def unregister_hotkey(self) -> None:
        self._hotkey.unregister()

    def show_status(self, menu: StatusMenu, chosen: Callable[[str], None]) -> Cannot | None:
        return self._status.show(menu, chosen)

    def hide_status(self) -> None:
        self._status.hide()

    def panel(self, widget: QWidget) -> None:
        self._panels.float(widget)

    def adopt_menus(self, window: QMenu, help: QMenu) -> None:  # noqa: A002  # the menu's name
        self._menu_bar.adopt(window, help)

    def set_dock_menu(self, menu: StatusMenu, chosen: Callable[[str], None]) -> None:
        self._dock.set_menu(menu, chosen)

    def set_badge(self, count: int) -> None:
        self._dock.set_badge(count)

    def set_progress(self, share: float | None) -> None:
        self._dock.set_progress(share)

    def starts_at_login(self) -> bool | Cannot:
        return self._login_item.starts()

    def start_at_login(self, wanted: bool) -> Cannot | None:
        return self._login_item.start(wanted)

    def receive(self, asked: Callable[[Asked], None]) -> None:
        self._services.receive(asked)

    def expect_promises(self, widget: QWidget) -> None:
        self._promises.expect(widget)

    def holds_promises(self) -> bool:
        return self._promises.held()

    def receive_promises(self, folder: Path, then: Received) -> None:
        self._promises.receive(folder, then)

    def preview(self, files: Sequence[Path]) -> Cannot | None:
        return self._preview.show(files)

    def reveal(self, path: Path) -> Cannot | None:
        return files.reveal(path)

    def trash(self, path: Path) -> Cannot | None:
        return files.trash(path)

    def notify(self, title: str, text: str) -> Cannot | None:
        return self._notices.send(title, text)

    def stay_awake(self, reason: str) -> None:
        self._energy.stay_awake(reason)

    def power(self) -> Power:
        return self._energy.power()

    def watch_power(self, changed: Callable[[Power], None]) -> None:
        self._energy.watch(changed)

    def watch_accent(self, changed: Callable[[str], None]) -> None:
        self._accent.watch(changed)

    def close(self) -> None:
        """First what could still tell something."""
        self._post.close()
        self._hotkey.unregister()
        self._status.hide()
        self._services.close()
        self._menu_bar.end()
        self._promises.close()
        self._picker.close()
        self._shooting.close()
        self._preview.close()
        self._energy.close()
        self._accent.close()
        self._dock.set_badge(0)
        self._dock.close()
