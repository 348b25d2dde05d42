"""Reads the calls to tools out of a growing answer, in both forms that the family writes.

Qwen3.5 writes XML (`<tool_call>`, `<function=NAME>`, `<parameter=KEY>`, the value on its own
lines), and slips now and then into Qwen3-VL's JSON. A text parameter is passed on as it comes.
Only calls of declared tools count; whatever else looks like one stays text, so nothing is lost.

What has been passed on cannot be taken back, so a call is believed once its head is whole: a
declared function, and behind it a parameter or its end. If it goes wrong later, its arguments end
there and the rest is text.
"""

import json
from collections.abc import Callable, Mapping, Sequence

from mlx_model.fields import Json
from mlx_model.runtime.events import Call
from mlx_model.runtime.structured.call_body import (
    CLOSE,
    END_FUNCTION,
    FUNCTION,
    NAMED,
    OPEN,
    PARAMETER,
    UNFINISHED,
    CallBody,
    begins,
    overlap,
    written,
)
from mlx_model.runtime.structured.parameters import declared, is_json


class CallReader:
    """Text of one answer in, text and calls out; the thoughts are no part of it.

    Raises:
        RequestError: the tools are no tools.
    """

    def __init__(self, tools: Sequence[Json]) -> None:
        self._types = {
            name: {key: tool.types(key) for key in tool.properties}
            for name, tool in declared(tools).items()
        }
        self._state: Callable[[], bool] = self._in_text
        self._text = ""  # what came and is not decided yet
        self._final = self._cut = False
        self._after_call = False  # only white space came since a call
        self._searched = 0  # up to here no mark ends the JSON form
        self._body = CallBody({})
        self._found: list[str | Call] = []
        self.calls = 0  # how many were begun

    def push(self, text: str) -> list[str | Call]:
        """What is certain now: pieces of text, and calls (see `events.Call`)."""
        if not self._types:
            return [text] if text else []
        self._text += text
        return self._advance()

    def flush(self, *, cut: bool = False) -> list[str | Call]:
        """The rest, when the answer has ended.

        Args:
            cut: it was cut off (length, loop, cancelled): the arguments of a call that has not
                ended are left open, so that nobody runs half of a call. Otherwise they are closed.
        """
        self._final, self._cut = True, cut
        return self._advance()

    def _advance(self) -> list[str | Call]:
        while self._state():
            pass
        found, self._found = self._found, []
        return _joined(found)

    # A state takes what it can off `_text`. True: go on, perhaps in another state.

    def _in_text(self) -> bool:
        if self._after_call:
            self._text = self._text.lstrip()
            self._after_call = not self._text
        place = self._text.find(OPEN)
        if place >= 0:
            self._say(len(self._text[:place].rstrip()))
            self._state, self._searched = self._in_head, 0
            return True
        certain = len(self._text)
        if not self._final:  # white space before a call belongs to the call
            certain = len(self._text[: certain - overlap(self._text, OPEN)].rstrip())
        self._say(certain)
        return False

    def _in_head(self) -> bool:
        """From the mark to the first thing that makes a call of it."""
        body = self._text.lstrip()[len(OPEN) :].lstrip()
        if body.startswith("{"):
            self._state = self._in_json
            return True
        named = NAMED.match(body) if body.startswith(FUNCTION) else None
        if named is None:
            unfinished = body.startswith(FUNCTION) and UNFINISHED.match(body)
            return self._wait_if(bool(unfinished) or begins(body, FUNCTION))
        rest = body[named.end() :].lstrip()
        if named[1] in self._types and _starts_body(rest):
            self._begin(named[1])
            self._text, self._state = rest, self._in_body
            return True
        unfinished = rest.startswith(PARAMETER) and UNFINISHED.match(rest)
        more = bool(unfinished) or begins(rest, PARAMETER, END_FUNCTION, CLOSE)
        return self._wait_if(more and named[1] in self._types)

    def _in_body(self) -> bool:
        piece, self._text = self._body.read(self._text, final=self._final, cut=self._cut)
        self._argue(piece)
        if self._body.done:
            self._state, self._after_call = self._in_text, True
        return self._body.done

    def _in_json(self) -> bool:
        """The JSON form is taken whole: at each mark, see whether the object ends there."""
        start = self._text.index("{")
        while (end := _next_mark(self._text, max(start, self._searched))) >= 0:
            body = self._text[start:end]
            if self._take_json(body):
                self._text = self._text[end:].removeprefix(CLOSE)
                return True
            if not _inside_string(body):
                return self._wait_if(False)
            self._searched = end + 1
        if not self._final:
            self._searched = max(self._searched, len(self._text) - len(CLOSE) + 1)
            return False
        body = self._text[start:]
        if self._take_json(body[: len(body) - overlap(body, CLOSE)]):
            self._text = ""
            return True
        return self._wait_if(False)

    def _wait_if(self, undecided: bool) -> bool:
        """Wait for more; or it is no call, and its mark and what stands before it are text."""
        if undecided and not self._final:
            return False
        self._say(self._text.index(OPEN) + len(OPEN))
        self._state = self._in_text
        return True

    def _take_json(self, body: str) -> bool:
        call = _json_call(body)
        if call is None or call[0] not in self._types:
            return False
        self._begin(call[0])
        self._argue(written(call[1]))
        self._state, self._after_call = self._in_text, True
        return True

    def _begin(self, name: str) -> None:
        self._found.append(Call(self.calls, name, ""))
        self.calls += 1
        self._body = CallBody(self._types[name])

    def _argue(self, piece: str) -> None:
        if piece:
            self._found.append(Call(self.calls - 1, "", piece))

    def _say(self, length: int) -> None:
        if length:
            self._found.append(self._text[:length])
            self._text = self._text[length:]
            self._after_call = False


def _starts_body(text: str) -> bool:
    if text.startswith(PARAMETER):
        return NAMED.match(text) is not None
    return text.startswith((END_FUNCTION, CLOSE))


def _next_mark(text: str, start: int) -> int:
    """Where the JSON form may end: at its own mark, or, if that was forgotten, at the next call."""
    places = [place for mark in (CLOSE, OPEN) if (place := text.find(mark, start)) >= 0]
    return min(places, default=-1)


def _json_call(text: str) -> tuple[str, Mapping[str, object]] | None:
    """Name and arguments; None: it is no call, or a mixture of the forms."""
    try:
        found = json.loads(text, strict=False)  # some write line breaks into texts
        if isinstance(found, dict) and isinstance(found.get("arguments"), str):
            found["arguments"] = json.loads(found["arguments"], strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not found.keys() <= {"name", "arguments"}:
        return None
    name, arguments = found.get("name"), found.get("arguments", {})
    if not isinstance(name, str) or not isinstance(arguments, dict) or not is_json(arguments):
        return None
    return name, arguments


def _inside_string(text: str) -> bool:
    """Whether JSON that was cut here is inside of a text."""
    try:
        json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        return error.msg.startswith("Unterminated string")
    except (ValueError, RecursionError):
        return False
    return False


def _joined(found: list[str | Call]) -> list[str | Call]:
    """Pieces that follow on one another as one."""
    whole: list[str | Call] = []
    for piece in found:
        last = whole[-1] if whole else None
        if isinstance(last, str) and isinstance(piece, str):
            whole[-1] = last + piece
        elif isinstance(last, Call) and isinstance(piece, Call) and not (last.name or piece.name):
            whole[-1] = Call(last.index, "", last.arguments + piece.arguments)
        else:
            whole.append(piece)
    return whole
