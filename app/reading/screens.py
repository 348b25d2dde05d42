"""What is on a screen, and where one thing on it is.

One question each; the reply becomes elements with boxes in pixels of the picture as people see it.
Who waits for the answer asks with `read_screen`; who is told of it in pieces sends the messages of
`listing` and gives the whole answer to `reading_of`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.chat.events import Answer
from app.chat.message import ImagePart, Message, said
from app.reading.ask import Ask, answer
from app.reading.geometry import Box, Crop, PixelBox, Pixels
from app.reading.prompts import Prompts
from app.reading.reply import Mark, Unread, parse_reply


@dataclass(frozen=True)
class Element:
    """One thing on a screen. Role and state are the model's words, empty where it said none."""

    role: str
    text: str
    state: str
    box: PixelBox


@dataclass(frozen=True)
class Reading:
    """All elements in the order told, and whatever of the reply could not be read."""

    size: tuple[int, int]  # of the picture in pixels: width, height
    elements: tuple[Element, ...]
    unread: tuple[Unread, ...]
    answer: Answer

    @property
    def whole(self) -> bool:
        """Whether the model came to its end; a list cut off by the token limit lacks elements."""
        return self.answer.end.reason == "stop"


@dataclass(frozen=True)
class Found:
    """Where something is. A model that points gives no box."""

    label: str
    box: PixelBox | None
    point: Pixels


@dataclass(frozen=True)
class Search:
    """The outcome of looking for one thing: best match first, empty when it is not there."""

    size: tuple[int, int]
    matches: tuple[Found, ...]
    unread: tuple[Unread, ...]
    answer: Answer


def read_screen(ask: Ask, picture: ImagePart, prompts: Prompts) -> Reading:
    """List the elements of a screen.

    Raises:
        Unanswered: the request failed or was cancelled.
    """
    whole = answer(ask, listing(picture, prompts))
    return reading_of(whole, _size(whole))


def find_on_screen(ask: Ask, picture: ImagePart, words: str, prompts: Prompts) -> Search:
    """Look for the element that `words` name.

    Raises:
        Unanswered: the request failed or was cancelled.
    """
    whole = answer(ask, finding(picture, words, prompts))
    return search_of(whole, _size(whole))


def listing(picture: ImagePart, prompts: Prompts) -> list[Message]:
    """The question for all elements of a screen."""
    return [said("user", prompts.list, picture)]


def finding(picture: ImagePart, words: str, prompts: Prompts) -> list[Message]:
    """The question where one element is."""
    return [said("user", prompts.finding(words), picture)]


def reading_of(whole: Answer, size: tuple[int, int]) -> Reading:
    """What the whole answer to `listing` says about a picture of this size in pixels."""
    reply = parse_reply(whole.text)
    crop = Crop.whole(size)
    elements = tuple(
        Element(mark.role, mark.label, mark.state, crop.pixel_box(mark.box))
        for mark in reply.marks
        if mark.box
    )
    points = [mark for mark in reply.marks if not mark.box]
    unread = (*reply.unread, *(Unread(mark.label, "a point, not a box") for mark in points))
    return Reading(size, elements, _with_prose(unread, whole, reply.structured), whole)


def search_of(whole: Answer, size: tuple[int, int]) -> Search:
    """What the whole answer to `finding` says about a picture of this size in pixels."""
    reply = parse_reply(whole.text)
    crop = Crop.whole(size)
    matches = tuple(_found(mark, crop) for mark in reply.marks)
    return Search(size, matches, _with_prose(reply.unread, whole, reply.structured), whole)


def element_marks(reading: Reading) -> tuple[Mark, ...]:
    """The elements as marks, to be shown on the picture."""
    crop = Crop.whole(reading.size)
    return tuple(
        Mark(e.text, e.role, e.state, crop.relative_box(e.box), None) for e in reading.elements
    )


def found_marks(search: Search) -> tuple[Mark, ...]:
    """The matches as marks, to be shown on the picture."""
    crop = Crop.whole(search.size)
    return tuple(
        Mark(found.label, "", "", crop.relative_box(found.box) if found.box else None, point)
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
