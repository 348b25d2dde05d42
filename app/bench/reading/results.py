"""Outcomes counted: of each source, and of all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from app.bench.reading.outcomes import Extracted, Failed, Looked, Outcome, Told
from app.bench.reading.scores import NO_LIST, Listed, Share
from app.reading.verdict import Verdict

ALL = "all"
VERDICTS: tuple[Verdict, ...] = ("confirmed", "unconfirmed", "contradicted")


@dataclass(frozen=True)
class Count:
    """The outcomes of one source."""

    source: str
    outcomes: tuple[Outcome, ...]

    @property
    def finds(self) -> list[Looked]:
        """Of what is there."""
        return [one for one in self.outcomes if isinstance(one, Looked) and not one.absent]

    @property
    def absences(self) -> list[Looked]:
        """Of what is not there."""
        return [one for one in self.outcomes if isinstance(one, Looked) and one.absent]

    @property
    def lists(self) -> list[Told]:
        return [one for one in self.outcomes if isinstance(one, Told)]

    @property
    def papers(self) -> list[Extracted]:
        return [one for one in self.outcomes if isinstance(one, Extracted)]

    @property
    def failures(self) -> list[Failed]:
        return [one for one in self.outcomes if isinstance(one, Failed)]

    def once(self, kind: str | None = None) -> Share:
        """What one look at the whole picture found; of a kind of target, if given."""
        return _right(one.once for one in self._of(kind))

    def closely(self, kind: str | None = None) -> Share:
        """What was found in the end."""
        return _right(one.closely for one in self._of(kind))

    @property
    def unreadable(self) -> Share:
        """Final answers that are in no form that can be read."""
        looked = [*self.finds, *self.absences]
        return Share(sum(one.closely == "format" for one in looked), len(looked))

    def refused(self, *, closely: bool) -> Share:
        """Of what is not there, how often nothing was found."""
        return _right(one.closely if closely else one.once for one in self.absences)

    @property
    def listed_once(self) -> list[Listed]:
        return [Listed(one.once_said, one.there, one.once_hits) for one in self.lists]

    @property
    def listed(self) -> list[Listed]:
        return [Listed(one.said, one.there, one.hits) for one in self.lists]

    @property
    def roles(self) -> Share:
        return Share(sum(one.roles for one in self.lists), total(self.listed).hits)

    @property
    def states(self) -> Share:
        return Share(sum(one.states for one in self.lists), total(self.listed).hits)

    def places(self, verdict: Verdict) -> Share:
        """Of the places that were given with this verdict, how many are true."""
        return self._claims("place", verdict)

    def gone(self, verdict: Verdict) -> Share:
        """Of the answers "not there" with this verdict, how many are true."""
        return self._claims("absence", verdict)

    def elements(self, verdict: Verdict) -> Share:
        """Of the listed elements with this verdict, how many are true."""
        return sum((Share(*getattr(one, verdict)) for one in self.lists), Share(0, 0))

    @property
    def values_found(self) -> Share:
        """Of the values on the documents, those that were extracted as they are."""
        return Share(sum(one.right for one in self.papers), sum(one.there for one in self.papers))

    @property
    def values_right(self) -> Share:
        """Of the values that were extracted and not set aside, those that are true."""
        return Share(sum(one.right for one in self.papers), sum(one.said for one in self.papers))

    @property
    def values_invented(self) -> Share:
        """Of the same, those of something that is not on the document."""
        return Share(sum(one.invented for one in self.papers), self.values_right.asked)

    def values(self, verdict: Verdict) -> Share:
        """Of the values that were told with this verdict, how many are true."""
        return sum((Share(*getattr(one, verdict)) for one in self.papers), Share(0, 0))

    @property
    def paper_seconds(self) -> float | None:
        return _middle([one.seconds for one in self.papers])

    @property
    def find_seconds(self) -> float | None:
        """The middle one of all searches."""
        return _middle([one.seconds for one in [*self.finds, *self.absences]])

    @property
    def list_seconds(self) -> float | None:
        return _middle([one.seconds for one in self.lists])

    def _of(self, kind: str | None) -> list[Looked]:
        return [one for one in self.finds if kind is None or one.kind == kind]

    def _claims(self, claim: str, verdict: Verdict) -> Share:
        looked = [*self.finds, *self.absences]
        return _right(o.closely for o in looked if o.claim == claim and o.verdict == verdict)


def counts(outcomes: Sequence[Outcome]) -> list[Count]:
    """One of each source in the order met, and one of all of them where there are several."""
    sources = list(dict.fromkeys(outcome.source for outcome in outcomes))
    each = [Count(name, tuple(o for o in outcomes if o.source == name)) for name in sources]
    return [*each, Count(ALL, tuple(outcomes))] if len(each) != 1 else each


def total(lists: Iterable[Listed]) -> Listed:
    return sum(lists, NO_LIST)


def _right(marks: Iterable[str]) -> Share:
    told = list(marks)
    return Share(told.count("right"), len(told))


def _middle(seconds: list[float]) -> float | None:
    return median(seconds) if seconds else None
