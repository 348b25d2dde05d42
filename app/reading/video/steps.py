"""A recording of a screen as numbered steps.

The model is shown the screen after each change of the picture, with its time, so that no change
falls between two frames. Then each step is held against the picture: where nothing changes, nothing
was done; where something does, the place that changes is shown before and after, and asked about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.chat.message import ImagePart, Part, TextPart
from app.reading.crops import around, cut, png
from app.reading.geometry import Crop
from app.reading.pointing import literal
from app.reading.prompts import filled
from app.reading.reply import Unread
from app.reading.verdict import Evidence, Verdict, verdict_of
from app.reading.video.changes import Change, Changes, changes
from app.reading.video.clock import clock, seconds_of
from app.reading.video.film import Still, Unwatchable, overview
from app.reading.video.looking import evidence_of
from app.reading.video.moments import Moment
from app.reading.video.questions import Watching, question
from app.reading.video.replies import LOOK, STEPS, Entries, entries_of, unread_entry, words_in

AT_A_TIME = 12  # changes that are shown in one question
LONGEST = 300.0  # seconds of a recording
NEAR = 0.75  # seconds by which a step may miss its change
SETTLED = 0.1  # seconds after a change, when a menu has opened
WINDOW = (640, 480)  # pixels around a change that are shown for a second look


@dataclass(frozen=True)
class Step:
    """One thing that the user does."""

    time: float
    action: str
    place: str
    change: Change | None  # of the picture, that it belongs to
    evidence: tuple[Evidence, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.evidence)


@dataclass(frozen=True)
class Recording:
    """All steps in order, and the changes of the picture that no step tells of."""

    steps: tuple[Step, ...]
    untold: tuple[Change, ...]
    unread: tuple[Unread, ...]
    cut: int  # answers that ended before their end
    blinking: int = 0  # changes that were left out, of small places that change all the time


def steps_of(watching: Watching) -> Recording:
    """The steps of a recording, each held against the picture.

    Raises:
        Unwatchable: it is too long for steps.
        Spent, Unanswered: as `Run.ask`.
    """
    start, end = watching.plan.start, watching.plan.end
    if end - start > LONGEST:
        raise Unwatchable(
            f"steps are made of recordings up to {LONGEST:.0f} s; choose a stretch with --start "
            "and --end"
        )
    found = changes(watching.run, watching.film, start, end)
    times = [clock(change.middle) for change in found.found]
    watching.run.note("changes", times=times, blinking_left_out=found.blinking)
    told: list[Step] = []
    unread: list[Unread] = []
    cut_short = 0
    for at in range(0, len(found.found), AT_A_TIME):
        entries, whole = _asked(watching, found.found[at : at + AT_A_TIME], first=at + 1)
        steps, missed = _steps(entries, found)
        told += steps
        unread += missed
        cut_short += not whole
    checked = tuple(_checked(watching, step) for step in sorted(told, key=lambda s: s.time))
    explained = {id(step.change) for step in checked if step.change}
    untold = tuple(change for change in found.found if id(change) not in explained)
    return Recording(checked, untold, tuple(unread), cut_short, found.blinking)


def _asked(watching: Watching, shown: Sequence[Change], first: int) -> tuple[Entries, bool]:
    """The steps that the model makes of some changes: the screen before them, and after each."""
    times = [shown[0].start, *(change.end + SETTLED for change in shown)]
    parts: list[Part] = []
    for still in watching.film.stills(times):
        watching.run.check_cancelled()
        parts.append(TextPart(f"<{still.time:.1f} seconds>"))
        parts.append(ImagePart(png(overview(still)), f"{watching.film.name} {clock(still.time)}"))
    what = f"steps of changes {first} to {first + len(shown) - 1}"
    answer = watching.run.ask(what, question(watching.prompts.film_steps, *parts), schema=STEPS)
    return entries_of(answer.text), answer.end.reason == "stop"


def _steps(entries: Entries, found: Changes) -> tuple[list[Step], list[Unread]]:
    steps: list[Step] = []
    unread = list(entries.unread)
    for entry in entries.objects:
        step = _step(entry, found)
        if isinstance(step, Step):
            steps.append(step)
        else:
            unread.append(step)
    return steps, unread


def _step(entry: Mapping[str, object], found: Changes) -> Step | Unread:
    time = seconds_of(entry.get("time", entry.get("start")))
    action = words_in(entry, "action", "text", "description")
    if time is None or not action:
        return unread_entry(entry, "no time" if action else "no action")
    nearest = min(found.found, key=lambda change: _missed(time, change), default=None)
    if nearest is None or _missed(time, nearest) > NEAR + found.apart:
        still = f"the picture does not change around {clock(time)}"
        nothing = (Evidence("file", "contradicted", still),)
        return Step(time, action, words_in(entry, "place"), None, nothing)
    return Step(time, action, words_in(entry, "place"), nearest)


def _missed(time: float, change: Change) -> float:
    """By how many seconds a time lies outside of a change."""
    return max(change.start - time, time - change.end, 0.0)


def _checked(watching: Watching, step: Step) -> Step:
    """A step with what a look at its place says, before and after."""
    if step.change is not None:
        step = replace(step, evidence=(*step.evidence, _compared(watching, step, step.change)))
    watching.run.note(
        "verdict",
        of=f"{clock(step.time)} {step.action}",
        verdict=step.verdict,
        evidence=[vars(item) for item in step.evidence],
    )
    return step


def _compared(watching: Watching, step: Step, change: Change) -> Evidence:
    stills = list(watching.film.stills([change.start, change.end + SETTLED]))
    parts = [_place(still, change) for still in (stills[0], stills[-1])]
    times = {"before": clock(stills[0].time), "after": clock(stills[-1].time)}
    text = filled(watching.prompts.film_change, words=step.action, **times)
    what = f"second look at {clock(step.time)}"
    return evidence_of(watching.run.ask(what, question(text, *parts), schema=LOOK))


def _place(still: Still, change: Change) -> ImagePart:
    """The part of a frame that changes, with what is around it."""
    size = still.picture.size
    area = around(Crop.whole(size).pixel_box(change.box), WINDOW, size)
    return cut(still.picture, area, f"place {clock(still.time)}").part


def markdown(recording: Recording) -> str:
    """The steps, numbered, each with a link to its time."""
    lines: list[str] = []
    for number, step in enumerate(recording.steps, start=1):
        place = f" ({literal(step.place)})" if step.place else ""
        mark = "" if step.verdict == "confirmed" else f" *{step.verdict}*"
        link = Moment(step.time, step.time, "").link()
        lines.append(f"{number}. {link} {literal(step.action)}{place}{mark}")
    return "\n".join(lines)
