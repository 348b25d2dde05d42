"""The claims of several pages as one document's: lists go on, and disputes stay open."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.reading.documents.agreement import same
from app.reading.documents.claims import Claim
from app.reading.documents.values import Field, Path
from app.reading.verdict import Evidence


def merged(pages: Sequence[Sequence[Claim]]) -> tuple[tuple[Field, ...], tuple[str, ...]]:
    """One field for each path, several where pages disagree; and a sentence for each of these."""
    groups: dict[Path, list[Field]] = {}
    for field in _continued(pages):
        groups.setdefault(field.path, []).append(field)
    fields: list[Field] = []
    problems: list[str] = []
    for group in groups.values():
        kept, problem = _one(group)
        fields += kept
        problems += [problem] if problem else []
    return tuple(fields), tuple(problems)


def _continued(pages: Sequence[Sequence[Claim]]) -> Iterator[Field]:
    """The fields of all pages; a list of a page goes on where the page before has left it."""
    begun: dict[Path, int] = {}
    for claims in pages:
        after = dict(begun)
        for claim in claims:
            path = claim.field.path
            place = next((at for at, step in enumerate(path) if isinstance(step, int)), None)
            if place is None:
                yield claim.field
                continue
            index = path[place]
            assert isinstance(index, int), "a place in a list"
            index += begun.get(path[:place], 0)
            after[path[:place]] = max(after.get(path[:place], 0), index + 1)
            yield replace(claim.field, path=(*path[:place], index, *path[place + 1 :]))
        begun = after


def _one(group: Sequence[Field]) -> tuple[list[Field], str]:
    """What stands, before what was set aside. Of equal values the best attested is kept."""
    aside = [field for field in group if field.value is not None and not field.stands]
    distinct: list[Field] = []
    for field in sorted((f for f in group if f.stands), key=lambda f: f.verdict != "confirmed"):
        if not any(same(field.value, other.value) for other in distinct):
            distinct.append(field)
    if len(distinct) < 2:
        return [*distinct, *aside] or [group[0]], ""
    told = " and ".join(f"{field.value!r} on page {field.page}" for field in distinct)
    problem = f"{group[0].name} is {told}: look at both, neither is taken"
    return [*(_disputed(field, distinct) for field in distinct), *aside], problem


def _disputed(field: Field, group: Sequence[Field]) -> Field:
    others = ", ".join(f"page {f.page}: {f.value!r}" for f in group if f is not field)
    return replace(
        field, evidence=(*field.evidence, Evidence("another page", "contradicted", others))
    )
