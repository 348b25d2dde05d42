"""Carbon's calls for a key that works in every program, through ctypes.

RegisterEventHotKey is old and not deprecated; it needs no permission and swallows the key, where
NSEvent's monitors need one and cannot. Qt's loop on a Mac dispatches Carbon's events, so a handler
on the application's target is called on the main thread (which is where all of this belongs).
Declared after CarbonEvents.h and CarbonEventsCore.h of HIToolbox; pyobjc does not cover them.
"""

from collections.abc import Callable
from ctypes import (
    CDLL,
    CFUNCTYPE,
    POINTER,
    Structure,
    byref,
    c_int32,
    c_uint32,
    c_ulong,
    c_void_p,
)

from app.desktop.mac.frameworks import load

CARBON = "/System/Library/Frameworks/Carbon.framework/Carbon"
NO_ERROR = 0
EXISTS = -9878  # eventHotKeyExistsErr
EXCLUSIVE = 1  # kEventHotKeyExclusive
KEYBOARD = int.from_bytes(b"keyb", "big")  # kEventClassKeyboard
PRESSED = 5  # kEventHotKeyPressed
SIGNATURE = int.from_bytes(b"Kstr", "big")
MODIFIERS = 0x0100 | 0x0200 | 0x0800 | 0x1000  # command, shift, option, control


class _KeyID(Structure):
    """EventHotKeyID."""

    _fields_ = [("signature", c_uint32), ("id", c_uint32)]


class _EventType(Structure):
    """EventTypeSpec."""

    _fields_ = [("eventClass", c_uint32), ("eventKind", c_uint32)]


_Handler = CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)


class Carbon:
    """The functions with their types. Each returns Carbon's OSStatus, 0 where all is well."""

    def __init__(self, path: str = CARBON) -> None:
        self._carbon = CDLL(path)
        self._handler: Callable[..., int] | None = None
        for name, result, arguments in (
            ("GetApplicationEventTarget", c_void_p, []),
            (
                "InstallEventHandler",
                c_int32,
                [c_void_p, _Handler, c_ulong, POINTER(_EventType), c_void_p, POINTER(c_void_p)],
            ),
            ("RemoveEventHandler", c_int32, [c_void_p]),
            (
                "RegisterEventHotKey",
                c_int32,
                [c_uint32, c_uint32, _KeyID, c_void_p, c_uint32, POINTER(c_void_p)],
            ),
            ("UnregisterEventHotKey", c_int32, [c_void_p]),
            ("CopySymbolicHotKeys", c_int32, [POINTER(c_void_p)]),
            ("CFRelease", None, [c_void_p]),
        ):
            function = getattr(self._carbon, name)
            function.restype, function.argtypes = result, arguments

    def hear(self, pressed: Callable[[], None]) -> tuple[int, int | None]:
        """Have each press of a hotkey of ours told; the second is for `end_hearing`."""

        def handler(call: int | None, event: int | None, context: int | None) -> int:
            pressed()
            return NO_ERROR

        self._handler = _Handler(handler)  # Carbon does not keep it alive
        installed = c_void_p()
        status = self._carbon.InstallEventHandler(
            self._carbon.GetApplicationEventTarget(),
            self._handler,
            1,
            byref(_EventType(KEYBOARD, PRESSED)),
            None,
            byref(installed),
        )
        return status, installed.value

    def end_hearing(self, installed: int | None) -> None:
        self._carbon.RemoveEventHandler(installed)
        self._handler = None

    def register(self, code: int, modifiers: int) -> tuple[int, int | None]:
        """For us alone: without that, two programs share a chord and neither learns of it.

        A program that has taken it without asking to be alone is not noticed all the same.
        """
        taken = c_void_p()
        status = self._carbon.RegisterEventHotKey(
            code,
            modifiers,
            _KeyID(SIGNATURE, 1),
            self._carbon.GetApplicationEventTarget(),
            EXCLUSIVE,
            byref(taken),
        )
        return status, taken.value

    def unregister(self, taken: int | None) -> None:
        self._carbon.UnregisterEventHotKey(taken)

    def of_system(self) -> frozenset[tuple[int, int]]:
        """The chords of the system's own shortcuts that are switched on, such as Spotlight's.

        Registering them succeeds, but the system takes the press first.
        """
        objc, listed = load("objc"), c_void_p()
        if self._carbon.CopySymbolicHotKeys(byref(listed)) != NO_ERROR or not listed.value:
            return frozenset()
        shortcuts = objc.objc_object(c_void_p=listed)  # holds it as well
        self._carbon.CFRelease(listed)
        return frozenset(
            (one["kHISymbolicHotKeyCode"], one["kHISymbolicHotKeyModifiers"] & MODIFIERS)
            for one in shortcuts
            if one["kHISymbolicHotKeyEnabled"]
        )
