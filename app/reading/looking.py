"""Finding one thing on a screen, and looking twice.

The first look is at the whole picture, where everything is small. The second one is at a crop that
the model sees pixel by pixel, or, where the whole picture is seen so already, another question:
what does it say there? An answer that does not hold is shown as contradicted, never mended.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.chat.events import Answer
from app.chat.message import ImagePart, said
from app.reading.annotating import upright
from app.reading.crops import cut
from app.reading.geometry import Box, PixelBox
from app.reading.likeness import verdict_between
from app.reading.prompts import Prompts
from app.reading.run import Run, Spent
from app.reading.screens import Found, Search, finding, search_of
from app.reading.sight import Shown, sight_of
from app.reading.tiles import tiles
from app.reading.verdict import Evidence

NEAR = 1.0  # of its own size that a second look may move a find by


def find_exactly(run: Run, picture: ImagePart, words: str, prompts: Prompts) -> Search:
    """Look for what `words` name, then again where it was found, or at every part if nowhere.

    The box and the point of the best match are those of the second look where it holds.

    Raises:
        Spent, Unanswered: the run ended before the answer.
        NotDrawn: the picture cannot be opened for a closer look.
    """
    whole = run.ask(f"find {words}", finding(picture, words, prompts))
    image = upright(picture.source)
    search = search_of(whole, image.size)
    shown = Shown(image, picture, sight_of(whole, image.size))
    if search.matches:
        return _looked_again(run, shown, words, prompts, search)
    return search if shown.sight.is_whole else _in_parts(run, shown, words, prompts, search)


def text_evidence(run: Run, shown: Shown, box: PixelBox, text: str, prompts: Prompts) -> Evidence:
    """What a box says when it is asked for by itself, against the `text` it is said to have."""
    close = shown.close_to(box)
    question = prompts.text_in(close.crop.relative_box(box))
    told = run.ask(f"read {text!r} again", [said("user", question, close.part)]).text.strip()
    evidence = Evidence("second look", verdict_between(text, told), told)
    run.note("verdict", of=text, verdict=evidence.verdict, words=told)
    return evidence


def _looked_again(run: Run, shown: Shown, words: str, prompts: Prompts, search: Search) -> Search:
    """The best match, seen closely; the others stay as they are."""
    best, *others = search.matches
    if shown.sight.is_whole:
        if best.box is None:
            return search
        evidence = text_evidence(run, shown, best.box, best.label or words, prompts)
        best = replace(best, evidence=(*best.evidence, evidence))
        return replace(search, matches=(best, *others))
    near = shown.near(best.box or Box(best.point, best.point))
    whole = run.ask(f"find {words} closely", finding(near.part, words, prompts))
    closer = search_of(whole, search.size, near.crop)
    run.note("verdict", of=words, closer=[match.box for match in closer.matches])
    matches = (_settled(best, closer), *others)
    unread = (*search.unread, *closer.unread)
    return replace(search, matches=matches, unread=unread, answers=(*search.answers, whole))


def _settled(first: Found, closer: Search) -> Found:
    """The first find with the place that the second look gives, if that is the same thing."""
    if not closer.matches:
        words = "not there" if not closer.unread else "unread"
        verdict = "unconfirmed" if closer.unread else "contradicted"
        return replace(first, evidence=(*first.evidence, Evidence("second look", verdict, words)))
    second = closer.matches[0]
    if not _is_near(first, second):
        evidence = Evidence("second look", "contradicted", f"at {_told(second)}")
        return replace(first, evidence=(*first.evidence, evidence))
    evidence = Evidence("second look", "confirmed", f"moved from {_told(first)}")
    return replace(second, label=second.label or first.label, evidence=(evidence,))


def _in_parts(run: Run, shown: Shown, words: str, prompts: Prompts, search: Search) -> Search:
    """Nothing was found on a picture that is not seen in all its pixels: look at each part.

    A find in a part is looked at again like any other; one that does not hold is kept, and told as
    contradicted if no other part has a better one.
    """
    areas = tiles(search.size, shown.sight.window)
    answers = [*search.answers]
    kept: Search | None = None
    for number, area in enumerate(areas, start=1):
        part = cut(shown.image, area)
        what = f"find {words} in part {number} of {len(areas)}"
        try:
            whole = run.ask(what, finding(part.part, words, prompts))
            answers.append(whole)
            found = search_of(whole, search.size, part.crop)
            if not found.matches:
                continue
            found = _looked_again(run, shown, words, prompts, found)
        except Spent as error:
            run.note("left out", what=f"parts from {number} on", reason=str(error))
            return kept or _absent(search, answers, f"in none of the first {number - 1} parts")
        answers += found.answers[1:]
        kept = kept or found
        if found.matches[0].verdict != "contradicted":
            return replace(found, answers=tuple(answers))
    if kept is not None:
        return replace(kept, answers=tuple(answers))
    return _absent(search, answers, f"in none of {len(areas)} parts")


def _absent(search: Search, answers: Sequence[Answer], words: str) -> Search:
    """The same model looked again, and what it cannot read it sees in no part either."""
    evidence = Evidence("second look", "unconfirmed", words)
    return replace(search, answers=tuple(answers), evidence=(evidence,))


def _is_near(first: Found, second: Found) -> bool:
    box = second.box or first.box
    reach_x = (box.width if box else 0) * NEAR + 8
    reach_y = (box.height if box else 0) * NEAR + 8
    away_x = abs(first.point.x - second.point.x)
    away_y = abs(first.point.y - second.point.y)
    return away_x <= reach_x and away_y <= reach_y


def _told(found: Found) -> str:
    return f"{found.point.x:.0f}, {found.point.y:.0f}"
