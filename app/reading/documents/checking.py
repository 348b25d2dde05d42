"""Each claim of an answer, heard against its own quotation, the text layer, and a second look.

A second look asks for the text of a crop alone, without a word of what was claimed: what stands on
a page never becomes part of a question.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from app.chat.message import said
from app.reading.crops import around, cut
from app.reading.documents.agreement import agreement
from app.reading.documents.claims import Claim
from app.reading.documents.layer import Layer, union
from app.reading.documents.numerals import decimal_mark
from app.reading.documents.squeezed import Stream, squeezed
from app.reading.documents.values import Sheet
from app.reading.documents.wording import DocumentPrompts
from app.reading.geometry import PixelBox, whole_box
from app.reading.run import Run, Spent
from app.reading.verdict import Evidence, Verdict

LOOKS = 40  # crops of one page; a receipt has as many lines
_WIDTH = 320  # pixels of a crop at least
_HEIGHT = 1.7  # of its line
_SAME_LINE = 0.5  # of the lower of two boxes lies beside the other
_ONE_PLACE = 0.5  # of the smaller of two boxes is shared
_ALMOST = 0.85  # of two readings' letters are alike: one of them erred, and nobody knows which


def checked(
    run: Run, sheet: Sheet, claims: Sequence[Claim], prompts: DocumentPrompts
) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """The claims with their evidence, and a sentence if some could not be looked at again.

    Raises:
        Unanswered: a request failed or was cancelled.
    """
    layer = Layer(sheet)
    texts = [word.text for word in layer.words] or [claim.field.quotation for claim in claims]
    mark = decimal_mark(texts)
    heard = [_heard(claim, layer, mark) for claim in claims]
    open_ = [claim for claim in heard if _wants_look(claim, layer)]
    looked, problems = _looked_at(run, sheet, open_, prompts, mark)
    return _told_apart([looked.get(id(claim), claim) for claim in heard]), problems


def _told_apart(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Two fields that took one number from one place: no witness knows whose it is."""
    numbers = [claim for claim in claims if _is_number(claim) and claim.field.box]
    twins: dict[int, str] = {}
    for at, one in enumerate(numbers):
        for other in numbers[at + 1 :]:
            if _twins(one, other):
                twins[id(one)] = other.field.name
                twins.setdefault(id(other), one.field.name)
    return tuple(_doubted(c, twins[id(c)]) if id(c) in twins else c for c in claims)


def _is_number(claim: Claim) -> bool:
    value = claim.field.value
    return isinstance(value, int | float) and not isinstance(value, bool)


def _twins(one: Claim, other: Claim) -> bool:
    box, second = _only(one), _only(other)
    smaller = min(box.width * box.height, second.width * second.height)
    return one.field.value == other.field.value and box.shared(second) > _ONE_PLACE * smaller


def _doubted(claim: Claim, twin: str) -> Claim:
    """The claim with its witnesses taken back to what they know: that the words stand there."""
    told = f"{twin} was taken from the same words"
    evidence = tuple(
        replace(item, verdict="unconfirmed", words=told) if item.verdict == "confirmed" else item
        for item in claim.field.evidence
    )
    return claim.having(replace(claim.field, evidence=evidence))


def _heard(claim: Claim, layer: Layer, mark: str) -> Claim:
    """What the quotation and the text layer say of a claim; its box is put where its words are."""
    field, found = claim.field, []
    if field.value is None or not field.quotation:
        return claim
    agrees = _agreement(claim, field.quotation, mark)
    if agrees == "contradicted":
        found.append(Evidence("quotation", agrees, f"it says {field.quotation!r}"))
    evidence, box = _by_layer(claim, layer, agrees)
    found += [evidence] if evidence else []
    return claim.having(replace(field, box=box, evidence=(*field.evidence, *found)))


