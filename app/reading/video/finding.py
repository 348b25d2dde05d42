"""When something is seen or said in a film; `it is not there` is an answer."""

from dataclasses import dataclass

from app.reading.verdict import Evidence
from app.reading.video.looking import looked_again
from app.reading.video.moments import Moment
from app.reading.video.questions import Told, Watching, ask_stretches
from app.reading.video.subtitles import cues_between, said_where

LOOKS = 24  # moments that are looked at again; further ones stay unconfirmed


@dataclass(frozen=True)
class Search:
    """Moments in which it is seen, confirmed ones first, and those in which it is said."""

    seen: tuple[Moment, ...]
    said: tuple[Moment, ...]
    told: Told

    @property
    def there(self) -> bool:
        """Whether anything is left that no witness contradicts."""
        return any(moment.verdict != "contradicted" for moment in (*self.seen, *self.said))


def find(watching: Watching, words: str) -> Search:
    """Look for what `words` name in every stretch, then at each moment again.

    Raises:
        Spent, Unanswered: as `Run.ask`.
    """
    told = ask_stretches(watching, "looking", watching.prompts.film_find, words)
    seen = [
        looked_again(watching, moment, words) if number < LOOKS else moment
        for number, moment in enumerate(told.moments.found)
    ]
    order = {"confirmed": 0, "unconfirmed": 1, "contradicted": 2}
    seen.sort(key=lambda moment: (order[moment.verdict], moment.start))
    return Search(tuple(seen), _said(watching, words), told)


def _said(watching: Watching, words: str) -> tuple[Moment, ...]:
    """Subtitles are searched to the letter: they are their own witness."""
    cues = cues_between(watching.cues, watching.plan.start, watching.plan.end)
    return tuple(
        Moment(c.start, c.end, c.text, (Evidence("subtitles", "confirmed", c.text),))
        for c in said_where(cues, words)
    )
