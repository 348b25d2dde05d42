"""Boxes and points in the words of a reply.

The family answers `[{"bbox_2d": [x1, y1, x2, y2], "label": ...}]` or `{"point_2d": [x, y], ...}`,
0 to 1000 on both axes, often inside a code fence, at times with other keys, with prose around it,
a little beyond 1000, or cut off by the token limit. All of that is read; whatever cannot be read
is reported with the reason and never dropped.

Format: the grounding cookbooks of QwenLM/Qwen3-VL; tools/nano/FORMATS.md for our own checkpoint.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.reading.geometry import Box, Relative, RelativeBox, clamped
from app.reading.verdict import Verdict

_DECODER = json.JSONDecoder()
_FENCE = re.compile(r"```[A-Za-z0-9]*")
_OPENING = re.compile(r"[\[{]")
_JOINTS = " \t\r\n,[]"  # what stands between the objects of a list
_ABSURD = 1e6  # a number beyond this is no coordinate that overshot
_BROKEN = (ValueError, RecursionError)  # of the decoder: no JSON, too long a number, too deep


@dataclass(frozen=True)
class Mark:
    """Something the model pointed at: a box, a point or both. No verdict: nobody looked again."""

    label: str
    role: str
    state: str
    box: RelativeBox | None
    point: Relative | None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Unread:
    """A piece of a reply that could not be read, and why."""

    text: str
    reason: str


@dataclass(frozen=True)
class Reply:
    """All marks of a reply in its order, and what could not be read of it."""

    marks: tuple[Mark, ...]
    unread: tuple[Unread, ...]
    structured: bool  # whether there was any JSON in it, be it an empty list


def values_in(text: str) -> list[object]:
    """Every JSON value in a text; what of a damaged one cannot be saved stands as `Unread`."""
    return list(_pieces(_FENCE.sub(" ", text)))


def parse_reply(text: str) -> Reply:
    """Read every mark in a reply. Prose outside of JSON is no fault and not reported."""
    pieces = values_in(text)
    found = [part for piece in pieces for part in _marks(piece)]
    marks = tuple(part for part in found if isinstance(part, Mark))
    unread = tuple(part for part in found if isinstance(part, Unread))
    return Reply(marks, unread, structured=bool(pieces))


def _pieces(text: str) -> Iterator[object]:
    """JSON values in a text, and where one is damaged, what of it can be saved."""
    place = 0
    while (start := _next_opening(text, place)) is not None:
        try:
            value, place = _DECODER.raw_decode(text, start)
        except _BROKEN:
            rest = text[start:]
            yield from list(_salvaged(rest)) or [Unread(rest.strip(), "cut off")]
            return
        yield value


def _next_opening(text: str, place: int) -> int | None:
    found = _OPENING.search(text, place)
    return found.start() if found else None


def _salvaged(text: str) -> Iterator[object]:
    """The whole objects of a damaged list, and what stands between them as unread."""
    place = 0
    while place < len(text):
        start = text.find("{", place)
        yield from _stray(text[place:] if start < 0 else text[place:start])
        if start < 0:
            return
        try:
            value, place = _DECODER.raw_decode(text, start)
            yield value
        except _BROKEN:
            following = text.find("{", start + 1)
            place = len(text) if following < 0 else following
            reason = "cut off" if following < 0 else "not JSON"
            yield Unread(text[start:place].strip(_JOINTS), reason)


def _stray(text: str) -> Iterator[Unread]:
    words = text.strip(_JOINTS)
    if words:
        yield Unread(words, "not JSON")


def _marks(value: object) -> Iterator[Mark | Unread]:
    """The marks in one JSON value: itself, or those of the lists within."""
    if isinstance(value, Unread):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _marks(entry) if isinstance(entry, dict) else [_unread(entry, "no object")]
    elif isinstance(value, dict):
        lists = [entry for entry in value.values() if _holds_objects(entry)]
        if "bbox_2d" in value or "point_2d" in value or not lists:
            yield _mark(value)
        else:
            for entry in lists:
                yield from _marks(entry)


def _holds_objects(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(entry, dict) for entry in value)


def _mark(entry: dict[str, object]) -> Mark | Unread:
    box = point = None
    if "bbox_2d" in entry:
        numbers = _numbers(entry["bbox_2d"], 4)
        if numbers is None:
            return _unread(entry, "bbox_2d is not four coordinates")
        box = Box(clamped(Relative(*numbers[:2])), clamped(Relative(*numbers[2:])))
        if box.width <= 0 or box.height <= 0:
            return _unread(entry, "the box has no area")
    if "point_2d" in entry:
        numbers = _numbers(entry["point_2d"], 2)
        if numbers is None:
            return _unread(entry, "point_2d is not two coordinates")
        point = clamped(Relative(*numbers))
    if box is None and point is None:
        return _unread(entry, "no bbox_2d and no point_2d")
    label = _word(entry, "label", "text_content", "text")
    return Mark(label, _word(entry, "role", "type"), _word(entry, "state"), box, point)


def _numbers(value: object, count: int) -> Sequence[float] | None:
    if not isinstance(value, list) or len(value) != count:
        return None
    plain = [n for n in value if isinstance(n, int | float) and not isinstance(n, bool)]
    if len(plain) != count or not all(abs(n) < _ABSURD for n in plain):  # NaN is not less either
        return None
    return [float(n) for n in plain]


def _word(entry: dict[str, object], *names: str) -> str:
    """The first of these keys that is there, as one line of text."""
    for name in names:
        value = entry.get(name)
        if value is not None:
            return " ".join((value if isinstance(value, str) else json.dumps(value)).split())
    return ""


def _unread(value: object, reason: str) -> Unread:
    return Unread(json.dumps(value, ensure_ascii=False), reason)
