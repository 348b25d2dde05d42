"""The words of answers that point, in the user's language."""

from PySide6.QtCore import QCoreApplication

from app.reading.pointing import Wording


def wording() -> Wording:
    """For `point_out`, in the user's language."""
    translate = QCoreApplication.translate
    return Wording(
        nothing=translate("Pointing", "Not on this picture."),
        element=translate("Pointing", "Element"),
        role=translate("Pointing", "Role"),
        state=translate("Pointing", "State"),
        where=translate("Pointing", "Where"),
        unread=translate("Pointing", "Could not be read:"),
        reasons={
            "cut off": translate("Pointing", "cut off"),
            "not JSON": translate("Pointing", "not JSON"),
            "no object": translate("Pointing", "not an object"),
            "bbox_2d is not four coordinates": translate("Pointing", "the box is not four numbers"),
            "point_2d is not two coordinates": translate(
                "Pointing", "the point is not two numbers"
            ),
            "the box has no area": translate("Pointing", "the box has no area"),
            "no bbox_2d and no point_2d": translate("Pointing", "neither a box nor a point"),
            "a point, not a box": translate("Pointing", "a point, not a box"),
            "an answer in words, without boxes": translate("Pointing", "an answer in words"),
        },
    )
