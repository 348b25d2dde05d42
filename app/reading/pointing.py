"""An answer that points, as people read it: its boxes become numbers in Markdown.

Each mark is a link `[n](box:n)`, which a view shows as a numbered badge, beside the same number on
the picture. Where an answer about a video names a time, the time becomes a link as well.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.reading.geometry import Crop, Relative, whole_point
from app.reading.passages import Passage, pieces_of
from app.reading.reply import Mark, Unread, parse_reply

FEW = 2  # marks that a sentence holds; more of them make a list or a table
_FOR_MARKDOWN = {ord(sign): f"&#{ord(sign)};" for sign in "\\$[]<>|&"}
_FOR_MARKDOWN |= {ord(sign): f"\\{sign}" for sign in "`*_~"}
_TICKS = re.compile(r"`+")
_TIMES = re.compile(
    # Code, links and addresses stay as they are.
    r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]*`|!?\[[^\]\n]*\]\([^)\n]*\)|https?://\S+"
    r"|(?<![\d:.])(?P<clock>(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\.\d+)?)(?![\d:])"
    r"|<?(?<![A-Za-z0-9_.,])(?P<count>\d+(?:\.\d+)?)\s?"
    r"(?:(?:s|secs?|seconds?)(?![A-Za-z0-9_])|秒)>?",
    re.DOTALL,
)


@dataclass(frozen=True)
class Wording:
    """Words that are put into an answer, in the user's language."""

    nothing: str = "Not on this picture."
    element: str = "Element"
    role: str = "Role"
    state: str = "State"
    where: str = "Where"
    unread: str = "Could not be read:"
    reasons: Mapping[str, str] = field(default_factory=dict)  # of Unread, where they have others


@dataclass(frozen=True)
class Pointed:
    """`[n](box:n)` in the Markdown is the n-th of the marks, counted from 1."""

    markdown: str
    marks: tuple[Mark, ...]


def point_out(
    text: str,
    done: bool = True,
    *,
    wording: Wording = Wording(),  # noqa: B008  # frozen
    size: tuple[int, int] | None = None,
    pictured: bool = True,
) -> Pointed:
    """Turn the boxes and points of an answer into numbers, and keep the prose around them.

    `size` is the picture's, in pixels: places are told in them, else in hundredths of its sides.
    An answer without any picture above it (`pictured` is false) is left as it is.
    """
    pieces = pieces_of(text, done) if pictured else []
    if not any(isinstance(piece, Passage) for piece in pieces):
        return Pointed("".join(piece.text for piece in pieces) if pictured else text, ())
    marks: list[Mark] = []
    written = ""
    for number, piece in enumerate(pieces):
        if isinstance(piece, Passage):
            following = pieces[number + 1].text if number + 1 < len(pieces) else ""
            stands_alone = _ends_line(written) and _starts_line(following)
            shown = _Shown(piece, len(marks), done, wording, size)
            marks += shown.marks
            written = _joined(written, shown.block() if stands_alone else shown.words())
        elif number and isinstance(pieces[number - 1], Passage) and _starts_line(piece.text):
            above = written.rstrip()
            written = (f"{above}\n\n" if above else "") + piece.text.lstrip("\n")
        else:
            written += piece.text
    return Pointed(written.strip("\n"), tuple(marks))


def _ends_line(text: str) -> bool:
    return not text.strip(" \t") or text.rstrip(" \t").endswith("\n")


def _starts_line(text: str) -> bool:
    return not text.strip(" \t") or text.lstrip(" \t").startswith("\n")


def _joined(before: str, added: str) -> str:
    if not added:
        return before
    if "\n" not in added and not _ends_line(before):
        return before + added
    above = before.rstrip()
    return f"{above}\n\n{added}\n\n" if above else f"{added}\n\n"


