"""The status item: its menu made of values, what is chosen told by signals."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.chat.conversation import ChatCard
from app.desktop.face import Cannot, Desktop
from app.desktop.menu import Entry, Item, Separator, StatusMenu, Submenu

RECENT = 8
LONGEST = 48  # characters of a title
CHAT = "chat:"


@dataclass(frozen=True)
class Standing:
    """What the item shows."""

    chats: tuple[ChatCard, ...] = ()  # the latest first
    model: str = ""  # as people call it; "" where there is none
    memory: str = ""  # what it holds, in words; "" where nothing is loaded
    paused: bool = False  # the engine is not to be started


class StatusItem(QObject):
    """Every one of its commands stands in the main menu too: a status item may be hidden."""

    quick_wanted = Signal()
    capture_wanted = Signal()
    window_wanted = Signal()
    chat_opened = Signal(str)
    paused = Signal(bool)
    quit_wanted = Signal()

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desktop = desktop
        self._standing = Standing()

    def show(self, standing: Standing) -> Cannot | None:
        """Show it, or show it anew; says where a desktop has no place for it."""
        self._standing = standing
        return self._desktop.show_status(self.menu(standing), self.choose)

    def hide(self) -> None:
        self._desktop.hide_status()

    def choose(self, name: str) -> None:
        """As if the line of this name were chosen."""
        if name.startswith(CHAT):
            self.chat_opened.emit(name.removeprefix(CHAT))
        elif name == "pause":
            self.paused.emit(not self._standing.paused)
        else:
            {
                "quick": self.quick_wanted,
                "capture": self.capture_wanted,
                "window": self.window_wanted,
                "quit": self.quit_wanted,
            }[name].emit()

    def menu(self, standing: Standing) -> StatusMenu:
        pause = self.tr("Resume the engine") if standing.paused else self.tr("Pause the engine")
        items: tuple[Item, ...] = (
            Entry(self.tr("Quick ask"), "quick"),
            Entry(self.tr("Capture and ask…"), "capture"),
            Separator(),
            Entry(self.tr("Open Kestrel"), "window"),
            Submenu(self.tr("Recent chats"), self._recent(standing.chats)),
            Separator(),
            Entry(self._model(standing)),
            Entry(pause, "pause"),
            Separator(),
            Entry(self.tr("Quit Kestrel"), "quit"),
        )
        return StatusMenu(items, tip=f"Kestrel · {self._model(standing)}")

    def dock_menu(self, standing: Standing) -> StatusMenu:
        """The same of it that a Mac's Dock does not have itself."""
        return StatusMenu(
            (
                Entry(self.tr("Quick ask"), "quick"),
                Entry(self.tr("Capture and ask…"), "capture"),
                Separator(),
                Entry(self.tr("Open Kestrel"), "window"),
                Submenu(self.tr("Recent chats"), self._recent(standing.chats)),
            )
        )

    def _recent(self, chats: Sequence[ChatCard]) -> tuple[Entry, ...]:
        """Those without a trace are not named outside the window."""
        kept = [chat for chat in chats if not chat.traceless and chat.trashed is None]
        if not kept:
            return (Entry(self.tr("No chats yet")),)
        untitled = self.tr("New chat")
        return tuple(
            Entry(_short(chat.title or untitled), CHAT + chat.id) for chat in kept[:RECENT]
        )

    def _model(self, standing: Standing) -> str:
        if standing.paused:
            return self.tr("Paused")
        if not standing.model:
            return self.tr("No model")
        if not standing.memory:
            return self.tr("{model} · not loaded").format(model=standing.model)
        return f"{standing.model} · {standing.memory}"


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
