"""Where in an answer there is JSON that points, and where there is prose.

Models put their boxes into a code fence, bare between sentences or in backticks, and a program
that shows the answer as it grows meets every beginning of them. JSON that points at nothing is
prose: somebody may have asked for it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

REACH = 240  # characters within which an object that points names its place
_DECODER = json.JSONDecoder()
_KEY = re.compile(r'"(?:bbox_2d|point_2d)"')
_START = re.compile(r'\[\s*[\[{]|\{\s*"')
_FENCED = re.compile(
    r"^[ \t]*(?P<ticks>`{3,}|~{3,})[ \t]*(?P<kind>[^`\n]*)\n"
    r"(?P<body>.*?)(?P<close>^[ \t]*(?P=ticks)[`~]*[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_KINDS = ("", "json", "jsonc", "json5")
# What may become JSON that points, at the end of an answer that is still being written.
_BEGUN = re.compile(r'(?<![^\s`])(?:\[\s*(?:\{.*)?|\{\s*(?:".*)?)\Z', re.DOTALL)
_FENCE_BEGUN = re.compile(r"^[ \t]*(?:`{3,}|~{3,})(?:j|js|jso|json)?\Z", re.MULTILINE)
_PARAGRAPH = re.compile(r'\n[ \t]*\n(?=\s*[^\s\[\]{}",\d])')
_OPENINGS = re.compile(r"[\[{\s]+")
_SIGNS = re.compile(r'[\[\]{}]|"(?:[^"\\\n]|\\.)*"?')  # brackets, and strings, which may hold some
_TICKS_BEFORE = re.compile(r"`+(?:json)?\s*\Z")
_TICKS_AFTER = re.compile(r"\s*`+")
_BROKEN = (ValueError, RecursionError)  # of the decoder: no JSON, too long a number, too deep


@dataclass(frozen=True)
class Prose:
    """Words, as they stand."""

    text: str


@dataclass(frozen=True)
class Passage:
    """JSON that points, or a part of it where it is not `whole`."""

    text: str
    whole: bool


Piece: TypeAlias = Prose | Passage


def pieces_of(text: str, done: bool) -> list[Piece]:
    """Prose and passages in turn. Unless it is `done`, what may become a passage is left out."""
    if text.strip() == "[]":
        return [Passage("[]", True)]
    found: list[Piece] = []
    place = 0
    for fence in _FENCED.finditer(text):
        found += _bare(text[place : fence.start()], False)
        found += _fenced(fence, done)
        place = fence.end()
    found += _bare(text[place:], not done)
    return [piece for piece in found if piece.text]


def _fenced(fence: re.Match[str], done: bool) -> Iterator[Piece]:
    body, closed = fence["body"], bool(fence["close"])
    if fence["kind"].strip().lower() not in _KINDS:
        yield Prose(fence[0])
    elif _KEY.search(body) or (closed and body.strip() == "[]"):
        yield Passage(body, closed or _is_whole(body))
    elif closed or done or not _may_point(body):
        yield Prose(fence[0])


def _may_point(body: str) -> bool:
    begun = body.strip()
    return len(begun) < REACH and (not begun or bool(_BEGUN.match(begun)))


def _is_whole(body: str) -> bool:
    try:
        json.loads(body)
    except _BROKEN:
        return False
    return True


def _bare(text: str, growing: bool) -> Iterator[Piece]:
    """Outside of code fences."""
    place = look = 0
    last = max((key.start() for key in _KEY.finditer(text)), default=-1)
    while look <= last and (start := _START.search(text, look)):
        end, whole = _span(text, start.start())
        if not _KEY.search(text, start.start(), end):
            look = end
            continue
        before, after = _without_ticks(text[place : start.start()], text[end:])
        yield Prose(before)
        yield Passage(text[start.start() : end], whole)
        place = look = len(text) - len(after)
    rest = text[place:]
    yield Prose(_FENCE_BEGUN.sub("", rest[: _begun(rest)]) if growing else rest)


def _span(text: str, start: int) -> tuple[int, bool]:
    """Where the JSON that starts there ends, and whether it is whole."""
    try:
        return _DECODER.raw_decode(text, start)[1], True
    except _BROKEN:
        if _KEY.search(text, start, start + REACH):
            return _damaged_end(text, start), False
        opened = _OPENINGS.match(text, start)
        assert opened, "it starts with a bracket"
        return opened.end(), False


def _damaged_end(text: str, start: int) -> int:
    """Behind the bracket that closes the first one, or at the end of the paragraph."""
    paragraph = _PARAGRAPH.search(text, start)
    limit = paragraph.start() if paragraph else len(text)
    depth = 0
    for sign in _SIGNS.finditer(text, start, limit):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign[0], 0)
        if depth == 0:
            return sign.end()
    return limit


def _without_ticks(before: str, after: str) -> tuple[str, str]:
    """Backticks that stood around a passage within a line belong to it."""
    opening, closing = _TICKS_BEFORE.search(before), _TICKS_AFTER.match(after)
    if opening and (closing or not after):
        return before[: opening.start()], after[closing.end() if closing else 0 :]
    return before, after


def _begun(text: str) -> int:
    """Where something begins that may become a passage; the end where nothing does."""
    look = max(len(text) - REACH, 0)
    while begun := _BEGUN.search(text, look):
        try:
            look = _DECODER.raw_decode(text, begun.start())[1]
        except _BROKEN:
            return begun.start()
    return len(text)
