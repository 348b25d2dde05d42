"""What is on a screen, and where one thing on it is.

The values, the question for each, and how its reply becomes elements with boxes in pixels of the
picture as people see it. `listing.py` and `looking.py` ask, and look twice; who is told of an
answer in pieces sends the messages of `listing` and gives the whole answer to `reading_of`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.chat.events import Answer
from app.chat.message import ImagePart, Message, said
from app.reading.geometry import Box, Crop, PixelBox, Pixels
from app.reading.prompts import Prompts
from app.reading.reply import Mark, Unread, parse_reply
from app.reading.run import Run
from app.reading.verdict import Evidence, Verdict, verdict_of


@dataclass(frozen=True)
class Element:
    """One thing on a screen. Role and state are the model's words, empty where it said none."""

    role: str
    text: str
    state: str
    box: PixelBox
    evidence: tuple[Evidence, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.evidence)


@dataclass(frozen=True)
class Reading:
    """All elements in the order told, and whatever of the reply could not be read."""

    size: tuple[int, int]  # of the picture in pixels: width, height
    elements: tuple[Element, ...]
    unread: tuple[Unread, ...]
    answers: tuple[Answer, ...]  # one of each part of the screen that was looked at
    stopped: str = ""  # why some parts were not looked at

    @property
    def whole(self) -> bool:
        """Whether the model came to its end; a list cut off by the token limit lacks elements."""
        return not self.stopped and all(answer.end.reason == "stop" for answer in self.answers)

    @property
    def unlooked(self) -> int:
        """Elements with a text that was not read a second time."""
        return sum(
            bool(e.text.strip()) and all(item.witness != "second look" for item in e.evidence)
            for e in self.elements
        )


@dataclass(frozen=True)
class Found:
    """Where something is. A model that points gives no box."""

    label: str
    box: PixelBox | None
    point: Pixels
    evidence: tuple[Evidence, ...] = ()

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.evidence)


@dataclass(frozen=True)
class Search:
    """The outcome of looking for one thing: best match first, empty when it is not there.

    `evidence` is of its not being there; a match has its own.
    """

    size: tuple[int, int]
    matches: tuple[Found, ...]
    unread: tuple[Unread, ...]
    answers: tuple[Answer, ...]  # the first look, then each further one
    evidence: tuple[Evidence, ...] = ()


def find_on_screen(run: Run, picture: ImagePart, words: str, prompts: Prompts) -> Search:
    """Look once for the element that `words` name; `looking.find_exactly` looks again.

    Raises:
        Spent, Unanswered: the run ended before the answer.
    """
    whole = run.ask(f"find {words}", finding(picture, words, prompts))
    return search_of(whole, _size(whole))


def listing(picture: ImagePart, prompts: Prompts) -> list[Message]:
    """The question for all elements of a screen."""
    return [said("user", prompts.list, picture)]


def finding(picture: ImagePart, words: str, prompts: Prompts) -> list[Message]:
    """The question where one element is."""
    return [said("user", prompts.finding(words), picture)]


def reading_of(whole: Answer, size: tuple[int, int], crop: Crop | None = None) -> Reading:
    """What the whole answer to `listing` says about a picture of this size in pixels.

    `crop` is the part of it that was shown, where it was not all.
    """
    reply = parse_reply(whole.text)
    crop = crop or Crop.whole(size)
    elements = tuple(
        Element(mark.role, mark.label, mark.state, crop.pixel_box(mark.box))
        for mark in reply.marks
        if mark.box
    )
    points = [mark for mark in reply.marks if not mark.box]
    unread = (*reply.unread, *(Unread(mark.label, "a point, not a box") for mark in points))
    return Reading(size, elements, _with_prose(unread, whole, reply.structured), (whole,))


def search_of(whole: Answer, size: tuple[int, int], crop: Crop | None = None) -> Search:
    """What the whole answer to `finding` says about a picture of this size in pixels.

    `crop` is the part of it that was shown, where it was not all.
    """
    reply = parse_reply(whole.text)
    crop = crop or Crop.whole(size)
    matches = tuple(_found(mark, crop) for mark in reply.marks)
    return Search(size, matches, _with_prose(reply.unread, whole, reply.structured), (whole,))


def element_marks(reading: Reading) -> tuple[Mark, ...]:
    """The elements as marks, to be shown on the picture."""
    crop = Crop.whole(reading.size)
    return tuple(
        Mark(e.text, e.role, e.state, crop.relative_box(e.box), None, e.verdict)
        for e in reading.elements
    )


def found_marks(search: Search) -> tuple[Mark, ...]:
    """The matches as marks, to be shown on the picture."""
    crop = Crop.whole(search.size)
    return tuple(
        Mark(
            found.label,
            "",
            "",
            crop.relative_box(found.box) if found.box else None,
            point,
            found.verdict,
        )
        for found in search.matches
        for point in [None if found.box else crop.relative(found.point)]
    )


def _found(mark: Mark, crop: Crop) -> Found:
    """A point that the model gave itself is better than the middle of its box."""
    box: Box[Pixels] | None = crop.pixel_box(mark.box) if mark.box else None
    if mark.point:
        return Found(mark.label, box, crop.pixels(mark.point))
    assert box is not None, "a mark has a box or a point"
    return Found(mark.label, box, box.center)


def _size(whole: Answer) -> tuple[int, int]:
    assert len(whole.receipts) == 1, "one picture was shown"
    return whole.receipts[0].source_size


def _with_prose(unread: Sequence[Unread], whole: Answer, structured: bool) -> tuple[Unread, ...]:
    """A reply without any JSON in it is unread as a whole."""
    if structured:
        return tuple(unread)
    return (*unread, Unread(whole.text.strip(), "an answer in words, without boxes"))
