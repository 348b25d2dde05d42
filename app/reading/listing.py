"""All elements of a screen, each with what is known of it.

A long screen is seen in overlapping tiles, and so is one of which the model would see too few
pixels; its own receipt tells that. Then each text is read again where it is said to stand, and the
platform is heard where it has something to say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.chat.events import Answer
from app.chat.message import ImagePart
from app.reading.annotating import upright
from app.reading.crops import cut
from app.reading.geometry import PixelBox
from app.reading.looking import text_evidence
from app.reading.prompts import Prompts
from app.reading.reply import Unread
from app.reading.run import Budget, Run, Spent
from app.reading.screens import Element, Reading, listing, reading_of
from app.reading.sight import Shown, Sight, sight_of
from app.reading.tiles import merged, tiles
from app.reading.undrawn import NotDrawn
from app.reading.witness import Witnessed, witnessed

LOOKS = 80  # texts that are read again; what comes after them stays unconfirmed
BUDGET = Budget(steps=LOOKS + 80)  # and as many tiles


@dataclass(frozen=True)
class Listed:
    """What was told of a screen, and the screen for a closer look."""

    reading: Reading
    shown: Shown


def list_checked(
    run: Run,
    picture: ImagePart,
    prompts: Prompts,
    tree: Sequence[Witnessed] = (),
    tell: Callable[[Reading], None] = lambda reading: None,
) -> Reading:
    """List the elements of a screen and ask about each of them again.

    `tree` is what the platform says of it. `tell` hears of the list, then of every verdict.

    Raises:
        Spent, Unanswered: the run ended before there was a list.
        NotDrawn: the picture cannot be opened.
    """
    listed = list_elements(run, picture, prompts)
    if tree:
        heard = witnessed(listed.reading.elements, tree)
        listed = replace(listed, reading=replace(listed.reading, elements=heard))
    tell(listed.reading)
    return checked(run, listed, prompts, tell)


def list_elements(run: Run, picture: ImagePart, prompts: Prompts) -> Listed:
    """List the elements of a screen, in one look or in tiles."""
    try:
        image = upright(picture.source)
    except NotDrawn:
        run.ask("list the elements", listing(picture, prompts))  # says better what is wrong with it
        raise
    areas = tiles(image.size)
    if len(areas) > 1:
        return _in_tiles(run, Shown(image, picture, Sight(image.size, _largest(areas))), prompts)
    whole = run.ask("list the elements", listing(picture, prompts))
    shown = Shown(image, picture, sight_of(whole, image.size))
    if shown.sight.is_shrunk:
        run.note("left out", what="the first list", reason="too few pixels were seen: in tiles")
        return _in_tiles(run, shown, prompts)
    return Listed(reading_of(whole, image.size), shown)


def checked(run: Run, listed: Listed, prompts: Prompts, tell: Callable[[Reading], None]) -> Reading:
    """Each element with a second look at its text. What the budget does not allow is noted."""
    reading = listed.reading
    elements = list(reading.elements)
    wanted = [number for number, element in enumerate(elements) if element.text.strip()]
    if wanted[LOOKS:]:
        run.note("left out", what=f"second looks at {len(wanted[LOOKS:])} elements", limit=LOOKS)
    for number in wanted[:LOOKS]:
        element = elements[number]
        try:
            evidence = text_evidence(run, listed.shown, element.box, element.text, prompts)
        except Spent as error:
            run.note("left out", what="further second looks", reason=str(error))
            break
        elements[number] = replace(element, evidence=(*element.evidence, evidence))
        reading = replace(reading, elements=tuple(elements))
        tell(reading)
    return reading


def _in_tiles(run: Run, shown: Shown, prompts: Prompts) -> Listed:
    """One question a tile; where a tile too turns out to be shrunk, smaller tiles are made."""
    areas = tiles(shown.image.size, shown.sight.window)
    if len(areas) > run.left:
        words = f"the picture is seen in {len(areas)} parts, and {run.left} questions are left"
        raise Spent(f"{words}; cut out the part that you mean")
    told: list[tuple[PixelBox, Sequence[Element]]] = []
    unread: list[Unread] = []
    answers: list[Answer] = []
    stopped = ""
    for number, area in enumerate(areas, start=1):
        part = cut(shown.image, area)
        what = f"list the elements of part {number} of {len(areas)}"
        try:
            whole = run.ask(what, listing(part.part, prompts))
        except Spent as error:
            if not told:
                raise
            stopped = str(error)
            run.note("left out", what=f"parts from {number} on", reason=stopped)
            break
        seen = sight_of(whole, (round(part.crop.area.width), round(part.crop.area.height)))
        if seen.is_shrunk and seen.window < shown.sight.window:
            run.note("left out", what=what, reason="too few pixels were seen: in smaller tiles")
            smaller = replace(shown, sight=replace(seen, size=shown.sight.size))
            return _in_tiles(run, smaller, prompts)
        reading = reading_of(whole, shown.image.size, part.crop)
        told.append((part.crop.area, reading.elements))
        unread += reading.unread
        answers.append(whole)
    elements = tuple(merged(told))
    reading = Reading(shown.image.size, elements, tuple(unread), tuple(answers), stopped)
    return Listed(reading, shown)


def _largest(areas: Sequence[PixelBox]) -> tuple[int, int]:
    return round(max(a.width for a in areas)), round(max(a.height for a in areas))
