"""What is drawn among the letters: badges, formulas. Each is one letter of the document."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)

from app.ui.text.items import Run
from app.ui.text.mathematics import Formula
from app.ui.theme import sized, theme

OBJECT = QTextFormat.ObjectTypes.UserObject.value + 1
THING = QTextFormat.Property.UserProperty.value + 1
TEXT = THING + 1
BADGE, RADIUS = 18.0, 5.0
BADGE_EXTENT = 11.0, 3.0  # above and below the line; it is drawn larger, into the line's lead
X_HEIGHT = 0.546  # of Inter and of the system's font, in sizes of the font


class Things(QPyTextObject):
    """Draws them all; `pointed` is the badge that is pointed at, here or on the picture."""

    def __init__(self, parent: QObject, formulas: Mapping[tuple[str, bool], Formula]) -> None:
        super().__init__(parent)
        self._formulas = formulas
        self.pointed = 0

    def intrinsicSize(self, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> QSizeF:  # noqa: N802, N803, A002
        above, below, width = self._extent(doc, format)
        half_x = QFontMetrics(format.toCharFormat().font()).xHeight() / 2
        return QSizeF(width, max(2 * above - half_x, 2 * below + half_x))

    def drawObject(  # noqa: N802
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        posInDocument: int,  # noqa: N803
        format: QTextFormat,  # noqa: A002
    ) -> None:
        rect = QRectF(rect)
        origin = QPointF(rect.left(), _baseline(rect, doc, posInDocument))
        text = str(format.property(TEXT))
        painter.save()
        if format.property(THING) == "badge":
            self._badge(painter, origin, text)
        else:
            formula = self._formulas[text, format.property(THING) == "display"]
            scale = _scale(formula, doc)
            color = format.toCharFormat().foreground().color()
            formula.draw(painter, origin, scale, color)
        painter.restore()

    def _extent(self, document: QTextDocument, format: QTextFormat) -> tuple[float, float, float]:  # noqa: A002
        """Above the line, below it, and the width."""
        text = str(format.property(TEXT))
        if format.property(THING) == "badge":
            return *BADGE_EXTENT, _badge_width(text) + 2
        formula = self._formulas[text, format.property(THING) == "display"]
        scale = _scale(formula, document)
        return formula.above * scale, formula.below * scale, formula.width * scale

    def _badge(self, painter: QPainter, origin: QPointF, number: str) -> None:
        look = theme().look
        box = QRectF(origin.x(), origin.y() - 14, _badge_width(number), BADGE)
        pointed = number == str(self.pointed)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if pointed:
            painter.setBrush(QColor(look.accent_soft))
            painter.drawRoundedRect(box.adjusted(-2.5, -2.5, 2.5, 2.5), RADIUS + 2, RADIUS + 2)
        painter.setBrush(QColor(look.accent).darker(118) if pointed else QColor(look.accent))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setPen(QColor(look.on_accent))
        painter.setFont(sized(11, weight=painter.font().Weight.DemiBold))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, number)


def format_of(run: Run, letters: QTextCharFormat, above: float, below: float) -> QTextCharFormat:
    """How a thing stands in the document.

    Qt lets what is aligned to the middle reach (height - x / 2) / 2 below the line, x being the
    height of the small letters of its font. So the font decides how much of it is below.
    """
    made = QTextCharFormat(letters)
    made.setFont(sized(max(1.0, 2 * (above - below) / X_HEIGHT)))
    made.setObjectType(OBJECT)
    made.setProperty(THING, run.thing)
    made.setProperty(TEXT, run.text)
    made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    if run.thing == "badge":
        made.setAnchor(True)
        made.setAnchorHref(run.style.link)
    return made


def _scale(formula: Formula, document: QTextDocument) -> float:
    """Smaller where it is wider than the text."""
    width = document.textWidth()
    return min(1.0, width / formula.width) if width > 0 else 1.0


def _badge_width(number: str) -> float:
    return max(BADGE, 7.5 * len(number) + 8)


def _baseline(rect: QRectF, document: QTextDocument, position: int) -> float:
    """Qt centres what is aligned to the middle in its line; the baseline follows from that."""
    block = document.findBlock(position)
    line = block.layout().lineForTextPosition(position - block.position())
    if not line.isValid():
        return rect.bottom()
    return rect.center().y() - line.height() / 2 + line.ascent()
