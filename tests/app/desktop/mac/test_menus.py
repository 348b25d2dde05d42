"""A menu of values becomes AppKit's line by line, and tells what is chosen by its name."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.mac.menus import Chooser
from app.desktop.mac.post import Post
from app.desktop.menu import Entry, Separator, Submenu
from tests.fixtures.cocoa import Cocoa, Kind, NSObject

ON = 1
ITEMS = (
    Entry("Ask & see…", "ask"),
    Entry("nano is loaded"),
    Separator(),
    Entry("Pause", "pause", checked=True),
    Entry("Sound", "sound", checked=False, enabled=False),
    Submenu("Recent", (Entry("A talk", "talk 1"), Separator())),
)


class MenuItem(NSObject):
    """NSMenuItem."""

    enabled, state, name, is_separator = True, 0, "", False
    target: Any = None
    submenu: Any = None

    @classmethod
    def separatorItem(cls) -> Any:
        item = cls()
        item.is_separator = True
        return item

    def initWithTitle_action_keyEquivalent_(self, title: str, action: str | None, key: str) -> Any:
        self.title, self.action = title, action
        return self

    def setTarget_(self, target: Any) -> None:
        self.target = target

    def setRepresentedObject_(self, name: str) -> None:
        self.name = name

    def representedObject(self) -> str:
        return self.name

    def setEnabled_(self, enabled: bool) -> None:
        self.enabled = enabled

    def setState_(self, state: int) -> None:
        self.state = state

    def setSubmenu_(self, menu: Any) -> None:
        self.submenu = menu

    def press(self) -> None:
        assert self.action == "choose:"
        self.target.choose_(self)


@pytest.fixture
def appkit(cocoa: Cocoa) -> Cocoa:
    cocoa.give("AppKit", NSMenu=Kind(), NSMenuItem=MenuItem, NSControlStateValueOn=ON)
    return cocoa


def lines(menu: Any) -> list[MenuItem]:
    return [sent[1] for sent in menu.said if sent[0] == "addItem_"]


def test_each_line_looks_as_it_is_said(qtbot: QtBot, appkit: Cocoa):
    menu = Chooser(Post()).menu(ITEMS, lambda name: None)
    ask, word, line, pause, sound, recent = lines(menu)
    assert (ask.title, ask.enabled, ask.state) == ("Ask & see…", True, 0)
    assert word.enabled is False  # it only says something
    assert line.is_separator and not ask.is_separator
    assert (pause.state, sound.state, sound.enabled) == (ON, 0, False)
    talk, last = lines(recent.submenu)
    assert recent.action is None and (talk.title, talk.name) == ("A talk", "talk 1")
    assert last.is_separator
    assert menu.last("setAutoenablesItems_") is False


def test_what_is_chosen_is_told_in_the_loop(qtbot: QtBot, appkit: Cocoa):
    chosen: list[str] = []
    menu = Chooser(Post()).menu(ITEMS, chosen.append)
    lines(menu)[0].press()
    lines(lines(menu)[5].submenu)[0].press()
    assert chosen == []
    qtbot.waitUntil(lambda: chosen == ["ask", "talk 1"])


def test_a_menu_that_was_still_open_tells_the_listener_of_the_next(qtbot: QtBot, appkit: Cocoa):
    first: list[str] = []
    second: list[str] = []
    chooser = Chooser(Post())
    open_menu = chooser.menu(ITEMS, first.append)
    chooser.menu(ITEMS[:1], second.append)
    lines(open_menu)[3].press()
    qtbot.waitUntil(lambda: second == ["pause"])
    assert first == []


def test_after_the_end_nothing_is_told(qtbot: QtBot, appkit: Cocoa):
    chosen: list[str] = []
    chooser = Chooser(Post())
    menu = chooser.menu(ITEMS, chosen.append)
    lines(menu)[0].press()
    chooser.end()
    qtbot.wait(20)
    assert chosen == []
