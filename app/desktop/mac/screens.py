"""The displays. Qt's coordinates on a Mac are those of the window server: points, y down.

Those of accessibility and of ScreenCaptureKit are the same, so that nothing is turned over. What a
display is known by is its name: its place changes when the user rearranges the displays.
"""

from collections import Counter
from collections.abc import Iterator

from PySide6.QtGui import QCursor, QGuiApplication, QScreen

from app.desktop.face import Screen
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.reading.geometry import PointBox, point_box


def screens() -> tuple[Screen, ...]:
    return tuple(screen for _, screen in sorted(_named(), key=lambda one: not one[1].is_main))


def screen_under_pointer() -> Screen:
    under = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
    return next(screen for shown, screen in _named() if shown is under)


def where_now(screen: Screen) -> Screen | None:
    """None: it is no longer connected."""
    return next((one for one in screens() if one.name == screen.name), None)


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


def _named() -> Iterator[tuple[QScreen, Screen]]:
    """Two displays of one make may have one name: the second is numbered."""
    main, seen = QGuiApplication.primaryScreen(), Counter[str]()
    for shown in QGuiApplication.screens():
        name, area = shown.name(), shown.geometry()
        seen[name] += 1
        left, top = area.x(), area.y()
        bounds = point_box(left, top, left + area.width(), top + area.height())
        known = name if seen[name] == 1 else f"{name} ({seen[name]})"
        yield shown, Screen(known, bounds, shown is main)
