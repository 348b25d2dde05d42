"""Rows that a model told twice: the same words at the same place are one line of the page.

Small models run in circles on long lists. A row whose every value was taken from where an earlier
row has it is left out, and that is told.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.reading.documents.claims import Claim
from app.reading.documents.values import Field, Path
from app.reading.geometry import PixelBox

_ONE_PLACE = 0.5  # of the smaller box is shared


def without_repeats(claims: Sequence[Claim]) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """The claims of one page without rows that were told before, and a sentence for these."""
    rows: dict[Path, list[Claim]] = {}
    for claim in claims:
        if (row := _row(claim.field.path)) is not None:
            rows.setdefault(row, []).append(claim)
    repeated: dict[Path, Path] = {}
    for row in rows:
        earlier = (o for o in rows if o[:-1] == row[:-1] and _before(o, row) and o not in repeated)
        for other in earlier:
            if _same_place(rows[other], rows[row]):
                repeated[row] = other
                break
    kept = [c for c in claims if (row := _row(c.field.path)) is None or row not in repeated]
    return tuple(_renumbered(claim, repeated) for claim in kept), tuple(_told(repeated))


def _row(path: Path) -> Path | None:
    """The outermost row that a field lies in."""
    places = [at for at, step in enumerate(path) if isinstance(step, int)]
    return path[: places[0] + 1] if places else None


def _before(one: Path, other: Path) -> bool:
    first, second = one[-1], other[-1]
    assert isinstance(first, int) and isinstance(second, int), "rows end in their place"
    return first < second


def _same_place(one: Sequence[Claim], other: Sequence[Claim]) -> bool:
    """Whether all that a row says was said by the other one, of the same place."""
    known = {claim.field.path[len(_row(claim.field.path) or ()) :]: claim.field for claim in one}
    said = [claim.field for claim in other if claim.field.value is not None]
    return bool(said) and all(
        _equal(known.get(field.path[len(_row(field.path) or ()) :]), field) for field in said
    )


def _equal(one: Field | None, other: Field) -> bool:
    if one is None or one.box is None or other.box is None:
        return False
    alike = one.value == other.value and one.quotation == other.quotation
    return alike and _shared(one.box, other.box)


def _shared(one: PixelBox, other: PixelBox) -> bool:
    smaller = min(one.width * one.height, other.width * other.height)
    return one.shared(other) >= _ONE_PLACE * smaller


def _renumbered(claim: Claim, repeated: dict[Path, Path]) -> Claim:
    row = _row(claim.field.path)
    if row is None:
        return claim
    gone = sum(1 for other in repeated if other[:-1] == row[:-1] and _before(other, row))
    place = row[-1]
    assert isinstance(place, int), "rows end in their place"
    path = (*row[:-1], place - gone, *claim.field.path[len(row) :])
    return claim.having(replace(claim.field, path=path))


def _told(repeated: dict[Path, Path]) -> list[str]:
    if not repeated:
        return []
    (again, first), *others = repeated.items()
    more = f", and {len(others)} more like it" if others else ""
    names = f"{Field(again).name} repeats {Field(first).name}"
    return [f"{names} word for word and place for place{more}: left out"]
