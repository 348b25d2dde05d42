"""The windows of an X11 desktop, asked of the server through libxcb.

libxcb and not Xlib: it returns the errors of windows that vanish meanwhile, where Xlib's handler
would end the program.
"""

import ctypes
import ctypes.util
from ctypes import (
    POINTER,
    Structure,
    c_char_p,
    c_int,
    c_uint,
    c_uint8,
    c_uint16,
    c_uint32,
    c_void_p,
)
from dataclasses import dataclass

VIEWABLE = 2  # the map state of a window that can be seen
LONGEST = 256  # characters of a title, in units of four bytes


class Unreachable(Exception):
    """There is no X11 server, or no libxcb."""


@dataclass(frozen=True)
class Found:
    """A window in pixels of the X screen."""

    id: int
    title: str
    app: str
    x: int
    y: int
    width: int
    height: int


class _Reply(Structure):
    _fields_ = [
        ("type", c_uint8),
        ("detail", c_uint8),
        ("sequence", c_uint16),
        ("length", c_uint32),
    ]


class _Setup(Structure):
    _fields_ = [("data", c_void_p), ("rem", c_int), ("index", c_int)]


def windows(own: frozenset[int] = frozenset()) -> tuple[Found, ...]:
    """The top windows that can be seen, the frontmost first. Raises Unreachable."""
    server = _Server()
    try:
        return tuple(_listed(server, own))
    finally:
        server.close()


def _listed(server: "_Server", own: frozenset[int]) -> list[Found]:
    clients = server.cardinals(server.root, "_NET_CLIENT_LIST_STACKING")
    # Without a window manager the children of the root are the windows themselves.
    stacked = clients or server.children(server.root)
    found = [server.found(window) for window in reversed(stacked) if window not in own]
    return [window for window in found if window is not None]


class _Server:
    """One connection."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("xcb")
        if name is None:
            raise Unreachable("libxcb")
        self._xcb = ctypes.CDLL(name)
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = [c_void_p]
        self._xcb.xcb_connect.restype = c_void_p
        self._xcb.xcb_connect.argtypes = [c_char_p, c_void_p]
        self._connection = c_void_p(self._xcb.xcb_connect(None, None))
        if self._xcb.xcb_connection_has_error(self._connection):
            self.close()
            raise Unreachable("display")
        self._xcb.xcb_get_setup.restype = c_void_p
        setup = self._xcb.xcb_get_setup(self._connection)
        self._xcb.xcb_setup_roots_iterator.restype = _Setup
        self._xcb.xcb_setup_roots_iterator.argtypes = [c_void_p]
        roots = self._xcb.xcb_setup_roots_iterator(setup)
        self.root = ctypes.cast(roots.data, POINTER(c_uint32))[0]

    def close(self) -> None:
        self._xcb.xcb_disconnect(self._connection)

    def found(self, window: int) -> Found | None:
        """None where it cannot be seen."""
        attributes = self._ask("get_window_attributes", c_uint32(window))
        if attributes is None or attributes[26] != VIEWABLE:
            return None
        geometry = self._ask("get_geometry", c_uint32(window))
        place = self._ask(
            "translate_coordinates",
            c_uint32(window),
            c_uint32(self.root),
            ctypes.c_int16(0),
            ctypes.c_int16(0),
        )
        if geometry is None or place is None:
            return None
        x, y = _signed(place, 12), _signed(place, 14)
        width, height = _short(geometry, 16), _short(geometry, 18)
        title = self._title(window)
        classes = self._property(window, "WM_CLASS").split(b"\0")
        app = classes[1].decode("utf-8", "replace") if len(classes) > 1 else ""
        return Found(window, title, app, x, y, width, height)

    def children(self, window: int) -> list[int]:
        """From the bottom of the stack to its top."""
        tree = self._ask("query_tree", c_uint32(window))
        return [] if tree is None else _longs(tree[32:])[: _short(tree, 16)]

    def cardinals(self, window: int, name: str) -> list[int]:
        return _longs(self._property(window, name))

    def _title(self, window: int) -> str:
        given = self._property(window, "_NET_WM_NAME") or self._property(window, "WM_NAME")
        return given.decode("utf-8", "replace").rstrip("\0")

    def _property(self, window: int, name: str) -> bytes:
        atom = self._ask("intern_atom", c_uint8(1), c_uint16(len(name)), c_char_p(name.encode()))
        if atom is None:
            return b""
        number = int.from_bytes(atom[8:12], "little")
        got = self._ask(
            "get_property",
            c_uint8(0),
            c_uint32(window),
            c_uint32(number),
            c_uint32(0),
            c_uint32(0),
            c_uint32(LONGEST),
        )
        if got is None:
            return b""
        unit, count = got[1] // 8, int.from_bytes(got[16:20], "little")
        return got[32 : 32 + unit * count]

    def _ask(self, name: str, *arguments: object) -> bytes | None:
        """The bytes of the reply, None where the server refuses."""
        send = getattr(self._xcb, f"xcb_{name}")
        send.restype = c_uint
        take = getattr(self._xcb, f"xcb_{name}_reply")
        take.restype = c_void_p
        take.argtypes = [c_void_p, c_uint, c_void_p]
        got = take(self._connection, send(self._connection, *arguments), None)
        if not got:
            return None
        words = ctypes.cast(got, POINTER(_Reply)).contents.length
        reply = ctypes.string_at(got, 32 + 4 * words)
        self._free(got)
        return reply


def _short(reply: bytes, at: int) -> int:
    return int.from_bytes(reply[at : at + 2], "little")


def _signed(reply: bytes, at: int) -> int:
    return int.from_bytes(reply[at : at + 2], "little", signed=True)


def _longs(packed: bytes) -> list[int]:
    return [int.from_bytes(packed[i : i + 4], "little") for i in range(0, len(packed) // 4 * 4, 4)]
