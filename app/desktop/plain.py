"""The desktop through Qt alone: Linux under X11, tests without a display, anything unknown.

It captures through Qt, lists the windows of an X11 server, shows a tray icon where there is one,
and says politely what it cannot do.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QFile, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import (
    QClipboard,
    QCursor,
    QDesktopServices,
    QGuiApplication,
    QImage,
    QKeySequence,
    QPainter,
    QScreen,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.chat.message import Origin
from app.desktop import x11
from app.desktop.cutting import cut
from app.desktop.face import (
    Cannot,
    Captured,
    Element,
    Hotkey,
    Permission,
    PermissionKind,
    Screen,
    Then,
    Window,
    Windows,
)
from app.desktop.menu import StatusMenu
from app.desktop.tray import Tray
from app.reading.geometry import Box, PointBox, Points, point_box

translate = QCoreApplication.translate
BARE = "#5b6675"  # behind the program's own windows where there is no desktop


class PlainDesktop:
    """See `face.Desktop`."""

    leaves_own_windows_out = False

    def __init__(self) -> None:
        self._tray = Tray()

    def screens(self) -> tuple[Screen, ...]:
        main = QGuiApplication.primaryScreen()
        others = [screen for screen in QGuiApplication.screens() if screen is not main]
        return tuple(_screen(screen) for screen in (main, *others))

    def screen_under_pointer(self) -> Screen:
        under = QGuiApplication.screenAt(QCursor.pos())
        return _screen(under or QGuiApplication.primaryScreen())

    def windows(self) -> Windows:
        platform = QGuiApplication.platformName()
        if platform == "offscreen":
            return Windows(tuple(_own_windows()))
        try:
            if platform != "xcb":
                raise x11.Unreachable(platform)
            return Windows(tuple(_window(found) for found in x11.windows() if found.width > 1))
        except x11.Unreachable:
            reason = translate("Desktop", "This desktop does not tell which windows are open.")
            remedy = translate("Desktop", "Capture a region instead.")
            return Windows((), Cannot(reason, remedy))

    def capture_screen(self, screen: Screen, then: Then) -> None:
        shown = next((s for s in QGuiApplication.screens() if s.name() == screen.name), None)
        then(_gone() if shown is None else _grabbed(shown))

    def capture_window(self, window: Window, then: Then) -> None:
        """As it is seen: what covers it is on the picture."""
        if QGuiApplication.platformName() == "offscreen":
            widget = QWidget.find(window.id)
            then(_gone() if widget is None else _rendered(widget))
        else:
            self._cut(window.bounds, window.title, then)

    def capture_region(self, region: PointBox, then: Then) -> None:
        self._cut(region, "", then)

    def _cut(self, region: PointBox, title: str, then: Then) -> None:
        screen = max(self.screens(), key=lambda screen: screen.bounds.shared(region))

        def part(result: Captured | Cannot) -> None:
            if isinstance(result, Captured):
                result = cut(result, region, title) or _gone()
            then(result)

        self.capture_screen(screen, part)

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


def _no_login_item() -> Cannot:
    return Cannot(translate("Desktop", "Starting at login is set by your desktop here."))


def _gone() -> Cannot:
    return Cannot(translate("Desktop", "What was to be captured is no longer there."))


def _origin() -> QPoint:
    """Of the main display, in Qt's coordinates, which on X11 need not start there."""
    return QGuiApplication.primaryScreen().geometry().topLeft()


def _box(area: QRect) -> PointBox:
    moved = area.translated(-_origin())
    start = Points(moved.x(), moved.y())
    return Box(start, Points(moved.x() + moved.width(), moved.y() + moved.height()))


def _screen(screen: QScreen) -> Screen:
    is_main = screen is QGuiApplication.primaryScreen()
    return Screen(screen.name(), _box(screen.geometry()), is_main)


def _captured(picture: QImage, bounds: PointBox, display: str, title: str = "") -> Captured:
    picture.setDevicePixelRatio(1.0)  # from here on its pixels count
    return Captured(
        picture,
        Origin(
            bounds=(bounds.start.x, bounds.start.y, bounds.width, bounds.height),
            content=(0.0, 0.0, float(picture.width()), float(picture.height())),
            display=display,
            title=title,
        ),
    )


def _grabbed(screen: QScreen) -> Captured | Cannot:
    if QGuiApplication.platformName() == "offscreen":
        picture = _composed(screen)
    else:
        picture = screen.grabWindow(0).toImage()
    if picture.isNull():
        reason = translate("Desktop", "This desktop does not let programs take pictures of it.")
        remedy = translate("Desktop", "Take one with the desktop's own key and paste it.")
        return Cannot(reason, remedy)
    return _captured(picture, _box(screen.geometry()), screen.name())


def _composed(screen: QScreen) -> QImage:
    """What a display would show if there were one: the program's own windows."""
    area, ratio = screen.geometry(), screen.devicePixelRatio()
    picture = QImage(area.size() * ratio, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(BARE)
    painter = QPainter(picture)
    for widget in _own_widgets():
        painter.drawPixmap(widget.geometry().topLeft() - area.topLeft(), widget.grab())
    painter.end()
    return picture


def _rendered(widget: QWidget) -> Captured:
    screen = widget.screen().name()
    bounds = _box(widget.geometry())
    return _captured(widget.grab().toImage(), bounds, screen, widget.windowTitle())


def _own_widgets() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def _own_windows() -> list[Window]:
    name = QApplication.applicationDisplayName()
    return [
        Window(int(widget.winId()), widget.windowTitle(), name, _box(widget.geometry()))
        for widget in reversed(_own_widgets())
    ]


def _window(found: x11.Found) -> Window:
    """X counts in pixels; Qt's screens keep their place in pixels and scale their size."""
    middle = QPoint(found.x + found.width // 2, found.y + found.height // 2)
    screen = next(
        (s for s in QGuiApplication.screens() if _native(s).contains(middle)),
        QGuiApplication.primaryScreen(),
    )
    ratio, corner = screen.devicePixelRatio(), screen.geometry().topLeft()
    left = corner.x() + (found.x - corner.x()) / ratio - _origin().x()
    top = corner.y() + (found.y - corner.y()) / ratio - _origin().y()
    bounds = point_box(left, top, left + found.width / ratio, top + found.height / ratio)
    return Window(found.id, found.title, found.app, bounds)


def _native(screen: QScreen) -> QRect:
    area = screen.geometry()
    return QRect(area.topLeft(), area.size() * screen.devicePixelRatio())