class _Shown:
    """One passage in Markdown; its marks are numbered on from those before."""

    def __init__(
        self,
        passage: Passage,
        before: int,
        done: bool,
        wording: Wording,
        size: tuple[int, int] | None,
    ) -> None:
        reply = parse_reply(passage.text)
        growing = not done and not passage.whole
        self.marks = reply.marks
        self._unread = () if growing else reply.unread
        self._growing, self._before = growing, before
        self._wording, self._size = wording, size

    def words(self) -> str:
        """Within a line."""
        told = [self._sentence(), *(self._missed(piece) for piece in self._unread)]
        return " ".join(part for part in told if part)

    def block(self) -> str:
        """Between lines."""
        has_roles = any(mark.role for mark in self.marks)
        if has_roles and (self._growing or len(self.marks) > FEW):
            shown = self._table()
        elif len(self.marks) > FEW:
            shown = "\n".join(f"- {self._badge(n)} {_strong(m)}" for n, m in self._numbered())
        else:
            shown = self._sentence()
        if not shown and not self._unread and not self._growing:
            shown = self._wording.nothing
        return "\n\n".join(
            part
            for part in (shown, *(f"> {self._missed(piece)}" for piece in self._unread))
            if part
        )

    def _numbered(self) -> Sequence[tuple[int, Mark]]:
        return list(enumerate(self.marks, start=self._before + 1))

    def _badge(self, number: int) -> str:
        return f"[{number}](box:{number})"

    def _sentence(self) -> str:
        return ", ".join(
            " ".join(part for part in (_strong(mark), self._badge(number), _aside(mark)) if part)
            for number, mark in self._numbered()
        )

    def _table(self) -> str:
        words = self._wording
        titles, columns = ["", words.element], [self._badges(), _cells(m.label for m in self.marks)]
        for title, told in (
            (words.role, [mark.role for mark in self.marks]),
            (words.state, [mark.state for mark in self.marks]),
            (words.where, [where(mark, self._size) for mark in self.marks]),
        ):
            if any(told):
                titles.append(title)
                columns.append(_cells(told))
        rows = [_row(titles), _row(["---"] * len(titles))]
        return "\n".join([*rows, *(_row(cells) for cells in zip(*columns, strict=True))])

    def _badges(self) -> list[str]:
        return [self._badge(number) for number, _ in self._numbered()]

    def _missed(self, piece: Unread) -> str:
        reason = self._wording.reasons.get(piece.reason, piece.reason)
        return f"{self._wording.unread} {_verbatim(piece.text)} ({literal(reason)})"


def where(mark: Mark, size: tuple[int, int] | None = None) -> str:
    """The place to click: its own point, or the middle of its box."""
    place = mark_point(mark)
    if size is None:
        return f"{place.x / 10:.0f} %, {place.y / 10:.0f} %"
    x, y = whole_point(Crop.whole(size).pixels(place), size)
    return f"{x}, {y}"


def mark_point(mark: Mark) -> Relative:
    """A point that the model gave itself is better than the middle of its box."""
    if mark.point:
        return mark.point
    assert mark.box is not None, "a mark has a box or a point"
    return mark.box.center


def literal(text: str) -> str:
    """A text that Markdown shows as it is, within a line."""
    return " ".join(text.split()).translate(_FOR_MARKDOWN)


def with_times(markdown: str, duration: float) -> str:
    """Links to the moments of a clip of so many seconds: `[0:12](time:12.0)`."""

    def linked(found: re.Match[str]) -> str:
        seconds = _seconds(found)
        if seconds is None or seconds > duration:
            return found[0]
        return f"[{found[0].strip('<>')}](time:{round(seconds, 3)})"

    return _TIMES.sub(linked, markdown)


def _seconds(found: re.Match[str]) -> float | None:
    if found["count"]:
        return float(found["count"])
    if not found["clock"]:
        return None
    total = 0.0
    for part in found["clock"].split(":"):
        total = total * 60 + float(part)
    return total


def _strong(mark: Mark) -> str:
    return f"**{literal(mark.label)}**" if mark.label.strip() else literal(mark.role)


def _aside(mark: Mark) -> str:
    return f"({literal(mark.state)})" if mark.state else ""


def _cells(texts: Iterable[str]) -> list[str]:
    return [literal(text) for text in texts]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _verbatim(text: str) -> str:
    """A span of code around any text."""
    line = " ".join(text.split())
    ticks = "`" * (max((len(run) for run in _TICKS.findall(line)), default=0) + 1)
    return f"{ticks} {line} {ticks}" if len(ticks) > 1 else f"`{line}`"
