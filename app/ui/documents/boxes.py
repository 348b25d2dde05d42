"""Places on a page as marks of its picture, drawn by their verdicts.

The paper of a page is white in the dark, too: lines over it are always those of the light look,
with a light rim for pages that are dark.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.reading.geometry import Crop, PixelBox
from app.reading.reply import Mark
from app.reading.verdict import Verdict
from app.ui.look import LIGHT, Look
from app.ui.picture.painting import MarkLayer
from app.ui.picture.places import Pen, Placed
from app.ui.picture.signs import HALO, color_of, draw_sign

FILL, FILL_HERE = 0.05, 0.20  # opacity of the colour within a box
SIGN = 14.0
DASHES = (4.0, 3.0)
LINES = {"confirmed": 1.4, "unconfirmed": 1.4, "contradicted": 2.4}  # points


@dataclass(frozen=True)
class Place:
    """Something that was read, where it stands on a page, and what is known of it."""

    words: str
    kind: str
    verdict: Verdict
    box: PixelBox


def marks_of(places: Sequence[Place], size: tuple[int, int]) -> tuple[Mark, ...]:
    """As marks of a page of (width, height) pixels, in their order."""
    crop = Crop.whole(size)
    return tuple(
        Mark(place.words, place.kind, place.verdict, crop.relative_box(place.box), None)
        for place in places
    )


class VerdictLayer(MarkLayer):
    """Boxes by their verdicts: `verdicts` are those of the marks, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.verdicts: tuple[Verdict, ...] = ()

    def paint(
        self, painter: QPainter, placed: Sequence[Placed], pen: Pen, look: Look, here: int
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in sorted(placed, key=lambda mark: mark.number == here):
            if mark.frame is not None:
                self._draw(painter, mark, mark.frame, is_here=mark.number == here)
        painter.restore()

    def _draw(self, painter: QPainter, mark: Placed, frame: QRectF, *, is_here: bool) -> None:
        verdict = self.verdicts[mark.number - 1]
        color = color_of(verdict, LIGHT)
        line = LINES[verdict] + (0.8 if is_here else 0.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(HALO, line + 1.6))
        painter.drawRoundedRect(frame, 3, 3)
        fill = color_of(verdict, LIGHT)
        fill.setAlphaF(FILL_HERE if is_here else FILL)
        painter.setBrush(fill)
        pen = QPen(color, line)
        if verdict == "unconfirmed":
            pen.setDashPattern([length / line for length in DASHES])
        painter.setPen(pen)
        painter.drawRoundedRect(frame, 3, 3)
        if is_here or verdict != "confirmed":  # what is right need not be pointed out everywhere
            draw_sign(painter, _beside(frame), verdict, LIGHT, halo=True)


def _beside(frame: QRectF) -> QRectF:
    """Before the box, where it hides nothing of it; on its edge where the page begins there."""
    sign = QRectF(0, 0, SIGN, SIGN)
    left = max(frame.left() - SIGN / 2 - 4, SIGN / 2 + 2)
    sign.moveCenter(QPointF(left, frame.top() + min(frame.height(), SIGN + 4) / 2))
    return sign
