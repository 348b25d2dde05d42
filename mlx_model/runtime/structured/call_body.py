"""The inside of a call in the XML form: parameters to the JSON text of the arguments, as it grows.

Values may hold tags themselves (a file about this very form), so a closing tag counts only where
the form goes on behind it. A last parameter, or a function, that is never closed is tolerated.
"""

import json
import re
from collections.abc import Callable, Mapping

from mlx_model.runtime.structured.parameters import TYPES, value_of

OPEN, CLOSE = "<tool_call>", "</tool_call>"
FUNCTION, PARAMETER = "<function=", "<parameter="
END_FUNCTION, END_PARAMETER = "</function>", "</parameter>"
NAMED = re.compile(r"<(?:function|parameter)=([^<>\n]+)>")
UNFINISHED = re.compile(r"<(?:function|parameter)=[^<>\n]*\Z")
_CLOSING = re.compile(r"\n?(</parameter>)|\n?(</function>)|\n(</tool_call>)")
_BEHIND = {
    END_PARAMETER: (PARAMETER, END_FUNCTION, CLOSE),
    END_FUNCTION: (CLOSE,),
    CLOSE: ("",),
}
_RAW = frozenset({"string"})


class CallBody:
    """Reads from behind `<function=NAME>` to the end of the call."""

    def __init__(self, types: Mapping[str, frozenset[str]]) -> None:
        self.done = False
        self._types = types
        self._keys: set[str] = set()
        self._state: Callable[[str], str] = self._between
        self._waiting = False
        self._final = self._cut = False
        self._pieces: list[str] = []
        self._value: list[str] = []  # of a parameter that is no plain text
        self._raw = False  # the value is plain text, passed on as it comes
        self._fresh = False  # the value's own first line break is still to come
        self._key_types = TYPES

    def read(self, text: str, *, final: bool, cut: bool) -> tuple[str, str]:
        """What `text` adds to the arguments, and the end of it that is not decided yet.

        Once `done`, that end lies behind the call. `final`: nothing follows `text`; `cut`: for
        that reason a call that has not ended is left open.
        """
        self._final, self._cut, self._waiting = final, cut, False
        while not (self.done or self._waiting):
            text = self._state(text)
        pieces, self._pieces = "".join(self._pieces), []
        return pieces, text

    # A state gives the text that it leaves, for the next state or until more has come.

    def _between(self, text: str) -> str:
        """Outside of parameters."""
        body = text.lstrip()
        named = NAMED.match(body) if body.startswith(PARAMETER) else None
        if named is not None and named[1] not in self._keys:
            self._open_value(named[1])
            return body[named.end() :]
        if body.startswith(END_FUNCTION):
            self._pieces.append("}" if self._keys else "{}")
            self._state = self._behind_function
            return body[len(END_FUNCTION) :]
        if body.startswith(CLOSE):
            return self._end(body[len(CLOSE) :])
        form = begins(body, PARAMETER, END_FUNCTION, CLOSE)
        if form or (named is None and UNFINISHED.match(body)):
            if not self._final:
                return self._wait(body)
            return self._end("" if form else body, open_=self._cut)
        return self._end(body)  # the form breaks off: what follows is text

    def _in_value(self, text: str) -> str:
        if self._fresh and text:
            text, self._fresh = text.removeprefix("\n"), False
        safe, rest = _value_end(text, self._final)
        self._add(text[:safe])
        if rest is not None:
            self._close_value()
            return rest
        return self._break_off() if self._final else self._wait(text[safe:])

    def _behind_function(self, text: str) -> str:
        """Some models forget the call's own end."""
        body = text.lstrip()
        if body.startswith(CLOSE):
            self.done = True
            return body[len(CLOSE) :]
        form = begins(body, CLOSE)
        if form and not self._final:
            return self._wait(body)
        self.done = True
        return "" if form else body

    def _wait(self, text: str) -> str:
        self._waiting = True
        return text

    def _open_value(self, key: str) -> None:
        self._key_types = self._types.get(key, TYPES)
        self._raw = self._key_types == _RAW
        lead = ", " if self._keys else "{"
        self._pieces.append(f"{lead}{written(key)}: " + ('"' if self._raw else ""))
        self._keys.add(key)
        self._value, self._fresh, self._state = [], True, self._in_value

    def _add(self, text: str) -> None:
        if self._raw:
            self._pieces.append(written(text)[1:-1])
        else:
            self._value.append(text)

    def _close_value(self) -> None:
        whole = "".join(self._value)
        self._pieces.append('"' if self._raw else written(value_of(whole, self._key_types)))
        self._state = self._between

    def _break_off(self) -> str:
        """The answer ends inside a value."""
        if self._cut:
            self._pieces.extend(self._value)
            return self._end("", open_=True)
        self._close_value()
        return self._end("")

    def _end(self, rest: str, *, open_: bool = False) -> str:
        if not open_:
            self._pieces.append("}" if self._keys else "{}")
        self.done = True
        return rest


def begins(text: str, *tags: str) -> bool:
    """Whether the text may yet become one of the tags."""
    return any(tag.startswith(text) for tag in tags)


def overlap(text: str, tag: str) -> int:
    """Length of the longest end of `text` that is a proper beginning of `tag`."""
    longest = min(len(text), len(tag) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(tag[:n])), 0)


def written(value: object) -> str:
    """A value as JSON text that can be sent as UTF-8 (half a surrogate pair stays escaped)."""
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if any("\ud800" <= letter <= "\udfff" for letter in text) else text


def _value_end(text: str, final: bool) -> tuple[int, str | None]:
    """How much of `text` is value for sure, and what stands behind the value if it ends here."""
    for mark in _CLOSING.finditer(text):
        tag = next(filter(None, mark.groups()))
        behind = text[mark.end() :].lstrip()
        goes_on = behind.startswith(_BEHIND[tag])
        if goes_on or (final and begins(behind, *_BEHIND[tag])):
            return mark.start(), text[mark.end() if tag == END_PARAMETER else mark.start() :]
        if begins(behind, *_BEHIND[tag]):
            return mark.start(), None
    if final:
        return len(text), None
    tags = ("\n" + END_PARAMETER, END_PARAMETER, "\n" + END_FUNCTION, END_FUNCTION, "\n" + CLOSE)
    return len(text) - max(overlap(text, tag) for tag in tags), None
