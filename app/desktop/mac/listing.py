"""The windows of all programs, as the window server lists them (CGWindowListCopyWindowInfo).

It needs no permission. Without that for screen recording a window of another program has no name in
it: not an empty one, none at all. So the list also tells whether the permission truly holds, which
the system's own word (CGPreflightScreenCaptureAccess) is known to get wrong both ways
(facts/macos.md §3). One name is enough to tell: single programs never give any (asmvik/yabai#1360).
Its rectangles are points from the top left corner of the main display.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.desktop.face import Cannot, Window, Windows
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.reading.geometry import point_box

SMALLEST = 2.0  # points; smaller ones only catch the pointer
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Listed:
    """A window and whose it is. `is_named`: a name is told, if only an empty one."""

    window: Window
    process: int
    is_named: bool


def listed() -> tuple[Listed, ...]:
    """Ordinary windows of other programs that can be seen, the frontmost first."""
    Quartz = load("Quartz")
    options = Quartz.kCGWindowListOptionOnScreenOnly | Quartz.kCGWindowListExcludeDesktopElements
    told = Quartz.CGWindowListCopyWindowInfo(options, Quartz.kCGNullWindowID)
    return tuple(_read(told or ()))


def windows() -> Windows:
    found = listed()
    if names_are_told(found) is not False:
        return Windows(tuple(one.window for one in found))
    reason = translate("Desktop", "macOS does not tell the titles of other programs' windows.")
    remedy = translate("Desktop", "Allow screen recording in Kestrel's settings, Permissions.")
    return Windows(tuple(one.window for one in found), Cannot(reason, remedy))


def names_are_told(found: tuple[Listed, ...]) -> bool | None:
    """Whether the permission to record the screen holds; None: there is no window to judge by."""
    return any(one.is_named for one in found) if found else None


def _read(told: Cocoa) -> Iterator[Listed]:
    Quartz, own = load("Quartz"), os.getpid()
    for one in told:
        process = int(one[Quartz.kCGWindowOwnerPID])
        rectangle = one[Quartz.kCGWindowBounds]
        width, height = float(rectangle["Width"]), float(rectangle["Height"])
        is_seen = one.get(Quartz.kCGWindowAlpha, 1.0) > 0 and min(width, height) >= SMALLEST
        if process == own or one[Quartz.kCGWindowLayer] != 0 or not is_seen:
            continue
        left, top = float(rectangle["X"]), float(rectangle["Y"])
        name = one.get(Quartz.kCGWindowName)
        window = Window(
            id=int(one[Quartz.kCGWindowNumber]),
            title=str(name or ""),
            app=str(one.get(Quartz.kCGWindowOwnerName) or ""),
            bounds=point_box(left, top, left + width, top + height),
        )
        yield Listed(window, process, name is not None)
