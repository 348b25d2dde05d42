"""All questions about screens and documents in turn; what goes wrong with one stops no other."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.bench.reading.material import Material, Screen, Target, Truth
from app.bench.reading.outcomes import (
    Extracted,
    Failed,
    Kept,
    Key,
    Looked,
    Mark,
    Outcome,
    Told,
    key_of,
)
from app.bench.reading.papers import Paper, held_against
from app.bench.reading.scores import holds, matched
from app.bench.reading.ways import Read, Ways
from app.chat.message import ImagePart
from app.reading.ask import Unanswered
from app.reading.documents.forms import SchemaUnusable
from app.reading.documents.unreadable import DocumentUnreadable
from app.reading.geometry import PixelBox, pixel_box
from app.reading.run import Spent
from app.reading.screens import Reading, Search
from app.reading.undrawn import NotDrawn
from app.reading.verdict import Verdict, verdict_of

TASKS = ("find", "list", "extract")
VERDICTS: tuple[Verdict, ...] = ("confirmed", "unconfirmed", "contradicted")


class Stopped(Exception):
    """The sitting was cancelled; what is known so far stands."""


def sit(
    material: Material,
    ways: Ways,
    kept: Kept,
    tasks: Sequence[str] = TASKS,
    tell: Callable[[int, int, str], None] = lambda done, of, what: None,
) -> None:
    """Ask whatever `kept` does not know yet, and give it every outcome as it comes.

    Raises:
        Stopped: it was cancelled.
    """
    known = {key_of(outcome) for outcome in kept.outcomes}
    asked = [one for one in _questions(material, ways, tasks) if one.key not in known]
    for number, question in enumerate(asked, start=1):
        tell(number, len(asked), ", ".join(filter(None, question.key)))
        kept.add(_outcome(question))


@dataclass(frozen=True)
class _Question:
    """What it is known by, and how it is put."""

    key: Key
    put: Callable[[], Outcome]


def _questions(material: Material, ways: Ways, tasks: Sequence[str]) -> Iterator[_Question]:
    for screen in material.screens:
        for target in screen.targets if "find" in tasks else ():
            key = (screen.source, screen.name, target.words)
            yield _Question(key, partial(_looked, screen, target, ways))
        if "list" in tasks and screen.elements is not None:
            yield _Question((screen.source, screen.name, ""), partial(_told, screen, ways))
    for paper in material.papers if "extract" in tasks else ():
        yield _Question((paper.source, paper.name, ""), partial(_extracted, paper, ways))


def _outcome(question: _Question) -> Outcome:
    try:
        return question.put()
    except Unanswered as error:
        if error.end.reason == "cancelled":
            raise Stopped from error
        reason = str(error)
    except (Spent, NotDrawn, DocumentUnreadable, SchemaUnusable, _Askew) as error:
        reason = str(error)
    return Failed(*question.key, reason)


def _extracted(paper: Paper, ways: Ways) -> Extracted:
    started = time.monotonic()
    taken = ways.extract(paper)
    return held_against(paper, taken.extraction, taken.questions, time.monotonic() - started)


class _Askew(Exception):
    """A truth that does not lie on its picture."""


def _looked(screen: Screen, target: Target, ways: Ways) -> Looked:
    started = time.monotonic()
    found = ways.find(ImagePart(screen.picture, screen.name), target.words)
    seconds = time.monotonic() - started
    box = _placed(target.box, screen, found.closely.size) if target.box else None
    final = found.closely
    claim = "place" if final.matches else "none" if final.unread else "absence"
    verdict = final.matches[0].verdict if final.matches else verdict_of(final.evidence)
    return Looked(
        screen.source,
        screen.name,
        target.words,
        target.kind,
        box is None,
        _marked(found.once, box),
        _marked(final, box),
        claim,
        verdict,
        found.questions,
        round(seconds, 3),
    )


def _marked(search: Search, box: PixelBox | None) -> Mark:
    """By the first match; a box is the middle of it. Nothing found is right where nothing is."""
    if not search.matches:
        if search.unread:
            return "format"
        return "wrong" if box else "right"
    return "right" if box and holds(box, search.matches[0].point) else "wrong"


def _told(screen: Screen, ways: Ways) -> Told:
    assert screen.elements is not None, "only what is known is asked for"
    started = time.monotonic()
    read: Read = ways.list(ImagePart(screen.picture, screen.name))
    seconds = time.monotonic() - started
    size = read.checked.size
    there = [Truth(e.role, e.text, e.state, _placed(e.box, screen, size)) for e in screen.elements]
    once = matched(read.once.elements, there)
    found = matched(read.checked.elements, there)
    pairs = [
        (element, there[place])
        for element, place in zip(read.checked.elements, found, strict=True)
        if place is not None
    ]
    return Told(
        screen.source,
        screen.name,
        len(there),
        len(once),
        _count(once),
        len(found),
        len(pairs),
        sum(element.role == truth.role for element, truth in pairs),
        sum(_same_state(element.state, truth.state) for element, truth in pairs),
        *(_believed(read.checked, found, verdict) for verdict in VERDICTS),
        cut=not read.checked.whole,
        questions=read.questions,
        seconds=round(seconds, 3),
    )


def _believed(reading: Reading, found: Sequence[int | None], verdict: Verdict) -> tuple[int, int]:
    """Of the elements with a verdict, how many are true, and how many there are."""
    ours = [
        place
        for element, place in zip(reading.elements, found, strict=True)
        if element.verdict == verdict
    ]
    return _count(ours), len(ours)


def _same_state(said: str, true: str) -> bool:
    """Models have many words for a control at rest; only what is on or off duty counts."""
    words = set(said.casefold().split())
    told = words & {"checked", "disabled"} if "not" not in words else set()
    return told == {true} - {""}


def _count(found: Sequence[int | None]) -> int:
    return sum(place is not None for place in found)


def _placed(box: PixelBox, screen: Screen, size: tuple[int, int]) -> PixelBox:
    """A true box in pixels of the picture as it is, which may have been scaled since."""
    if screen.frame is not None and screen.frame != size:
        across, down = size[0] / screen.frame[0], size[1] / screen.frame[1]
        box = pixel_box(
            box.start.x * across, box.start.y * down, box.end.x * across, box.end.y * down
        )
    if not box.shared(pixel_box(0, 0, *size)):
        raise _Askew("its bbox lies outside of the picture")
    return box
