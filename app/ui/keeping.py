"""Attachments into the store, off the window's thread: a clip may be gigabytes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from app.chat.message import Part, TextPart
from app.chat.store import Store
from app.ui.work import Work


def keeping(store: Store, parts: Sequence[Part], parent: QObject) -> Work:
    """Not started yet. It is done with the same parts, whose sources now lie in the store."""
    return Work(lambda: tuple(_kept(store, part) for part in parts), parent)


def _kept(store: Store, part: Part) -> Part:
    if isinstance(part, TextPart):
        return part
    name = part.name or (part.source.name if isinstance(part.source, Path) else "")
    return replace(part, source=store.keep_file(part.source, name), name=name)
