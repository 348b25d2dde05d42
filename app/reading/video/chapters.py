"""What happens in a film: chapters with their times, and a summary made of them."""

from dataclasses import dataclass

from app.reading.pointing import literal
from app.reading.prompts import filled
from app.reading.verdict import Verdict
from app.reading.video.clock import clock, moments_in, short_clock
from app.reading.video.looking import looked_again
from app.reading.video.moments import Moment
from app.reading.video.questions import Told, Watching, ask_stretches, material, question

LOOKS = 24  # chapters that are looked at again; further ones stay unconfirmed


@dataclass(frozen=True)
class Strayed:
    """A time in an answer that is none of what was shown."""

    written: str
    seconds: float


@dataclass(frozen=True)
class Said:
    """Words of a model about a film, and those of its times that cannot be."""

    text: str
    strayed: tuple[Strayed, ...]
    cut: bool  # by the token limit, or as a loop

    @property
    def verdict(self) -> Verdict:
        """Prose as such has no witness: it is told of chapters that do."""
        return "contradicted" if self.strayed else "unconfirmed"


@dataclass(frozen=True)
class Summary:
    """Chapters in order, and a few sentences of them all; None where there are no chapters."""

    chapters: tuple[Moment, ...]
    said: Said | None
    told: Told


def summarized(watching: Watching) -> Summary:
    """Chapters of every stretch, each looked at again, then a summary of those that held.

    Raises:
        Spent, Unanswered: as `Run.ask`.
    """
    told = ask_stretches(watching, "chapters", watching.prompts.film_chapters, distinct=True)
    chapters = tuple(
        looked_again(watching, moment) if number < LOOKS else moment
        for number, moment in enumerate(told.moments.found)
    )
    holding = [moment for moment in chapters if moment.verdict != "contradicted"]
    if not holding:
        return Summary(chapters, None, told)
    text = filled(watching.prompts.film_summary)
    answer = watching.run.ask("summary", question(text, material(notes_of(holding))))
    shown = (min(m.start for m in holding), max(m.end for m in holding))
    return Summary(chapters, said(answer.text, *shown, answer.end.reason), told)


def notes_of(moments: list[Moment]) -> list[dict[str, str]]:
    """Moments as material of another question."""
    return [
        {"start": clock(m.start), "end": clock(m.end), "text": m.text, "checked": m.verdict}
        for m in moments
    ]


def said(text: str, start: float, end: float, reason: str) -> Said:
    """An answer in words about what was shown from `start` to `end`."""
    strayed = [
        Strayed(written, seconds)
        for written, seconds in moments_in(text)
        if not start - 1 <= seconds <= end + 1
    ]
    return Said(text.strip(), tuple(strayed), reason != "stop")


def chapter_lines(chapters: tuple[Moment, ...]) -> list[str]:
    """One line of Markdown a chapter, with a link to its start."""
    return [
        f"- {m.link()} – {short_clock(m.end)} {literal(m.text)}"
        + ("" if m.verdict == "confirmed" else f" *{m.verdict}*")
        for m in chapters
    ]
