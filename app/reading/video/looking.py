"""A second look: a few frames around a moment, at a higher rate, and whether it is seen in them.

The question describes first and judges then, because a small model that is asked yes or no alone
mostly says yes. What is unclear stays unconfirmed.
"""

from dataclasses import replace

from app.chat.events import Answer
from app.reading.prompts import filled
from app.reading.verdict import Evidence, Verdict
from app.reading.video.clock import clock
from app.reading.video.moments import Moment
from app.reading.video.plan import around
from app.reading.video.questions import Watching, question
from app.reading.video.replies import LOOK, entries_of, words_in
from app.reading.video.subtitles import quotations_heard

MARGIN = 0.5  # seconds before and after a moment
FASTER = 2.0  # times the rate of the first look
FRAMES = 16  # of a second look: fewer than of the first, each seen larger
TOKENS = 4096  # visual ones of a second look
_VERDICTS: dict[str, Verdict] = {"yes": "confirmed", "no": "contradicted"}


def looked_again(watching: Watching, moment: Moment, words: str = "") -> Moment:
    """A moment with what a second look and the subtitles say of it.

    What is contradicted already is not looked at: nothing could promote it.

    `words` are what was asked for; else the moment's own text is held against the frames.

    Raises:
        Spent, Unanswered: as `Run.ask`.
    """
    evidence = [*moment.evidence]
    if moment.verdict != "contradicted":
        evidence.append(_second_look(watching, moment, words or moment.text))
    heard = quotations_heard(moment.text, watching.cues, moment.start, moment.end)
    evidence += [heard] if heard else []
    checked = replace(moment, evidence=tuple(evidence))
    watching.run.note(
        "verdict",
        of=f"{clock(moment.start)} {moment.text}",
        verdict=checked.verdict,
        evidence=[vars(item) for item in evidence],
    )
    return checked


def evidence_of(answer: Answer) -> Evidence:
    """What the answer to a second look says."""
    entries = entries_of(answer.text).objects
    said = words_in(entries[0], "seen").lower() if entries else ""
    shown = words_in(entries[0], "shown") if entries else ""
    return Evidence("second look", _VERDICTS.get(said, "unconfirmed"), shown)


def _second_look(watching: Watching, moment: Moment, words: str) -> Evidence:
    length = moment.end - moment.start + 2 * MARGIN
    fps = min(watching.plan.fps * FASTER, FRAMES / length)
    start, end = moment.start - MARGIN, moment.end + MARGIN
    part = around(watching.film, start, end, fps, TOKENS)
    assert part.end is not None, "a second look has an end"
    times = {"start": clock(part.start), "end": clock(part.end)}
    text = filled(watching.prompts.film_look, words=words, **times)
    what = f"second look at {clock(moment.middle)}"
    evidence = evidence_of(watching.run.ask(what, question(text, part), schema=LOOK))
    if evidence.verdict == "contradicted" and fps < watching.plan.fps:
        return replace(evidence, verdict="unconfirmed")  # it may lie between these frames
    return evidence
