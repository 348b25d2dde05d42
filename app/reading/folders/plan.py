"""What of a folder fits into a model's context and this machine's memory, in numbers."""

from dataclasses import dataclass, replace

from app.reading.counted import counted
from app.reading.folders.window import Room, Window


@dataclass(frozen=True)
class Plan:
    """Of a whole folder. Without a known model, sizes are bytes and there is no window."""

    files: int
    lines: int
    letters: int
    size: int  # tokens of all files as they stand in a prompt, the map not counted
    map_size: int
    room: int  # what one prompt holds of it
    parts: int  # prompts that hold all of it
    left_out: int  # files that do not stand in the one pack
    unread: int = 0  # things that no part holds, for there was too much already
    context: int = 0  # tokens that the model was made for
    tokens: int = 0  # of those, what this machine's memory allows
    memory: int = 0  # bytes that the largest part needs, weights, question and answer included
    usable: int = 0  # bytes that there are

    @property
    def share(self) -> float:
        """Of the room that all files would take; beyond 1 they do not fit."""
        return (self.size + self.map_size) / self.room

    def words(self) -> tuple[str, ...]:
        """The numbers as people read them, a line each."""
        if not self.files:
            return ("there is nothing to read",)
        unit = "tokens" if self.context else "bytes"
        told = [
            f"{counted(self.files, 'file')}, {counted(self.lines, 'line')}, "
            f"{counted(self.letters, 'letter')}: {self.size:,} {unit}, "
            f"and {self.map_size:,} for the map",
        ]
        if self.context:
            short = "" if self.tokens == self.context else f", {self.tokens:,} in this memory"
            told.append(
                f"the model takes {self.context:,} tokens{short}; beside question and answer "
                f"{self.room:,} are for files, of which all of it takes {_share(self.share)}"
            )
            told.append(
                f"memory: {_size(self.memory)} needed of {_size(self.usable)} that may be used"
            )
        told.append(self._fit())
        return tuple(told)

    def _fit(self) -> str:
        if self.parts == 1 and not self.left_out:
            told = "all that was read fits at once" if self.unread else "all of it fits at once"
        else:
            told = _beyond(self.parts, self.left_out)
        if not self.unread:
            return told
        were = "was" if self.unread == 1 else "were"
        return f"{told}; {counted(self.unread, 'thing')} {were} not read for want of room"


def plan_of(
    counts: tuple[int, int, int],
    sizes: tuple[int, int],
    fill: tuple[int, int, int, int],
    room: Room,
    window: Window | None,
) -> Plan:
    """Put the numbers together.

    Args:
        counts: files, lines, letters.
        sizes: of the blocks, of the map.
        fill: parts, files left out of the one pack, things not read for want of room, the size of
            the largest part.
    """
    parts, left_out, unread, largest = fill
    plain = Plan(*counts, *sizes, room.size, parts, left_out, unread)
    if window is None:
        return plain
    used = min(largest + window.answer + window.question, window.tokens)
    return replace(
        plain,
        context=window.context,
        tokens=window.tokens,
        memory=window.needs(used),
        usable=window.usable,
    )


def _beyond(parts: int, left_out: int) -> str:
    whole = f"too much for one prompt: a question is answered over {parts:,} parts"
    if parts == 1:  # a single line may be too long for a small model
        whole = "more than one prompt has room for: a question about it may fail"
    if not left_out:
        return whole
    some = "1 file does" if left_out == 1 else f"{left_out:,} files do"
    return f"{whole}; {some} not stand in a single pack"


def _share(share: float) -> str:
    return f"{share:,.0f} times" if share >= 10 else f"{share:.0%}"


def _size(nbytes: int) -> str:
    gib = nbytes / (1 << 30)
    return f"{gib:.1f} GiB" if gib >= 1 else f"{nbytes / (1 << 20):.0f} MiB"
