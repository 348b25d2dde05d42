"""What came of watching a film, in words for people and as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.cli.facts import Json, shortened, visible
from app.cli.watched_json import (
    count_json,
    linked,
    moment_json,
    recording_json,
    said_json,
    told_json,
)
from app.reading.counted import counted
from app.reading.geometry import Crop, PixelBox
from app.reading.reply import Unread
from app.reading.verdict import Evidence
from app.reading.video.answering import Reply
from app.reading.video.chapters import Said, Summary, chapter_lines
from app.reading.video.clock import short_clock
from app.reading.video.counting import Count
from app.reading.video.film import Film
from app.reading.video.finding import Search
from app.reading.video.moments import Moment
from app.reading.video.questions import Told
from app.reading.video.steps import Recording, markdown

SPARSE = 0.7  # seconds between frames, from which things that move are lost or taken for others


@dataclass(frozen=True)
class Picture:
    """A frame that is evidence, with the boxes to be drawn on it."""

    time: float
    boxes: tuple[PixelBox, ...] = ()
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Watched:
    """The outcome of one command. `found` decides its exit code."""

    found: bool
    json: Json
    lines: tuple[str, ...]  # on standard output
    warnings: tuple[str, ...]  # beside it
    markdown: str
    pictures: tuple[Picture, ...] = field(default=())


def of_summary(summary: Summary, film: Film) -> Watched:
    """Chapters with their verdicts, the summary above them."""
    chapters, said = summary.chapters, summary.said
    text = said.text if said else ""
    body = "\n\n".join(
        part for part in (linked(text, film), "\n".join(chapter_lines(chapters))) if part
    )
    return Watched(
        found=bool(chapters),
        json={
            "summary": said_json(said, film),
            "chapters": [moment_json(m) for m in chapters],
            **told_json(summary.told),
        },
        lines=(*([visible(text), ""] if text else []), *_moment_lines(chapters)),
        warnings=(
            *(() if chapters else ("no chapter was found",)),
            *_told_warnings(summary.told, "chapter"),
            *_said_warnings(said),
        ),
        markdown=body,
        pictures=tuple(Picture(m.start) for m in chapters),
    )


def of_reply(reply: Reply, film: Film) -> Watched:
    """The answer, then the moments that it rests on."""
    moments = reply.moments
    merged = ("the film was seen in parts: the answer is merged from moments of them",)
    return Watched(
        found=bool(reply.said.text),
        json={
            "answer": said_json(reply.said, film),
            "moments": [moment_json(m) for m in moments],
            "merged": reply.merged,
            **told_json(reply.told),
        },
        lines=(visible(reply.said.text), *([""] if moments else []), *_moment_lines(moments)),
        warnings=(
            *(merged if reply.merged else ()),
            *_told_warnings(reply.told, "moment"),
            *_said_warnings(reply.said),
        ),
        markdown="\n\n".join([linked(reply.said.text, film), "\n".join(chapter_lines(moments))]),
        pictures=tuple(Picture(m.middle) for m in moments),
    )


def of_search(search: Search, words: str) -> Watched:
    """When it is seen, when it is said, or that it is not there."""
    lines = [*_moment_lines(search.seen)]
    lines += [f"{_span(m)}  said: {shortened(m.text)}" for m in search.said]
    missing = () if search.there else (f"{shortened(words)}: not found",)
    return Watched(
        found=search.there,
        json={
            "found": search.there,
            "seen": [moment_json(m) for m in search.seen],
            "said": [moment_json(m) for m in search.said],
            **told_json(search.told),
        },
        lines=tuple(lines),
        warnings=(*missing, *_told_warnings(search.told, "moment")),
        markdown="\n".join(chapter_lines((*search.seen, *search.said))),
        pictures=tuple(Picture(m.middle) for m in search.seen),
    )


def of_count(count: Count, size: tuple[int, int]) -> Watched:
    """How many in all, how many at once, and each thing with the time of its first sighting."""
    fullest = count.fullest()
    at = f" (at {short_clock(fullest.time)})" if fullest and fullest.boxes else ""
    lines = [
        f"{shortened(count.words)}: {count.distinct} in all, {count.at_once} at once{at}, "
        f"{count.verdict}"
    ]
    for track in count.tracks:
        first, last = track.sightings[0].time, track.sightings[-1].time
        sightings = counted(len(track.sightings), "frame")
        frames = sightings if len(track.sightings) > 1 else f"{sightings} only"
        lines.append(f"{track.number}  {short_clock(first)} – {short_clock(last)}  {frames}")
    pictures = tuple(
        Picture(frame.time, tuple(frame.pixel_boxes(size)), frame.numbers) for frame in count.frames
    )
    return Watched(
        found=bool(count.tracks),
        json=count_json(count, size),
        lines=tuple(lines),
        warnings=(*_contradictions(count.evidence), *_count_warnings(count)),
        markdown="\n".join(lines),
        pictures=tuple(picture for picture in pictures if picture.boxes),
    )


def of_recording(recording: Recording, size: tuple[int, int]) -> Watched:
    """Numbered steps, then the changes of the picture that none of them tells of."""
    lines: list[str] = []
    for number, step in enumerate(recording.steps, start=1):
        place = f" ({step.place})" if step.place else ""
        lines.append(f"{number}. {short_clock(step.time)} {shortened(step.action + place, 160)}")
        lines[-1] += f"  {step.verdict}"
        lines += [f"   {line}" for line in _contradictions(step.evidence)]
    untold = [short_clock(change.middle) for change in recording.untold]
    warnings = [] if recording.steps else ["no step was found"]
    warnings += [f"the picture also changes at {', '.join(untold)}"] if untold else []
    warnings += [_cut_off("steps")] if recording.cut else []
    if recording.blinking:
        changes = counted(recording.blinking, "change")
        warnings.append(f"left out as a small place that blinks: {changes} of the picture")
    pictures = [
        Picture(step.change.end, (Crop.whole(size).pixel_box(step.change.box),), (number,))
        for number, step in enumerate(recording.steps, start=1)
        if step.change
    ]
    return Watched(
        found=bool(recording.steps),
        json=recording_json(recording, size),
        lines=tuple(lines),
        warnings=(*warnings, *_unread_lines(recording.unread)),
        markdown=markdown(recording),
        pictures=tuple(pictures),
    )


def _moment_lines(moments: Sequence[Moment]) -> list[str]:
    lines: list[str] = []
    for moment in moments:
        lines.append(f"{_span(moment)}  {shortened(moment.text, 160)}  {moment.verdict}")
        lines += [f"   {line}" for line in _contradictions(moment.evidence)]
    return lines


def _span(moment: Moment) -> str:
    return f"{short_clock(moment.start)} – {short_clock(moment.end)}"


def _contradictions(evidence: Sequence[Evidence]) -> list[str]:
    return [
        f"contradicted by the {item.witness}: {shortened(item.words, 160)}"
        for item in evidence
        if item.verdict == "contradicted"
    ]


def _said_warnings(said: Said | None) -> list[str]:
    if said is None:
        return []
    lines = [f"the answer names {time.written}, which was not shown" for time in said.strayed]
    return [*lines, _cut_off("answer")] if said.cut else lines


def _told_warnings(told: Told, what: str) -> list[str]:
    lines = [
        f"the model repeats itself, asked twice: {shortened(words)!r} stands for several {what}s"
        for words in told.repeats
    ]
    lines += [f"{name}: the answer ran in a circle, asked twice" for name in told.loops]
    lines += [_cut_off(f"list of {what}s")] if told.cut else []
    return [*lines, *_unread_lines(told.moments.unread)]


def _cut_off(what: str) -> str:
    return f"the {what} was cut off before its end; choose a shorter stretch"


def _unread_lines(unread: Sequence[Unread]) -> list[str]:
    return [f"unread ({piece.reason}): {shortened(piece.text)}" for piece in unread]


def _count_warnings(count: Count) -> list[str]:
    times = [frame.time for frame in count.frames]
    apart = max((b - a for a, b in zip(times, times[1:], strict=False)), default=0.0)
    lines = [f"frames are {apart:.1f} s apart: a thing may pass unseen, or be taken for another"]
    lines = lines if apart > SPARSE else []
    if count.fleeting:
        lines.append(f"{count.fleeting} of them were seen in one frame only: look at it")
    return [*lines, *_unread_lines(count.unread)]
