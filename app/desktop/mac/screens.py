"""The displays. Qt's coordinates on a Mac are those of the window server: points, y down."""

from PySide6.QtGui import QCursor, QGuiApplication, QScreen

from app.desktop.face import Screen
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.reading.geometry import PointBox, point_box


def screens() -> tuple[Screen, ...]:
    main = QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if screen is not main]
    return tuple(_screen(screen) for screen in (main, *others))


def screen_under_pointer() -> Screen:
    return _screen(QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen())


def display_of(bounds: PointBox) -> int | None:
    """The window server's number of the display that shows most of it; None: it is on none."""
    Quartz = load("Quartz")
    _, displays, count = Quartz.CGGetActiveDisplayList(32, None, None)
    shared = {
        display: box_of(Quartz.CGDisplayBounds(display)).shared(bounds)
        for display in tuple(displays)[:count]
    }
    best = max(shared, key=lambda display: shared[display], default=None)
    return best if best is not None and shared[best] > 0 else None


def box_of(rectangle: Cocoa) -> PointBox:
    """A CGRect of the window server's."""
    left, top = rectangle.origin.x, rectangle.origin.y
    return point_box(left, top, left + rectangle.size.width, top + rectangle.size.height)


def _screen(screen: QScreen) -> Screen:
    area = screen.geometry()
    left, top = area.x(), area.y()
    bounds = point_box(left, top, left + area.width(), top + area.height())
    return Screen(screen.name(), bounds, screen is QGuiApplication.primaryScreen())
