"""How files stand in a prompt, so that no content can pass for anything else.

Every line of content stands behind its number and a bar; only our own lines begin otherwise. So a
file can neither end its own block nor begin another, whatever is written in it, and its lines can
be cited without counting.

    === app/store.py (lines 1-2 of 2)
    1| import sqlite3
    2|
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.reading.folders.source import Source
from app.reading.folders.window import Room

FENCE = "==="
SAFE = 50  # letters that a line keeps however little room there is


@dataclass(frozen=True)
class Block:
    """Lines `first` to `last` of a file as they stand in a prompt; both 0 of an empty one."""

    path: str
    first: int
    last: int
    text: str
    cost: int  # in the unit of the room


def numbered(number: int, line: str) -> str:
    """A line of content."""
    return f"{number}| {line}\n" if line else f"{number}|\n"


def quoted(text: str) -> str:
    """Other content, such as a map with names that we did not choose, line by line."""
    return "".join(f"| {line}\n" for line in text.splitlines())


def heading(source: Source, first: int, last: int) -> str:
    """The line above a block."""
    if not source.lines:
        return f"{FENCE} {source.path} (empty)\n"
    return f"{FENCE} {source.path} (lines {first}-{last} of {len(source.lines)})\n"


def blocks(source: Source, room: Room, most: int) -> Iterator[Block]:
    """A file as one block, or as several of at most `most` where it is larger than that."""
    lines = [numbered(number, line) for number, line in enumerate(source.lines, start=1)]
    whole = _block(source, lines, 1 if lines else 0, len(lines), room)
    if whole.cost <= most:
        yield whole
        return
    head = room.cost(heading(source, len(lines), len(lines)))
    first, filled = 1, head
    for number, line in enumerate(source.lines, start=1):
        lines[number - 1], own = _fitting(number, line, room, most - head)
        if number > first and filled + own > most:
            yield _block(source, lines, first, number - 1, room)
            first, filled = number, head
        filled += own
    yield _block(source, lines, first, len(lines), room)


def _block(source: Source, lines: Sequence[str], first: int, last: int, room: Room) -> Block:
    text = heading(source, first, last) + "".join(lines[max(first - 1, 0) : last])
    return Block(source.path, first, last, text, room.cost(text))


def _fitting(number: int, line: str, room: Room, most: int) -> tuple[str, int]:
    """A line and its cost. One alone may be too much for a small model: it is cut, and says so."""
    shown = numbered(number, line)
    cost, kept = room.cost(shown), len(line)
    while cost > most and kept > SAFE:
        kept //= 2
        shown = numbered(number, f"{line[:kept]} … and {len(line) - kept:,} letters more")
        cost = room.cost(shown)
    return shown, cost
