"""A desktop that is drawn: two displays, the left one with negative points, and two windows."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.chat.message import Origin
from app.desktop.cutting import cut
from app.desktop.face import (
    Cannot,
    Captured,
    CaptureResult,
    Permission,
    Screen,
    Then,
    Window,
    Windows,
)
from app.reading.geometry import PointBox, point_box

MAIN = Screen("main", point_box(0, 0, 800, 600), is_main=True)
LEFT = Screen("left", point_box(-500, -100, 0, 300))
SOUND = Window(7, "Sound", "Settings", point_box(100, 80, 400, 280))
NOTES = Window(8, "", "Notes", point_box(300, 200, 700, 500))
COLOURS = {7: QColor("#00ff00"), 8: QColor("#0000ff")}


@dataclass
class PaintedDesktop:
    """Captures are told at once, or when `answer` is called."""

    ratio: float = 1.0
    leaves_own_windows_out: bool = False
    allowed: Permission = "granted"
    late: bool = False
    pointer: Screen = MAIN
    broken: Cannot | None = None
    picked: CaptureResult = Cannot("There is no picker.")
    moved: float = 0.0  # points that the main display has been moved to the right since
    waiting: list[Callable[[], None]] = field(default_factory=list)
    captures: list[str] = field(default_factory=list)

    def screens(self) -> tuple[Screen, ...]:
        return (MAIN, LEFT) if not self.moved else (Screen("main", self._now(MAIN.bounds), True),)

    def _now(self, box: PointBox) -> PointBox:
        start, end = box.start, box.end
        return point_box(start.x + self.moved, start.y, end.x + self.moved, end.y)

    def screen_under_pointer(self) -> Screen:
        return self.pointer

    def windows(self) -> Windows:
        return Windows((SOUND, NOTES), self.broken)

    def permission(self, kind: str) -> Permission:
        return self.allowed

    def ask_permission(self, kind: str) -> Cannot | None:
        return None

    def capture_picked(self, then: Then) -> None:
        self.captures.append("picker")
        if self.late:
            self.waiting.append(lambda: then(self.picked))
        else:
            then(self.picked)

    def capture_screen(self, screen: Screen, then: Then) -> None:
        self.captures.append(screen.name)
        result = self.broken or self._painted(screen)
        if self.late:
            self.waiting.append(lambda: then(result))
        else:
            then(result)

    def capture_window(self, window: Window, then: Then) -> None:
        def where_it_is(result: CaptureResult) -> None:
            result = _named(result, window.title)
            if isinstance(result, Captured):
                x, y, width, height = result.origin.bounds
                bounds = (x + self.moved, y, width, height)
                result = replace(result, origin=replace(result.origin, bounds=bounds))
            then(result)

        self.capture_region(window.bounds, where_it_is)

    def capture_region(self, region: PointBox, then: Then) -> None:
        part = cut(self._painted(MAIN), region)
        assert part is not None
        then(part)

    def _painted(self, screen: Screen) -> Captured:
        box = screen.bounds
        wide, high = round(box.width * self.ratio), round(box.height * self.ratio)
        picture = QImage(wide, high, QImage.Format.Format_RGB32)
        picture.fill(QColor("#806040"))
        painter = QPainter(picture)
        painter.scale(wide / box.width, high / box.height)
        painter.translate(-box.start.x, -box.start.y)
        for window in (NOTES, SOUND):
            start, bounds = window.bounds.start, window.bounds
            color = COLOURS[window.id]
            painter.fillRect(
                int(start.x), int(start.y), int(bounds.width), int(bounds.height), color
            )
        painter.end()
        bounds = (box.start.x, box.start.y, box.width, box.height)
        return Captured(picture, Origin(bounds, (0, 0, wide, high), screen.name))


def _named(result: Captured | Cannot, title: str) -> Captured | Cannot:
    if isinstance(result, Cannot):
        return result
    origin = Origin(result.origin.bounds, result.origin.content, result.origin.display, title)
    return Captured(result.picture, origin)


@pytest.fixture
def painted() -> PaintedDesktop:
    return PaintedDesktop()
