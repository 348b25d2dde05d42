"""A chord of Qt's as Carbon names it: a key's code and its modifiers.

Qt swaps two modifiers on a Mac: its Control is the Command key, its Meta the Control key. The codes
of keys that type nothing are the same on every keyboard (kVK_* of HIToolbox's Events.h); those that
type are asked of the keyboard's layout. The code names a place: who switches to another layout
later finds the hotkey at the same place.
"""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence

from app.desktop.face import Cannot

Key, Modifier = Qt.Key, Qt.KeyboardModifier
SHIFT = 0x0200  # shiftKey
MODIFIERS = {
    Modifier.ControlModifier: 0x0100,  # cmdKey
    Modifier.ShiftModifier: SHIFT,
    Modifier.AltModifier: 0x0800,  # optionKey
    Modifier.MetaModifier: 0x1000,  # controlKey
}
SPECIAL = 0x01000000  # Qt's keys below it are characters
FUNCTION_KEYS = (
    *(0x7A, 0x78, 0x63, 0x76, 0x60, 0x61, 0x62, 0x64, 0x65, 0x6D),  # F1 to F10
    *(0x67, 0x6F, 0x69, 0x6B, 0x71, 0x6A, 0x40, 0x4F, 0x50, 0x5A),  # F11 to F20
)
CODES = {
    **{Key(Key.Key_F1 + n): code for n, code in enumerate(FUNCTION_KEYS)},
    Key.Key_Return: 0x24,
    Key.Key_Enter: 0x4C,
    Key.Key_Tab: 0x30,
    Key.Key_Backtab: 0x30,  # what Qt calls it with the shift key
    Key.Key_Space: 0x31,
    Key.Key_Backspace: 0x33,
    Key.Key_Delete: 0x75,
    Key.Key_Escape: 0x35,
    Key.Key_Help: 0x72,
    Key.Key_Home: 0x73,
    Key.Key_End: 0x77,
    Key.Key_PageUp: 0x74,
    Key.Key_PageDown: 0x79,
    Key.Key_Left: 0x7B,
    Key.Key_Right: 0x7C,
    Key.Key_Down: 0x7D,
    Key.Key_Up: 0x7E,
}


@dataclass(frozen=True)
class Chord:
    """As RegisterEventHotKey wants it."""

    code: int
    modifiers: int


class Layout(Protocol):
    """See `layout.KeyboardLayout`."""

    def code(self, character: str, shifted: bool) -> int | None: ...


def chord_of(keys: QKeySequence, layout: Layout) -> Chord | Cannot:
    """Of the first chord; what follows it in the sequence is no part of a hotkey."""
    if keys.isEmpty():
        return _no_key()
    given = keys[0]  # pyright: ignore[reportIndexIssue]  # the stubs lack it
    modifiers = sum(carbon for qt, carbon in MODIFIERS.items() if given.keyboardModifiers() & qt)
    code = CODES.get(given.key())
    if code is None:
        code = _typing(given.key(), bool(modifiers & SHIFT), layout)
        if code is not None and not modifiers & ~SHIFT:
            return _bare()
    return _no_key() if code is None else Chord(code, modifiers)


def _typing(key: Qt.Key, shifted: bool, layout: Layout) -> int | None:
    """Of a key that types. Without a modifier no such key may be taken from all programs."""
    return None if key >= SPECIAL else layout.code(chr(key).lower(), shifted)


def _no_key() -> Cannot:
    return Cannot(
        QCoreApplication.translate("Desktop", "This keyboard has no such key."),
        QCoreApplication.translate("Desktop", "Press the keys to record them anew."),
    )


def _bare() -> Cannot:
    return Cannot(
        QCoreApplication.translate("Desktop", "Nobody could type this character any more."),
        QCoreApplication.translate("Desktop", "Add ⌘, ⌥ or ⌃ to it."),
    )
