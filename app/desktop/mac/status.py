"""The status item in the menu bar, owned by ourselves: Qt's tray icon aborts (facts/apps.md §3).

Users hide status items, and a notch swallows them, without anybody being told: nothing may depend
on this one being seen.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.desktop.face import Cannot
from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.desktop.mac.menus import Chooser
from app.desktop.mac.post import Post
from app.desktop.menu import StatusMenu


class StatusItem:
    """`icon` is the picture of one pixel a point; its double lies beside it as NAME@2x."""

    def __init__(self, icon: Path, post: Post) -> None:
        self._icon = icon
        self._chooser = Chooser(post)
        self._item: Cocoa = None

    def show(self, menu: StatusMenu, chosen: Callable[[str], None]) -> Cannot | None:
        AppKit = load("AppKit")
        if self._item is None:
            image = _template(self._icon)
            if isinstance(image, Cannot):
                return image
            bar = AppKit.NSStatusBar.systemStatusBar()
            self._item = bar.statusItemWithLength_(AppKit.NSSquareStatusItemLength)
            self._item.button().setImage_(image)
        button = self._item.button()
        button.setToolTip_(menu.tip)
        button.setAccessibilityLabel_(menu.tip)  # all else that VoiceOver could say is "image"
        self._item.setMenu_(self._chooser.menu(menu.items, chosen))
        return None

    def hide(self) -> None:
        """Its place in the bar goes with it."""
        item, self._item = self._item, None
        if item is not None:
            AppKit = load("AppKit")
            AppKit.NSStatusBar.systemStatusBar().removeStatusItem_(item)
        self._chooser.end()


def _template(icon: Path) -> Cocoa | Cannot:
    """Both sizes as one picture, of which AppKit takes the shape alone and colours it itself."""
    AppKit = load("AppKit")
    image = AppKit.NSImage.alloc().initWithContentsOfFile_(str(icon))
    double = icon.with_stem(f"{icon.stem}@2x")
    sharp = AppKit.NSImageRep.imageRepWithContentsOfFile_(str(double))
    if image is None or sharp is None:
        missing = QCoreApplication.translate("Desktop", "The picture {name} cannot be read.")
        return Cannot(missing.format(name=icon if image is None else double))
    sharp.setSize_(image.size())  # in points: so that it counts as the same picture, but sharper
    image.addRepresentation_(sharp)
    image.setTemplate_(True)
    return image
