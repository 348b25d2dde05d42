"""What a screen reader is told of a picture, and why one cannot be shown."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.reading.annotating import ITSELF, NO_FORMAT, NO_PICTURE, TOO_LARGE
from app.reading.reply import Mark


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
    translate = QCoreApplication.translate
    return {
        NO_PICTURE: translate("Picture", "it is no picture that can be opened here"),
        TOO_LARGE: translate("Picture", "it has more than 178 megapixels"),
        NO_FORMAT: translate("Picture", "its name must end in .png, .jpg or .webp"),
        ITSELF: translate("Picture", "it is the picture itself; choose another name"),
    }.get(reason, reason)
