"""Events of a film that a model named, each with its times and what is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.reading.reply import Unread
from app.reading.verdict import Evidence, Verdict, verdict_of
from app.reading.video.clock import clock, seconds_of, short_clock
from app.reading.video.replies import Entries, unread_entry, words_in

SLACK = 1.0  # seconds by which a model's times may miss the edge of what it was shown

EDGE = 0.1  # seconds within which an event ends where the next stretch begins


@dataclass(frozen=True)
class Moment:
    """From `start` to `end` in seconds of the film; never beyond what was shown."""

    start: float
    end: float
    text: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.evidence)

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    def link(self) -> str:
        """Its start, to be clicked in the window: `[0:12](time:12.0)`."""
        return f"[{short_clock(self.start)}](time:{round(self.start, 3)})"


@dataclass(frozen=True)
class Moments:
    """In the order of the film, and what of the answers could not be read."""

    found: tuple[Moment, ...]
    unread: tuple[Unread, ...] = ()


def moments_of(entries: Entries, start: float, end: float) -> Moments:
    """The events of an answer about a film from `start` to `end`."""
    found: list[Moment] = []
    unread = list(entries.unread)
    for entry in entries.objects:
        moment = _moment(entry, start, end)
        if isinstance(moment, Moment):
            found.append(moment)
        else:
            unread.append(moment)
    return Moments(tuple(sorted(found, key=lambda moment: moment.start)), tuple(unread))


def joined(parts: Sequence[Moments], apart: Sequence[str] = ()) -> Moments:
    """Of several stretches. An event that goes on over an edge, in the same words, is one.

    Not so the sentences `apart`: a repetition is shown as it is.
    """
    found: list[Moment] = []
    for part in parts:
        told = list(part.found)
        if found and told and told[0].text not in apart and _goes_on(found[-1], told[0]):
            last, first = found.pop(), told.pop(0)
            evidence = (*last.evidence, *first.evidence)
            found.append(Moment(last.start, first.end, last.text, evidence))
        found += told
    return Moments(tuple(found), tuple(piece for part in parts for piece in part.unread))


def _goes_on(before: Moment, after: Moment) -> bool:
    return before.text == after.text and abs(after.start - before.end) < EDGE


def _moment(entry: Mapping[str, object], start: float, end: float) -> Moment | Unread:
    text = words_in(entry, "text", "description", "caption", "event", "label")
    first = seconds_of(entry.get("start", entry.get("time")))
    last = seconds_of(entry.get("end", entry.get("time", entry.get("start"))))
    if not text:
        return unread_entry(entry, "no words")
    if first is None or last is None:
        return unread_entry(entry, "no times")
    if last < first:
        return unread_entry(entry, "it ends before it starts")
    inside = min(max(first, start), end), min(max(last, start), end)
    return Moment(*inside, text, tuple(_outside(first, last, start, end)))


def _outside(first: float, last: float, start: float, end: float) -> Sequence[Evidence]:
    """The file is the witness of its own length."""
    if first >= start - SLACK and last <= end + SLACK:
        return ()
    said, shown = f"{clock(first)} to {clock(last)}", f"{clock(start)} to {clock(end)}"
    return [Evidence("file", "contradicted", f"told for {said}, but {shown} was shown")]
