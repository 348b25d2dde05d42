"""How many things of a kind pass through a film: pointed at on frames, followed between them.

A model that counts in words guesses; so each thing is pointed at in every frame, the same thing is
followed from frame to frame, and what the model says in words is only a witness. Where the two
differ both are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.chat.message import ImagePart
from app.reading.crops import png
from app.reading.geometry import Crop, PixelBox, RelativeBox
from app.reading.pointing import mark_point
from app.reading.prompts import filled
from app.reading.reply import Unread, parse_reply
from app.reading.verdict import Evidence, Verdict, verdict_of
from app.reading.video.clock import clock
from app.reading.video.film import Still, overview
from app.reading.video.questions import Watching, question
from app.reading.video.replies import BOXES, NUMBER, entries_of
from app.reading.video.tracks import Track, Tracker, box_around, patience, without_doubles

MOST = 48  # frames that are pointed at


@dataclass(frozen=True)
class Frame:
    """A frame that was pointed at. `numbers` are of the things, in the order of the boxes."""

    time: float
    boxes: tuple[RelativeBox, ...]
    numbers: tuple[int, ...]

    def pixel_boxes(self, size: tuple[int, int]) -> list[PixelBox]:
        """The boxes in pixels of the film."""
        crop = Crop.whole(size)
        return [crop.pixel_box(box) for box in self.boxes]


@dataclass(frozen=True)
class Count:
    """How many, and the frames that show it."""

    words: str
    tracks: tuple[Track, ...]
    frames: tuple[Frame, ...]
    unread: tuple[Unread, ...]
    said: int | None  # what the model says in words
    evidence: tuple[Evidence, ...]

    @property
    def distinct(self) -> int:
        return len(self.tracks)

    @property
    def fleeting(self) -> int:
        """Things that were seen in one frame only, of several: each may be a slip."""
        return sum(len(t.sightings) == 1 for t in self.tracks) if len(self.frames) > 1 else 0

    @property
    def at_once(self) -> int:
        return max((len(frame.boxes) for frame in self.frames), default=0)

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.evidence)

    def fullest(self) -> Frame | None:
        """The first frame with the most of them."""
        return max(self.frames, key=lambda frame: len(frame.boxes), default=None)


def count(watching: Watching, words: str) -> Count:
    """Count what `words` name.

    Raises:
        Spent, Unanswered: as `Run.ask`.
    """
    times = frame_times(watching)
    step = (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else 1.0
    tracker = Tracker(patience(step))
    frames: list[Frame] = []
    unread: list[Unread] = []
    for still in watching.film.stills(times):
        boxes, missed = _pointed(watching, still, words)
        tracks = tracker.see(still.time, boxes)
        frames.append(Frame(still.time, tuple(boxes), tuple(track.number for track in tracks)))
        unread += missed
    said = _said(watching, words)
    counted = len(tracker.tracks)
    at_once = max((len(frame.boxes) for frame in frames), default=0)
    evidence = _evidence(counted, said, at_once, len(unread))
    watching.run.note("verdict", of=f"{counted} {words}", evidence=[vars(e) for e in evidence])
    told = tuple(tracker.tracks), tuple(frames), tuple(unread)
    return Count(words, *told, said, tuple(evidence))


def frame_times(watching: Watching) -> list[float]:
    """The moments that are pointed at: the plan's own, thinned evenly to as many as are asked."""
    seen = sorted({time for part in watching.plan.stretches for time in part.receipt.times})
    if len(seen) <= MOST:
        return seen
    return [seen[round(n * (len(seen) - 1) / (MOST - 1))] for n in range(MOST)]


def _pointed(
    watching: Watching, still: Still, words: str
) -> tuple[list[RelativeBox], Sequence[Unread]]:
    picture = ImagePart(png(overview(still)), f"{watching.film.name} {clock(still.time)}")
    text = filled(watching.prompts.film_point, words=words)
    answer = watching.run.ask(
        f"{words} at {clock(still.time)}", question(text, picture), schema=BOXES
    )
    reply = parse_reply(answer.text)
    boxes = [mark.box or box_around(mark_point(mark)) for mark in reply.marks]
    unread = list(reply.unread)
    if not reply.structured:
        unread.append(Unread(answer.text.strip(), "an answer in words, without boxes"))
    return without_doubles(boxes), unread


def _said(watching: Watching, words: str) -> int | None:
    """What the model says in words of the whole plan, seen in as many frames as one stretch has."""
    plan = watching.plan
    first = plan.stretches[0]
    fps = min(plan.fps, len(first.receipt.times) / (plan.end - plan.start))
    part = replace(first.part, end=plan.end, fps=fps)
    text = filled(watching.prompts.film_number, words=words)
    answer = watching.run.ask(f"{words}, in words", question(text, part), schema=NUMBER)
    entries = entries_of(answer.text).objects
    number = entries[0].get("count") if entries else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _evidence(counted: int, said: int | None, at_once: int, unread: int) -> list[Evidence]:
    if said is None:
        return [Evidence("second look", "unconfirmed", "no number in words")]
    if said == counted and unread:
        return [Evidence("second look", "unconfirmed", f"{said} in words; {unread} places unread")]
    if said == counted:
        return [Evidence("second look", "confirmed", f"{said} in words")]
    if said < at_once:
        words = f"{said} in words, but {at_once} are pointed at in one frame"
    else:
        words = f"{said} in words, {counted} pointed at"
    return [Evidence("second look", "contradicted", words)]
