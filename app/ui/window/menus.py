"""The menu bar: every command of the program stands here, with its keys.

Roles are set one by one: Qt would otherwise move whatever is called "settings" or "about" into the
application's menu by its words (facts/apps.md §3).
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

Role = QAction.MenuRole
Keys = QKeySequence.StandardKey


@dataclass(frozen=True)
class Command:
    """`name` is how the program calls it. "Ctrl" is the command key on a Mac."""

    name: str
    text: str
    keys: str | QKeySequence.StandardKey = ""
    role: Role = Role.NoRole
    checkable: bool = False


SEPARATOR = Command("", "")


class Menus(QObject):
    """Makes the bar; `[name]` is the action of a command, to connect to and to enable."""

    def __init__(self, parent: QWidget, *, is_global: bool = sys.platform == "darwin") -> None:
        """`is_global`: one bar for all windows of the program, also while none of them stands."""
        super().__init__(parent)
        self.bar = QMenuBar(None if is_global else parent)
        self.is_global = is_global
        self.destroyed.connect(self.bar.deleteLater)
        self._actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        for name, title, commands in self._all():
            menu = QMenu(title, self.bar)
            self.bar.addMenu(menu)
            self.menus[name] = menu
            for command in commands:
                self._add(menu, command)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def shortcuts(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Each menu's title and its commands that have keys, for the overview."""
        for menu in self.menus.values():
            rows = [
                (action.text().replace("&", ""), action.shortcut())
                for action in menu.actions()
                if not action.shortcut().isEmpty()
            ]
            native = QKeySequence.SequenceFormat.NativeText
            if rows:
                yield menu.title(), [(text, keys.toString(native)) for text, keys in rows]

    def _add(self, menu: QMenu, command: Command) -> None:
        if command is SEPARATOR:
            menu.addSeparator()
            return
        action = menu.addAction(command.text)
        action.setMenuRole(command.role)
        action.setShortcut(QKeySequence(command.keys))
        action.setCheckable(command.checkable)
        self._actions[command.name] = action

    def _all(self) -> Iterator[tuple[str, str, tuple[Command, ...]]]:
        yield "file", self.tr("File"), self._file()
        yield "edit", self.tr("Edit"), self._edit()
        yield "view", self.tr("View"), self._view()
        yield "chat", self.tr("Chat"), self._chat()
        yield "capture", self.tr("Capture"), self._capture()
        yield "window", self.tr("Window"), self._window()
        yield "help", self.tr("Help"), self._help()

    def _file(self) -> tuple[Command, ...]:
        return (
            Command("new", self.tr("New chat"), Keys.New),
            Command("traceless", self.tr("New chat without a trace"), "Ctrl+Shift+N"),
            Command("attach", self.tr("Attach files…"), Keys.Open),
            Command("document", self.tr("Read a document…"), "Ctrl+Shift+O"),
            SEPARATOR,
            Command("export", self.tr("Export this chat…"), "Ctrl+Shift+E"),
            Command("export_all", self.tr("Export all chats…")),
            Command("import", self.tr("Import chats…")),
            Command("trash_bin", self.tr("Recently deleted…")),
            SEPARATOR,
            Command("close", self.tr("Close window"), "Ctrl+W"),
            Command("preferences", self.tr("Settings…"), "Ctrl+,", Role.PreferencesRole),
            Command("quit", self.tr("Quit Kestrel"), "Ctrl+Q", Role.QuitRole),
        )

    def _edit(self) -> tuple[Command, ...]:
        return (
            Command("undo", self.tr("Undo"), Keys.Undo),
            Command("redo", self.tr("Redo"), Keys.Redo),
            SEPARATOR,
            Command("cut", self.tr("Cut"), Keys.Cut),
            Command("copy", self.tr("Copy"), Keys.Copy),
            Command("paste", self.tr("Paste"), Keys.Paste),
            Command("select_all", self.tr("Select all"), Keys.SelectAll),
            SEPARATOR,
            Command("search", self.tr("Search chats"), Keys.Find),
            Command("write", self.tr("Write a message"), "Ctrl+L"),
        )

    def _view(self) -> tuple[Command, ...]:
        return (
            Command("sidebar", self.tr("Sidebar"), "Ctrl+Alt+S", checkable=True),
            Command("full_screen", self.tr("Full screen"), Keys.FullScreen),
        )

    def _chat(self) -> tuple[Command, ...]:
        return (
            Command("stop", self.tr("Stop answering"), "Ctrl+."),
            Command("regenerate", self.tr("Regenerate the answer"), "Ctrl+R"),
            Command("copy_answer", self.tr("Copy the last answer"), "Ctrl+Shift+C"),
            Command("think", self.tr("Think before answering"), "Ctrl+T", checkable=True),
            Command("chat_settings", self.tr("How this chat is answered…"), "Ctrl+Shift+,"),
            SEPARATOR,
            Command("rename", self.tr("Rename…")),
            Command("pin", self.tr("Pin or unpin")),
            Command("delete", self.tr("Delete chat"), "Ctrl+Backspace"),
            SEPARATOR,
            Command("next", self.tr("Next chat"), "Ctrl+Alt+Down"),
            Command("previous", self.tr("Previous chat"), "Ctrl+Alt+Up"),
        )

    def _capture(self) -> tuple[Command, ...]:
        return (
            Command("region", self.tr("Capture a region"), "Ctrl+Alt+4"),
            Command("window", self.tr("Capture a window"), "Ctrl+Alt+5"),
            Command("screen", self.tr("Capture the screen"), "Ctrl+Alt+3"),
            SEPARATOR,
            Command("read", self.tr("Read this…"), "Ctrl+Shift+L"),
            Command("find", self.tr("Find on the picture…"), "Ctrl+Shift+F"),
            SEPARATOR,
            Command("quick", self.tr("Quick ask"), "Ctrl+Shift+K"),
        )

    def _window(self) -> tuple[Command, ...]:
        return (
            Command("minimise", self.tr("Minimise"), "Ctrl+M"),
            Command("zoom", self.tr("Zoom")),
            SEPARATOR,
            Command("models", self.tr("Models"), "Ctrl+Shift+M"),
            Command("unload", self.tr("Unload the model")),
            Command("front", self.tr("Bring all to front")),
        )

    def _help(self) -> tuple[Command, ...]:
        return (
            Command("shortcuts", self.tr("Keyboard shortcuts"), "Ctrl+/"),
            Command("logs", self.tr("Logs of readings")),
            Command("about", self.tr("About Kestrel"), role=Role.AboutRole),
        )
