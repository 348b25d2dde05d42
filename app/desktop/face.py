"""The desktop as the program sees it. One implementation a platform; plain.py says what it lacks.

Places are `Points`, counted from the top left corner of the main display, y down; displays to the
left of it or above it have negative ones. Pictures come with an `Origin` from which
app/reading/geometry.py converts; its factor is measured from the picture and never assumed.

Everything is called on the GUI's thread, and every callback comes on it. Captures tell their result
by a callback, at once or later, because the systems that ask a person or a server cannot answer at
once; `Captured.png` may be called on any thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.chat.message import Origin
from app.desktop.menu import StatusMenu
from app.reading.geometry import Capture, PointBox, pixel_box, point_box

PermissionKind: TypeAlias = Literal["capture", "accessibility", "notifications"]
KINDS: tuple[PermissionKind, ...] = ("capture", "accessibility", "notifications")
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


Heat: TypeAlias = Literal["nominal", "fair", "serious", "critical"]  # as macOS grades it


@dataclass(frozen=True)
class Power:
    """What the machine can spare right now."""

    on_battery: bool = False
    low_power: bool = False  # the user chose to save
    heat: Heat = "nominal"

    @property
    def is_scarce(self) -> bool:
        """Nothing should be done ahead of its need."""
        return self.on_battery or self.low_power or self.heat in ("serious", "critical")


@dataclass(frozen=True)
class Asked:
    """What another program hands over by way of the system: files, a text, or both."""

    files: tuple[Path, ...] = ()
    text: str = ""


# The files that were promised, and why others of them did not come ("" if they all did).
Received: TypeAlias = Callable[[tuple[Path, ...], str], None]


class Desktop(Protocol):
    """What a platform gives."""

    # --- looking ---

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

    def capture_picked(self, then: Then) -> None:
        """Of what the user points at in the system's own picker, which needs no permission.

        `Cannot` without a reason: the user left the picker.
        """
        ...

    def selected_text(self) -> str | Cannot:
        """What is selected in the program in front, "" if nothing is."""
        ...

    def accessibility_tree(self, window: Window) -> tuple[Element, ...] | Cannot:
        """A second witness of what a picture of the window shows."""
        ...

    # --- being allowed ---

    def permission(self, kind: PermissionKind) -> Permission:
        """As it is now, found out by trying where the system's own word is known to be stale."""
        ...

    def ask_permission(self, kind: PermissionKind) -> Cannot | None:
        """Have the system ask, or open its settings where it can be given."""
        ...

    # --- being at hand ---

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

    def adopt_menus(self, window: QMenu, help: QMenu) -> None:  # noqa: A002  # the menu's name
        """Let the system add its own commands to these two."""
        ...

    def set_dock_menu(self, menu: StatusMenu, chosen: Callable[[str], None]) -> None:
        """The menu of the program's icon in the Dock."""
        ...

    def set_badge(self, count: int) -> None:
        """A number on the program's icon; 0 takes it away."""
        ...

    def set_progress(self, share: float | None) -> None:
        """How far a long job is, 0 to 1, on the program's icon; None takes it away."""
        ...

    def starts_at_login(self) -> bool | Cannot: ...

    def start_at_login(self, wanted: bool) -> Cannot | None: ...

    # --- being asked ---

    def receive(self, asked: Callable[[Asked], None]) -> None:
        """Tell what other programs hand over through the system's Services."""
        ...

    def expect_promises(self, widget: QWidget) -> None:
        """Let files that are only promised be dropped on a window, such as a mail's attachment."""
        ...

    def holds_promises(self) -> bool:
        """Whether what is being dragged right now promises files."""
        ...

    def receive_promises(self, folder: Path, then: Received) -> None:
        """To be called while they are dropped: have them written into the folder."""
        ...

    # --- files, and words for the user ---

    def preview(self, files: Sequence[Path]) -> Cannot | None:
        """Show them as the system does at a press of Space; the same ones again: close it."""
        ...

    def reveal(self, path: Path) -> Cannot | None:
        """Show a file in the system's file browser."""
        ...

    def trash(self, path: Path) -> Cannot | None: ...

    def notify(self, title: str, text: str) -> Cannot | None: ...

    # --- the machine ---

    def stay_awake(self, reason: str) -> None:
        """The system shall not slow the program down: somebody waits. "" ends it."""
        ...

    def power(self) -> Power: ...

    def watch_power(self, changed: Callable[[Power], None]) -> None: ...

    def watch_accent(self, changed: Callable[[str], None]) -> None:
        """Tell the user's accent colour as #rrggbb, now and whenever it changes."""
        ...

    def close(self) -> None:
        """Give back all that was taken: the hotkey, the status item, what is watched."""
        ...
