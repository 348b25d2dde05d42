"""The system adds its commands to the right menus, once Qt has made the menu bar."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.desktop.mac.menubar import MenuBar, plain_title
from tests.fixtures.cocoa import Cocoa, Said


class Application(Said):
    """NSApplication with a menu bar of these titles; before they are there, without one."""

    def __init__(self) -> None:
        super().__init__(mainMenu=lambda: self.bar)
        self.bar: Said | None = None

    def make(self, *titles: str) -> None:
        menus = [Said(submenu=Said(title=title)) for title in titles]
        self.bar = Said(itemArray=[Said(), *menus])


@pytest.fixture
def application(cocoa: Cocoa) -> Application:
    application = Application()
    cocoa.give("AppKit", NSApplication=Said(sharedApplication=application))
    return application


@pytest.fixture
def menus(qtbot: QtBot) -> Iterator[tuple[QMenu, QMenu]]:
    window, help_menu = QMenu("&Window"), QMenu("帮助 (&H)")
    yield window, help_menu
    window.deleteLater()
    help_menu.deleteLater()


def turn() -> None:
    """To another window."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.focusWindowChanged.emit(None)


def adopted(application: Application) -> tuple[str, str]:
    window, help_menu = application.last("setWindowsMenu_"), application.last("setHelpMenu_")
    return window.title(), help_menu.title()


def test_those_that_are_there_are_adopted_at_once(
    application: Application, menus: tuple[QMenu, QMenu]
):
    application.make("Kestrel", "File", "Window", "帮助")
    MenuBar().adopt(*menus)
    assert adopted(application) == ("Window", "帮助")


def test_they_are_awaited_until_a_window_has_the_focus(
    application: Application, menus: tuple[QMenu, QMenu], qtbot: QtBot
):
    bar = MenuBar()
    bar.adopt(*menus)
    application.make("Kestrel", "Window")  # not whole yet
    turn()
    qtbot.wait(20)
    assert application.said.count(("mainMenu",)) == 2
    assert application.count("setWindowsMenu_") == 0
    application.make("Kestrel", "Window", "帮助")
    turn()
    qtbot.waitUntil(lambda: application.count("setHelpMenu_") == 1)
    turn()
    qtbot.wait(20)
    assert application.count("setHelpMenu_") == 1  # nobody looks any more


def test_ended_it_looks_no_more(application: Application, menus: tuple[QMenu, QMenu], qtbot: QtBot):
    bar = MenuBar()
    bar.adopt(*menus)
    turn()
    bar.end()
    bar.end()
    application.make("Kestrel", "Window", "帮助")
    turn()
    qtbot.wait(20)
    assert application.count("setWindowsMenu_") == 0 and application.count("mainMenu") == 1


def test_others_take_their_place(
    application: Application, menus: tuple[QMenu, QMenu], qtbot: QtBot
):
    bar = MenuBar()
    bar.adopt(*menus)
    bar.adopt(menus[1], menus[0])
    application.make("Kestrel", "Window", "帮助")
    turn()
    qtbot.waitUntil(lambda: application.count("setWindowsMenu_") > 0)
    assert adopted(application) == ("帮助", "Window") and application.count("mainMenu") == 3


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("&Window", "Window"),
        ("Cut && Paste", "Cut & Paste"),
        ("帮助(&H)", "帮助"),
        ("A (b)", "A (b)"),
    ],
)
def test_titles_are_compared_as_appkit_has_them(title: str, wanted: str):
    assert plain_title(title) == wanted
