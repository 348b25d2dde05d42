"""The program's icon in the Dock: its menu, a number on it, and how far a long job is.

The menu is Qt's (`QMenu.setAsDockMenu`, which only the mac wheel has). The bar is a view over the
icon; the Dock draws the number over any view, so the two do not meet.
"""

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtWidgets import QMenu

from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.desktop.menu import StatusMenu
from app.desktop.tray import menu_of

STEPS = 100  # more of them would be drawn, but not seen


class _OnMac(Protocol):
    def setAsDockMenu(self) -> None: ...  # noqa: N802  # Qt's name


class Dock:
    """Nothing is loaded before it is needed."""

    def __init__(self) -> None:
        self._menu: QMenu | None = None
        self._bar: Cocoa = None
        self._step = -1

    def set_menu(self, menu: StatusMenu, chosen: Callable[[str], None]) -> None:
        former, self._menu = self._menu, menu_of(menu.items, chosen)
        cast(_OnMac, self._menu).setAsDockMenu()
        if former is not None:
            former.deleteLater()

    def set_badge(self, count: int) -> None:
        _tile().setBadgeLabel_(str(count) if count else None)

    def set_progress(self, share: float | None) -> None:
        if share is None:
            self._take_away()
            return
        step = round(min(max(share, 0.0), 1.0) * STEPS)
        if step == self._step:
            return
        if self._bar is None:
            self._bar = _bar_over_icon()
        self._step = step
        self._bar.setDoubleValue_(step / STEPS)
        _tile().display()

    def close(self) -> None:
        """What stays on the icon would be seen until the program is gone."""
        self._take_away()
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None

    def _take_away(self) -> None:
        if self._bar is not None:
            self._bar, self._step = None, -1
            _tile().setContentView_(None)
            _tile().display()


def _tile() -> Cocoa:
    AppKit = load("AppKit")
    return AppKit.NSApplication.sharedApplication().dockTile()


def _bar_over_icon() -> Cocoa:
    """A view in place of the icon needs the icon in it."""
    AppKit, tile = load("AppKit"), _tile()
    width, height = tile.size().width, tile.size().height
    view = AppKit.NSImageView.alloc().initWithFrame_(((0, 0), (width, height)))
    view.setImage_(AppKit.NSApplication.sharedApplication().applicationIconImage())
    frame = ((width * 0.1, height * 0.08), (width * 0.8, height * 0.16))
    bar = AppKit.NSProgressIndicator.alloc().initWithFrame_(frame)
    bar.setStyle_(AppKit.NSProgressIndicatorStyleBar)
    bar.setIndeterminate_(False)
    bar.setMinValue_(0.0)
    bar.setMaxValue_(1.0)
    view.addSubview_(bar)
    tile.setContentView_(view)
    return bar
