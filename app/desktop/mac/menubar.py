"""The system's own commands in two menus of the menu bar: its windows, and the search for commands.

PySide6 does not hand out the NSMenu of a QMenu (the mac wheel's stubs lack `toNSMenu`), so they are
found in the menu bar by their titles. Qt makes that bar when a window first gets the focus; until
then there is nothing to find, and it is looked for again.
"""

import re

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load


class MenuBar(QObject):
    """Hands the two menus over as soon as they are there."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted: tuple[QMenu, QMenu] | None = None  # those that are not there yet

    def adopt(self, window: QMenu, help_menu: QMenu) -> None:
        self.end()
        self._wanted = window, help_menu
        self._application().focusWindowChanged.connect(self._later)
        self._look()

    def end(self) -> None:
        if self._wanted is not None:
            self._application().focusWindowChanged.disconnect(self._later)
        self._wanted = None

    def _application(self) -> QGuiApplication:
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication), "there is a desktop"
        return application

    def _later(self) -> None:
        """After Qt has made the bar of the window that got the focus."""
        QTimer.singleShot(0, self._look)

    def _look(self) -> None:
        if self._wanted is None:
            return
        AppKit = load("AppKit")
        application = AppKit.NSApplication.sharedApplication()
        bar = application.mainMenu()
        window, help_menu = (_named(bar, menu) for menu in self._wanted)
        if window is not None and help_menu is not None:
            application.setWindowsMenu_(window)
            application.setHelpMenu_(help_menu)
            self.end()


def _named(bar: Cocoa, menu: QMenu) -> Cocoa:
    """The NSMenu that bears the menu's title, None if the bar has none."""
    menus = [item.submenu() for item in bar.itemArray()] if bar is not None else []
    wanted = plain_title(menu.title())
    return next((one for one in menus if one is not None and one.title() == wanted), None)


def plain_title(title: str) -> str:
    """As Qt gives it to AppKit: without the letters that other systems underline."""
    return re.sub(r"&(.)", r"\1", re.sub(r"\s*\(&[^&]\)", "", title))
