"""The desktop as the program sees it. One implementation a platform; plain.py says what it lacks.

Places are `Points`, counted from the top left corner of the main display, y down; displays to the
left of it or above it have negative ones. Pictures come with an `Origin` from which
app/reading/geometry.py converts; its factor is measured from the picture and never assumed.

Everything is called on the GUI's thread. Captures tell their result by a callback, at once or
later, because the systems that ask a person or a server cannot answer at once; `Captured.png` may
be called on any thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter, QKeySequence
from PySide6.QtWidgets import QWidget

from app.chat.message import Origin
from app.desktop.menu import StatusMenu
from app.reading.geometry import Capture, PointBox, pixel_box, point_box

PermissionKind: TypeAlias = Literal["capture", "accessibility", "notifications"]
# "restart": it was given, and holds after the program is started anew. "unneeded": nothing asks.
Permission: TypeAlias = Literal["granted", "denied", "unasked", "restart", "unneeded"]


@dataclass(frozen=True)
class Cannot:
    """Something is not possible here; both sentences are shown to the user."""

    reason: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.reason} {self.remedy}".strip()


@dataclass(frozen=True)
class Screen:
    """A display. `name` is the system's and stays the same while it is connected."""

    name: str
    bounds: PointBox
    is_main: bool = False


@dataclass(frozen=True)
class Window:
    """A window on the desktop. `id` is the system's."""

    id: int
    title: str
    app: str
    bounds: PointBox  # may reach beyond the displays

    @property
    def label(self) -> str:
        return self.title or self.app


@dataclass(frozen=True)
class Windows:
    """Those that can be seen, the frontmost first; `lacking` says why they are not all there."""

    listed: tuple[Window, ...]
    lacking: Cannot | None = None


@dataclass(frozen=True)
class Captured:
    """A picture of the desktop and where it was taken."""

    picture: QImage
    origin: Origin

    @property
    def geometry(self) -> Capture:
        x, y, width, height = self.origin.content
        left, top, across, down = self.origin.bounds
        return Capture(
            pixel_box(x, y, x + width, y + height),
            point_box(left, top, left + across, top + down),
        )

    def png(self) -> bytes:
        """Takes tens to hundreds of milliseconds: not for the GUI's thread."""
        packed = QByteArray()
        buffer = QBuffer(packed)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        written = QImageWriter(buffer, b"PNG").write(self.picture)
        assert written, "Qt writes PNG"
        return bytes(packed.data())


CaptureResult: TypeAlias = Captured | Cannot
Then: TypeAlias = Callable[[CaptureResult], None]


@dataclass(frozen=True)
class Registered:
    """The hotkey is ours until it is unregistered."""


@dataclass(frozen=True)
class Taken:
    """Another program has it."""

    reason: str


Hotkey: TypeAlias = Registered | Taken | Cannot


@dataclass(frozen=True)
class Element:
    """One node of a window's accessibility tree."""

    role: str
    title: str
    value: str
    bounds: PointBox


class Desktop(Protocol):
    """What a platform gives."""

    @property
    def leaves_own_windows_out(self) -> bool:
        """Captures show the desktop without the program's own windows, even if they stand."""
        ...

    def screens(self) -> tuple[Screen, ...]:
        """The main one first."""
        ...

    def screen_under_pointer(self) -> Screen: ...

    def windows(self) -> Windows: ...

    def capture_screen(self, screen: Screen, then: Then) -> None: ...

    def capture_window(self, window: Window, then: Then) -> None: ...

    def capture_region(self, region: PointBox, then: Then) -> None:
        """A part of one display: of that which shows most of the region."""
        ...

    def permission(self, kind: PermissionKind) -> Permission:
        """As it is now, found out by trying where the system's own word is known to be stale."""
        ...

    def ask_permission(self, kind: PermissionKind) -> Cannot | None:
        """Have the system ask, or open its settings where it can be given."""
        ...

    def register_hotkey(self, keys: QKeySequence, pressed: Callable[[], None]) -> Hotkey:
        """In place of the one before. None is registered unless the user chose one."""
        ...

    def unregister_hotkey(self) -> None: ...

    def show_status(self, menu: StatusMenu, chosen: Callable[[str], None]) -> Cannot | None:
        """Show the status item, or give it another menu; `chosen` gets an entry's name."""
        ...

    def hide_status(self) -> None: ...

    def panel(self, widget: QWidget) -> None:
        """Make a window float over others, without taking the activation where that is possible.

        To be called before it is first shown.
        """
        ...

    def selected_text(self) -> str | Cannot:
        """What is selected in the program in front, "" if nothing is."""
        ...

    def accessibility_tree(self, window: Window) -> tuple[Element, ...] | Cannot:
        """A second witness of what a picture of the window shows."""
        ...

    def reveal(self, path: Path) -> Cannot | None:
        """Show a file in the system's file browser."""
        ...

    def trash(self, path: Path) -> Cannot | None: ...

    def notify(self, title: str, text: str) -> Cannot | None: ...

    def starts_at_login(self) -> bool | Cannot: ...

    def start_at_login(self, wanted: bool) -> Cannot | None: ...
