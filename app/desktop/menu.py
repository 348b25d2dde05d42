"""The status item's menu as values."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Entry:
    """One line. `name` is told when it is chosen; a line without one only says something."""

    text: str
    name: str = ""
    checked: bool | None = None  # None: it cannot be checked
    enabled: bool = True


@dataclass(frozen=True)
class Separator:
    """A line between others."""


@dataclass(frozen=True)
class Submenu:
    """A line with lines of its own."""

    text: str
    items: tuple[Entry | Separator, ...]


@dataclass(frozen=True)
class StatusMenu:
    """All of it; `tip` is what the item says when it is pointed at."""

    items: tuple["Item", ...]
    tip: str = ""


Item: TypeAlias = Entry | Separator | Submenu
