"""What a verdict looks like and is called: by shape and colour, and always in words as well.

Confirmed is a full disc with a tick, unconfirmed a ring with a question mark, contradicted a
triangle with an exclamation mark: they differ without colour, too.
"""

from html import escape

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from app.reading.verdict import Evidence, Verdict
from app.ui.look import Look
from app.ui.theme import sized

HALO = QColor(255, 255, 255, 200)  # so that a sign shows on a dark page


def verdict_words(verdict: Verdict) -> str:
    """The verdict in the user's language."""
    translate = QCoreApplication.translate
    return {
        "confirmed": translate("Verdict", "confirmed"),
        "unconfirmed": translate("Verdict", "unconfirmed"),
        "contradicted": translate("Verdict", "contradicted"),
    }[verdict]


def evidence_words(evidence: tuple[Evidence, ...]) -> str:
    """Each witness and what it said, a line each; "" where none was heard."""
    return "\n".join(_told(item) for item in evidence)


def plain_tip(words: str) -> str:
    """A tip that may quote a page: Qt would take what looks like HTML for such."""
    return f"<p>{escape(words)}</p>".replace("\n", "<br>") if "<" in words else words


def color_of(verdict: Verdict, look: Look) -> QColor:
    names = {"confirmed": look.good, "unconfirmed": look.warn, "contradicted": look.bad}
    return QColor(names[verdict])


def draw_sign(
    painter: QPainter, area: QRectF, verdict: Verdict, look: Look, *, halo: bool = False
) -> None:
    """The sign of a verdict in a square; with a light rim where it lies on a picture."""
    color, ground = color_of(verdict, look), QColor(look.page)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = area.width() / 9
    body = area.adjusted(line / 2, line / 2, -line / 2, -line / 2)
    if halo:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(HALO)
        painter.drawEllipse(area.adjusted(-1.5, -1.5, 1.5, 1.5))
    pen = QPen(color, line)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if verdict == "confirmed":
        painter.setBrush(color)
        painter.drawEllipse(body)
        _draw_tick(painter, area, ground)
    elif verdict == "unconfirmed":
        painter.setBrush(ground if halo else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(body)
        _draw_letter(painter, area, "?", color)
    else:
        painter.setBrush(color)
        painter.drawPolygon(
            QPolygonF([_at(body, 0.5, 0.05), _at(body, 1, 0.93), _at(body, 0, 0.93)])
        )
        _draw_letter(painter, area.translated(0, area.height() * 0.1), "!", ground)
    painter.restore()


def _draw_tick(painter: QPainter, area: QRectF, color: QColor) -> None:
    pen = QPen(color, area.width() / 8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    path = QPainterPath(_at(area, 0.28, 0.53))
    path.lineTo(_at(area, 0.44, 0.68))
    path.lineTo(_at(area, 0.72, 0.35))
    painter.drawPath(path)


def _draw_letter(painter: QPainter, area: QRectF, letter: str, color: QColor) -> None:
    font = sized(9, weight=QFont.Weight.Bold)
    font.setPixelSize(max(round(area.height() * 0.68), 6))
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, letter)


def _at(area: QRectF, across: float, down: float) -> QPointF:
    return QPointF(area.x() + across * area.width(), area.y() + down * area.height())


def _told(item: Evidence) -> str:
    translate = QCoreApplication.translate
    named = {
        "accessibility tree": translate("Verdict", "accessibility tree"),
        "another page": translate("Verdict", "another page"),
        "arithmetic": translate("Verdict", "arithmetic"),
        "file": translate("Verdict", "file"),
        "quotation": translate("Verdict", "quotation"),
        "second look": translate("Verdict", "second look"),
        "subtitles": translate("Verdict", "subtitles"),
        "text layer": translate("Verdict", "text layer"),
    }
    witness = named.get(item.witness, item.witness)
    words = f"{witness}: {verdict_words(item.verdict)}"
    return f"{words} ({item.words})" if item.words else words
