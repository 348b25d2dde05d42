"""Which key of the keyboard types a character: key codes name places, and layouts differ.

On a French keyboard the key that types A lies where an American one has Q. Asked of the current
layout by UCKeyTranslate (UnicodeUtilities.h), with no dead keys; where that has no Latin letters,
of the layout that macOS itself uses for shortcuts then (TextInputSources.h). Keys of the number pad
are left out: they type the digits as well.
"""

from ctypes import (
    CDLL,
    POINTER,
    byref,
    c_int32,
    c_uint8,
    c_uint16,
    c_uint32,
    c_ulong,
    c_void_p,
    string_at,
)

from app.desktop.mac.carbon import CARBON, NO_ERROR

DISPLAY = 3  # kUCKeyActionDisplay
NO_DEAD_KEYS = 1  # kUCKeyTranslateNoDeadKeysMask
SHIFT = 2  # shiftKey >> 8, as UCKeyTranslate wants it
KEYS = (*range(0x33), 0x5D, 0x5E)  # those that type, and two that Japanese keyboards add
SOURCES = (
    "TISCopyCurrentKeyboardLayoutInputSource",
    "TISCopyCurrentASCIICapableKeyboardLayoutInputSource",
)


class KeyboardLayout:
    """As it is when it is asked: the user may switch at any time."""

    def __init__(self, path: str = CARBON) -> None:
        self._carbon = CDLL(path)
        for name, result, arguments in (
            (SOURCES[0], c_void_p, []),
            (SOURCES[1], c_void_p, []),
            ("TISGetInputSourceProperty", c_void_p, [c_void_p, c_void_p]),
            ("CFDataGetBytePtr", c_void_p, [c_void_p]),
            ("CFRelease", None, [c_void_p]),
            ("LMGetKbdType", c_uint8, []),
            (
                "UCKeyTranslate",
                c_int32,
                [c_void_p, c_uint16, c_uint16, c_uint32, c_uint32, c_uint32]
                + [POINTER(c_uint32), c_ulong, POINTER(c_ulong), POINTER(c_uint16)],
            ),
        ):
            function = getattr(self._carbon, name)
            function.restype, function.argtypes = result, arguments

    def code(self, character: str, shifted: bool) -> int | None:
        """The key that types it, with the shift key if the chord has that. None: no key does."""
        for source in SOURCES:
            typed = self._typed(source, 0)
            if character in typed:
                return typed[character]
            if shifted and character in (typed := self._typed(source, SHIFT)):
                return typed[character]
        return None

    def _typed(self, source: str, modifiers: int) -> dict[str, int]:
        """Nothing for a layout in the format of long ago, which has no such table."""
        layout = getattr(self._carbon, source)()
        if not layout:
            return {}
        name = c_void_p.in_dll(self._carbon, "kTISPropertyUnicodeKeyLayoutData")
        table = self._carbon.TISGetInputSourceProperty(layout, name)
        typed: dict[str, int] = {}
        for key in KEYS if table else ():
            typed.setdefault(self._character(table, key, modifiers), key)
        self._carbon.CFRelease(layout)
        return typed

    def _character(self, table: int, key: int, modifiers: int) -> str:
        """In lower case, as chords are compared."""
        text, length, dead = (c_uint16 * 4)(), c_ulong(), c_uint32()
        status = self._carbon.UCKeyTranslate(
            self._carbon.CFDataGetBytePtr(table),
            key,
            DISPLAY,
            modifiers,
            self._carbon.LMGetKbdType(),
            NO_DEAD_KEYS,
            byref(dead),
            len(text),
            byref(length),
            text,
        )
        if status != NO_ERROR:
            return ""
        return string_at(text, 2 * length.value).decode("utf-16-le").lower()
