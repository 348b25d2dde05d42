"""Server-sent events from bytes that arrive in any pieces.

https://html.spec.whatwg.org/multipage/server-sent-events.html, section 9.2.6; of its fields only
`data` is of use here.
"""

LONGEST = 64 * 2**20  # bytes of one event: more is no answer of a language model


class NoEvents(Exception):
    """What arrives cannot be server-sent events."""


class EventReader:
    """Holds back what is not whole yet: no character is decoded before its line has ended."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._data: list[bytes] = []
        self._held = 0  # bytes in _data
        self._begun = False
        self._after_cr = False

    def push(self, piece: bytes) -> list[str]:
        """The data of each event that this piece completes. Raises NoEvents."""
        events = [self._line(line) for line in self._lines(piece)]
        if len(self._rest) + self._held > LONGEST:
            raise NoEvents(f"{LONGEST} bytes without an end")
        return [event for event in events if event is not None]

    def _lines(self, piece: bytes) -> list[bytes]:
        """Lines end with CR, LF or both; the two of one end may come in two pieces."""
        if self._after_cr and piece:
            piece = piece.removeprefix(b"\n")
            self._after_cr = False
        if piece.endswith(b"\r"):
            self._after_cr = True
        *whole, rest = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        if whole:
            whole[0] = bytes(self._rest) + whole[0]
            self._rest.clear()
        self._rest += rest
        return whole

    def _line(self, line: bytes) -> str | None:
        if not self._begun:
            line = line.removeprefix(b"\xef\xbb\xbf")
            self._begun = True
        if not line:
            return self._event()
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" "))
            self._held += len(value)
        return None

    def _event(self) -> str | None:
        if not self._data:
            return None
        data = b"\n".join(self._data).decode("utf-8", "replace")
        self._data.clear()
        self._held = 0
        return data
