"""A display as it stood when the capture began, and what is drawn over it while one chooses."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.desktop.face import Captured, Screen
from app.reading.geometry import Box, PointBox, Points
from app.ui.theme import sized, theme

DIM = QColor(0, 0, 0, 110)
INK = QColor(28, 28, 30, 225)  # behind words over any picture, in light and dark alike
WORDS = QColor(255, 255, 255)


@dataclass(frozen=True)
class Still:
    """What the user points at is what is taken: the picture was made before the overlay stood."""

    screen: Screen
    captured: Captured

    @property
    def size(self) -> QSizeF:
        return QSizeF(self.screen.bounds.width, self.screen.bounds.height)

    def points(self, area: QRectF) -> PointBox:
        """An area of the overlay, on the desktop."""
        start = self.screen.bounds.start
        return Box(
            Points(start.x + area.left(), start.y + area.top()),
            Points(start.x + area.right(), start.y + area.bottom()),
        )

    def area(self, box: PointBox) -> QRectF:
        """A box of the desktop, in the overlay."""
        start = self.screen.bounds.start
        return QRectF(box.start.x - start.x, box.start.y - start.y, box.width, box.height)

    def pixels(self, area: QRectF) -> tuple[int, int]:
        """How many pixels an area has."""
        geometry = self.captured.geometry
        return (
            round(area.width() * geometry.content.width / geometry.bounds.width),
            round(area.height() * geometry.content.height / geometry.bounds.height),
        )


def draw_still(painter: QPainter, still: Still, clear: QRectF | None) -> None:
    """The picture, dimmed but for one area."""
    whole = QRectF(QPointF(), still.size)
    painter.drawImage(whole, still.captured.picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if clear is None:
        painter.fillRect(whole, DIM)
        return
    for side in _around(whole, clear):
        painter.fillRect(side, DIM)


def draw_frame(painter: QPainter, area: QRectF) -> None:
    """The accent, with a light line outside it so that it shows on the accent too."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(255, 255, 255, 200), 1))
    painter.drawRect(area.adjusted(-1.5, -1.5, 1.5, 1.5))
    painter.setPen(QPen(QColor(theme().look.accent), 2))
    painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))


def draw_words(painter: QPainter, words: str, near: QPointF, within: QRectF) -> None:
    """Words on a dark pill whose top left corner is near a place, all of it within an area."""
    font = sized(12)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    pill = QRectF(near, QSizeF(metrics.horizontalAdvance(words) + 20, metrics.height() + 10))
    pill.moveLeft(min(max(pill.left(), within.left()), within.right() - pill.width()))
    pill.moveTop(min(max(pill.top(), within.top()), within.bottom() - pill.height()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(INK)
    painter.drawRoundedRect(pill, 7, 7)
    painter.setPen(WORDS)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)


def _around(whole: QRectF, hole: QRectF) -> tuple[QRectF, ...]:
    hole = hole.intersected(whole)
    return (
        QRectF(whole.left(), whole.top(), whole.width(), hole.top() - whole.top()),
        QRectF(whole.left(), hole.bottom(), whole.width(), whole.bottom() - hole.bottom()),
        QRectF(whole.left(), hole.top(), hole.left() - whole.left(), hole.height()),
        QRectF(hole.right(), hole.top(), whole.right() - hole.right(), hole.height()),
    )
