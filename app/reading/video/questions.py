"""A stretch of film with a question about it, and one more ask where the answer goes in circles."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.chat.events import Answer
from app.chat.message import Message, Part, TextPart, VideoPart
from app.chat.settings import EXACT, Settings
from app.reading.prompts import filled
from app.reading.run import Run
from app.reading.video.clock import clock
from app.reading.video.film import Film
from app.reading.video.moments import Moments, joined, moments_of
from app.reading.video.plan import Plan, Stretch
from app.reading.video.prompts import VideoPrompts
from app.reading.video.repetition import goes_in_circles, repeated
from app.reading.video.replies import EVENTS, entries_of
from app.reading.video.subtitles import Cue, cues_between

# What the makers set for answers without thoughts, with a seed: the same film, the same answer.
VARIED = Settings(temperature=0.7, top_p=0.8, top_k=20, presence_penalty=1.5, seed=1)
SLOWER = 0.7  # of the rate: other frames, so that the second answer does not begin as the first
SPOKEN = 4000  # letters of subtitles that stand beside a question


@dataclass(frozen=True)
class Watching:
    """All that every question about a film needs."""

    run: Run
    film: Film
    plan: Plan
    prompts: VideoPrompts
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True)
class Told:
    """Moments of the whole plan, and what repeats itself in spite of being asked again."""

    moments: Moments
    repeats: tuple[str, ...] = ()  # sentences
    loops: tuple[str, ...] = ()  # questions whose answer ran in a circle
    cut: int = 0  # answers that ended before their end
    again: int = 0  # stretches asked a second time


def question(text: str, *shown: Part) -> list[Message]:
    """What is shown, then the words."""
    return [Message("user", (*shown, TextPart(text)))]


def material(value: object) -> TextPart:
    """Something found earlier, as data for the next question."""
    return TextPart(json.dumps(value, ensure_ascii=False))


def spoken(watching: Watching, start: float, end: float) -> list[Part]:
    """The subtitles of a part of the film, as many as stand beside a question."""
    lines: list[dict[str, str]] = []
    room = SPOKEN
    for cue in cues_between(watching.cues, start, end):
        room -= len(cue.text)
        if room < 0:
            watching.run.note("left out", what=f"subtitles from {clock(cue.start)} on")
            break
        lines.append({"start": clock(cue.start), "end": clock(cue.end), "text": cue.text})
    return [TextPart(watching.prompts.film_spoken), material(lines)] if lines else []


def ask_stretches(
    watching: Watching, what: str, template: str, words: str = "", *, distinct: bool = False
) -> Told:
    """The events of every stretch of the plan, in turn.

    A stretch whose answer goes in circles is asked once more, at another rate and with other
    settings. `distinct` events have a sentence each; else only the same event twice is a circle.

    Raises:
        Spent, Unanswered: as `Run.ask`.
    """
    heard: list[_Heard] = []
    for number, stretch in enumerate(watching.plan.stretches, start=1):
        name = f"{what}, part {number} of {len(watching.plan.stretches)}"
        text = filled(template, words=words, start=clock(stretch.start), end=clock(stretch.end))
        heard.append(_ask(watching, name, text, stretch, stretch.part, EXACT))
    circling = _circling(heard, distinct)
    if circling:
        watching.run.note("repetition", what=what, sentences=circling)
    again = 0
    for number, first in enumerate(heard):
        if first.looped or set(_sentences(first, distinct)) & set(circling):
            slower = (first.stretch.part.fps or watching.plan.fps) * SLOWER
            part = replace(first.stretch.part, fps=slower)
            name = f"{first.name}, again"
            heard[number] = _ask(watching, name, first.text, first.stretch, part, VARIED)
            again += 1
    return _told(watching, what, heard, _circling(heard, distinct), again)


@dataclass(frozen=True)
class _Heard:
    """One stretch, what was asked of it, and what came back."""

    name: str
    text: str
    stretch: Stretch
    answer: Answer
    moments: Moments

    @property
    def looped(self) -> bool:
        texts = [moment.text for moment in self.moments.found] or [self.answer.text]
        return self.answer.end.reason == "loop" or any(goes_in_circles(text) for text in texts)


def _ask(
    watching: Watching, name: str, text: str, stretch: Stretch, part: VideoPart, settings: Settings
) -> _Heard:
    extra = spoken(watching, stretch.start, stretch.end)
    answer = watching.run.ask(name, question(text, part, *extra), settings, EVENTS)
    moments = moments_of(entries_of(answer.text), stretch.start, stretch.end)
    return _Heard(name, text, stretch, answer, moments)


def _sentences(heard: _Heard, distinct: bool) -> list[str]:
    """What must not come again and again."""
    return [
        moment.text if distinct else f"{clock(moment.start)} {moment.text}"
        for moment in heard.moments.found
    ]


def _circling(heard: Sequence[_Heard], distinct: bool) -> tuple[str, ...]:
    """The sentences that repeat, over all stretches as well as within one."""
    return repeated([words for one in heard for words in _sentences(one, distinct)])


def _told(
    watching: Watching, what: str, heard: Sequence[_Heard], circling: Sequence[str], again: int
) -> Told:
    loops = tuple(one.name for one in heard if one.looped)
    if circling or loops:
        name = f"{what}, asked twice"
        watching.run.note("repetition", what=name, sentences=circling, loops=loops)
    moments = joined([one.moments for one in heard], circling)
    cut = sum(one.answer.end.reason != "stop" for one in heard)
    return Told(moments, tuple(circling), loops, cut, again)
