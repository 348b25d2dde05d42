"""Menus of AppKit's from a menu of values; what is chosen is told on the GUI's thread.

A menu item does not keep its target alive, and a menu may still be open when another takes its
place: so one target serves all menus of a kind, and each item carries its entry's name.
"""

from collections.abc import Callable, Iterable
from functools import cache

from app.desktop.mac.cocoa import Cocoa
from app.desktop.mac.frameworks import load
from app.desktop.mac.post import Post
from app.desktop.menu import Entry, Item, Separator, Submenu


class Chooser:
    """The target of the items of all menus that tell the same listener."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._chosen: Callable[[str], None] | None = None
        self._target: Cocoa = None

    def menu(self, items: Iterable[Item], chosen: Callable[[str], None]) -> Cocoa:
        """An NSMenu. From now on `chosen` is told, by former menus as well."""
        self._chosen = chosen
        if self._target is None:
            self._target = _target_class().alloc().init()
            self._target.told = lambda name: self._post(lambda: self._tell(name))
        return _menu(items, self._target, "")

    def end(self) -> None:
        self._chosen = None

    def _tell(self, name: str) -> None:
        if self._chosen is not None:
            self._chosen(name)


@cache
def _target_class() -> Cocoa:
    """Made once: a second class of the same name would be an error."""
    Foundation = load("Foundation")

    class KestrelMenuTarget(Foundation.NSObject):
        told: Callable[[str], None]

        def choose_(self, sender: Cocoa) -> None:
            self.told(str(sender.representedObject()))

    return KestrelMenuTarget


def _menu(items: Iterable[Item], target: object, title: str) -> Cocoa:
    AppKit = load("AppKit")
    menu = AppKit.NSMenu.alloc().initWithTitle_(title)
    menu.setAutoenablesItems_(False)  # AppKit would enable whatever has a target
    for item in items:
        match item:
            case Separator():
                menu.addItem_(AppKit.NSMenuItem.separatorItem())
            case Submenu(text, lines):
                line = AppKit.NSMenuItem.alloc().initWithTitle_action_keyEquivalent_(text, None, "")
                line.setSubmenu_(_menu(lines, target, text))
                menu.addItem_(line)
            case Entry():
                menu.addItem_(_line(item, target))
    return menu


def _line(entry: Entry, target: object) -> Cocoa:
    AppKit = load("AppKit")
    line = AppKit.NSMenuItem.alloc().initWithTitle_action_keyEquivalent_(entry.text, "choose:", "")
    line.setTarget_(target)
    line.setRepresentedObject_(entry.name)
    line.setEnabled_(entry.enabled and bool(entry.name))
    if entry.checked:
        line.setState_(AppKit.NSControlStateValueOn)
    return line