def _by_layer(
    claim: Claim, layer: Layer, agrees: Verdict
) -> tuple[Evidence | None, PixelBox | None]:
    quotation, box = claim.field.quotation, claim.field.box
    if not layer.speaks:
        return None, box
    places = layer.places(quotation, box)
    near = [place.box for place in places if place.near]
    if near or (box and layer.has_all(quotation, box)):
        if agrees == "confirmed":
            return Evidence("text layer", "confirmed"), (near or [box])[0]
        told = "its words are there, and may mean another value"
        return Evidence("text layer", "unconfirmed", told), (near or [box])[0]
    if places:
        only = places[0].box if len(places) == 1 else box
        return Evidence("text layer", "unconfirmed", "its words stand at another place"), only
    if layer.silent(box):
        return None, box
    there = layer.at(box) if box else ""
    if box and there and layer.beside(box):
        return Evidence("text layer", "unconfirmed", f"it has {there[:120]!r} beside it"), box
    told = f"it has {there[:120]!r} there" if there else "nothing of it is on the page"
    return Evidence("text layer", "contradicted", told), box


def _agreement(claim: Claim, text: str, mark: str) -> Verdict:
    return agreement(claim.field.value, text, mark, chosen=bool(claim.leaf.choices))


def _wants_look(claim: Claim, layer: Layer) -> bool:
    field = claim.field
    told = field.value is not None and field.box is not None and field.quotation
    return bool(told) and not field.evidence and layer.silent(field.box)


def _looked_at(
    run: Run, sheet: Sheet, claims: Sequence[Claim], prompts: DocumentPrompts, mark: str
) -> tuple[dict[int, Claim], tuple[str, ...]]:
    """Claims by identity after a second look, line by line of the page."""
    looked: dict[int, Claim] = {}
    for count, line in enumerate(_lines(claims)):
        try:
            if count == LOOKS:
                raise Spent(f"more than {LOOKS} lines")
            text = _text(run, sheet, line, prompts)
        except Spent as reason:
            left = sum(id(claim) not in looked for claim in claims)
            return looked, (
                f"page {sheet.number}: {left} values were not looked at twice: {reason}",
            )
        for claim in line:
            evidence = _second(claim, text, mark)
            told = (*claim.field.evidence, evidence)
            looked[id(claim)] = claim.having(replace(claim.field, evidence=told))
    return looked, ()


def _text(run: Run, sheet: Sheet, line: Sequence[Claim], prompts: DocumentPrompts) -> str:
    box = union(list(_boxes(line)))
    window = max(_WIDTH, round(box.width * 1.1)), round(box.height * _HEIGHT)
    area = around(box, window, sheet.size)
    x1, y1, x2, y2 = whole_box(area, sheet.size)
    name = f"part of page {sheet.number} at {x1},{y1} {x2},{y2}"  # for the log
    crop = cut(sheet.picture, area, name)
    names = ", ".join(claim.field.name for claim in line)
    whole = run.ask(f"a second look at {names}", [said("user", prompts.document_text, crop.part)])
    return whole.text


def _second(claim: Claim, text: str, mark: str) -> Evidence:
    """What the text of the crop says of a claim."""
    field = claim.field
    told = " ".join(text.split())
    agrees = _agreement(claim, field.quotation, mark)
    if any(Stream.of(text.split()).places(field.quotation)):
        words = "" if agrees == "confirmed" else "its words are there, and may mean another value"
        return Evidence("second look", agrees, words)
    if told and _agreement(claim, told, mark) == "confirmed":
        return Evidence("second look", "confirmed")
    words = f"it reads {told[:120]!r}" if told else "nothing can be read there"
    return Evidence(
        "second look", "unconfirmed" if _almost(field.quotation, told) else "contradicted", words
    )


def _almost(quotation: str, text: str) -> bool:
    """Whether two readings differ by some letters; a digit is never some letter."""
    one, other = squeezed(quotation), squeezed(text)
    digits = [letter for letter in one if letter.isdigit()]
    if digits != [letter for letter in other if letter.isdigit()]:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALMOST


def _lines(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims that stand beside each other, from the top of the page to its bottom."""
    lines: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda c: _only(c).center.y):
        if lines and _beside(union(list(_boxes(lines[-1]))), _only(claim)):
            lines[-1].append(claim)
        else:
            lines.append([claim])
    return lines


def _beside(one: PixelBox, other: PixelBox) -> bool:
    shared = min(one.end.y, other.end.y) - max(one.start.y, other.start.y)
    return shared >= _SAME_LINE * max(one.height, other.height)


def _boxes(claims: Iterable[Claim]) -> Iterator[PixelBox]:
    return (_only(claim) for claim in claims)


def _only(claim: Claim) -> PixelBox:
    assert claim.field.box is not None, "only what has a place is looked at"
    return claim.field.box
