"""What a screen reader is told of a picture, and the words of answers that point."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.reading.annotating import ITSELF, NO_FORMAT, NO_PICTURE, TOO_LARGE
from app.reading.pointing import Wording
from app.reading.reply import Mark


def wording() -> Wording:
    """For `point_out`, in the user's language."""
    said = QCoreApplication.translate
    return Wording(
        nothing=said("Pointing", "Not on this picture."),
        element=said("Pointing", "Element"),
        role=said("Pointing", "Role"),
        state=said("Pointing", "State"),
        where=said("Pointing", "Where"),
        unread=said("Pointing", "Could not be read:"),
        reasons={
            "cut off": said("Pointing", "cut off"),
            "not JSON": said("Pointing", "not JSON"),
            "no object": said("Pointing", "not an object"),
            "bbox_2d is not four coordinates": said("Pointing", "the box is not four numbers"),
            "point_2d is not two coordinates": said("Pointing", "the point is not two numbers"),
            "the box has no area": said("Pointing", "the box has no area"),
            "no bbox_2d and no point_2d": said("Pointing", "neither a box nor a point"),
            "a point, not a box": said("Pointing", "a point, not a box"),
            "an answer in words, without boxes": said("Pointing", "an answer in words"),
        },
    )


def mark_words(marks: Sequence[Mark], number: int) -> str:
    """One mark, as it is announced when it is pointed at; "" for none."""
    if not number:
        return ""
    mark = marks[number - 1]
    facts = [fact for fact in (mark.label, mark.role, mark.state) if fact]
    text = QCoreApplication.translate("Picture", "{number} of {count}: {mark}")
    return text.format(number=number, count=len(marks), mark=", ".join(facts))


def picture_words(name: str, marks: Sequence[Mark]) -> str:
    """The picture and its marks."""
    picture = QCoreApplication.translate("Picture", "Picture")
    told = f"{picture} {name}" if name else picture
    if not marks:
        return told
    listed = ", ".join(f"{number} {mark.label}" for number, mark in enumerate(marks, start=1))
    text = QCoreApplication.translate("Picture", "{picture}, marked: {marks}")
    return text.format(picture=told, marks=listed)


def reason_words(reason: str) -> str:
    """Why a picture cannot be opened or drawn on; what the system says is left as it is."""
    said = QCoreApplication.translate
    return {
        NO_PICTURE: said("Picture", "it is no picture that can be opened here"),
        TOO_LARGE: said("Picture", "it has more than 178 megapixels"),
        NO_FORMAT: said("Picture", "its name must end in .png, .jpg or .webp"),
        ITSELF: said("Picture", "it is the picture itself; choose another name"),
    }.get(reason, reason)
