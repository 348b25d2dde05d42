"""A question about a film, answered with the moments that show it.

First the moments that matter are gathered from every stretch and looked at again. A film of one
stretch is then shown once more with the question; a longer one cannot be shown at once, so its
answer is made of the moments that held, and says so.
"""

from dataclasses import dataclass

from app.reading.prompts import filled
from app.reading.video.chapters import Said, notes_of, said
from app.reading.video.looking import looked_again
from app.reading.video.moments import Moment
from app.reading.video.questions import (
    Told,
    Watching,
    ask_stretches,
    material,
    question,
    spoken,
)

LOOKS = 12  # moments that are looked at again; further ones stay unconfirmed


@dataclass(frozen=True)
class Reply:
    """The answer, the moments that it rests on, and whether it was merged from several parts."""

    said: Said
    moments: tuple[Moment, ...]
    told: Told
    merged: bool


def answered(watching: Watching, words: str) -> Reply:
    """Answer a question about the film.

    Raises:
        Spent, Unanswered: as `Run.ask`.
    """
    told = ask_stretches(watching, "what matters", watching.prompts.film_relevant, words)
    moments = tuple(
        looked_again(watching, moment) if number < LOOKS else moment
        for number, moment in enumerate(told.moments.found)
    )
    holding = [moment for moment in moments if moment.verdict != "contradicted"]
    plan, prompts = watching.plan, watching.prompts
    if len(plan.stretches) == 1:
        shown = (plan.stretches[0].part, *spoken(watching, plan.start, plan.end))
        asked = question(filled(prompts.film_answer, words=words), *shown)
    else:
        asked = question(filled(prompts.film_merge, words=words), material(notes_of(holding)))
    answer = watching.run.ask("answer", asked)
    final = said(answer.text, plan.start, plan.end, answer.end.reason)
    return Reply(final, moments, told, merged=len(plan.stretches) > 1)
