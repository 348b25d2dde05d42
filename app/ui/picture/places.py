"""Where boxes, dots and their numbers lie on a picture that is shown in some area."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from app.reading.geometry import FULL
from app.reading.reply import Mark

REACH = 11.0  # points around a dot that count as the dot


@dataclass(frozen=True)
class Pen:
    """Sizes in points. Many marks are drawn finer."""

    badge: float
    letters: float
    line: float
    radius: float


BOLD, FINE, FINEST = Pen(18, 11, 2, 7), Pen(15, 9.5, 1.6, 5), Pen(12, 8, 1.2, 4)


@dataclass(frozen=True)
class Placed:
    """One mark. A box is wider than what it frames by its line; the badge is never outside."""

    number: int
    frame: QRectF | None
    dot: QPointF | None
    badge: QRectF

    @property
    def target(self) -> QRectF:
        """What belongs to it: where it is, without its number."""
        if self.frame is not None:
            return self.frame
        assert self.dot is not None, "a mark has a box or a point"
        return _around(self.dot, REACH)


def pen_for(marks: Sequence[Mark], area: QRectF) -> Pen:
    """As bold as there is room for."""
    heights = sorted(m.box.height / FULL * area.height() for m in marks if m.box)
    middle = heights[len(heights) // 2] if heights else 99.0
    if len(marks) <= 8 and middle >= 14:
        return BOLD
    return FINE if len(marks) <= 24 and middle >= 11 else FINEST


def place(marks: Sequence[Mark], area: QRectF) -> tuple[Placed, ...]:
    """All marks of a picture that is shown in `area`, numbered from 1."""
    pen = pen_for(marks, area)
    frames = [_frame(mark, area, pen) for mark in marks]
    dots = [_dot(mark, area) for mark in marks]
    placed: list[Placed] = []
    for number, (frame, dot) in enumerate(zip(frames, dots, strict=True), start=1):
        others = [other for other in frames if other is not None and other is not frame]
        badge = _badge(number, frame, dot, area, pen, others, [p.badge for p in placed])
        placed.append(Placed(number, frame, dot, badge))
    return tuple(placed)


def found_at(placed: Sequence[Placed], point: QPointF) -> int:
    """The number of the mark there, the smallest if several are; 0 where none is."""
    for mark in reversed(placed):
        if mark.badge.contains(point):
            return mark.number
    inside = [mark for mark in placed if mark.target.contains(point)]
    return min(inside, key=lambda mark: _extent(mark.target)).number if inside else 0


def _frame(mark: Mark, area: QRectF, pen: Pen) -> QRectF | None:
    if mark.box is None:
        return None
    start, end = mark.box.start, mark.box.end
    across, down = area.width() / FULL, area.height() / FULL
    box = QRectF(
        area.x() + start.x * across,
        area.y() + start.y * down,
        (end.x - start.x) * across,
        (end.y - start.y) * down,
    )
    half = pen.line / 2
    inner = area.adjusted(half, half, -half, -half)
    wide = box.adjusted(-half, -half, half, half).intersected(inner)
    return wide if wide.width() >= pen.line and wide.height() >= pen.line else _grown(box, inner)


def _grown(box: QRectF, inner: QRectF) -> QRectF:
    """A box of hardly a point, large enough to be seen."""
    small = QRectF(0, 0, max(box.width(), 4.0), max(box.height(), 4.0))
    small.moveCenter(box.center())
    return _inside(small, inner)


def _dot(mark: Mark, area: QRectF) -> QPointF | None:
    if mark.point is None:
        return None
    x = area.x() + mark.point.x / FULL * area.width()
    return QPointF(x, area.y() + mark.point.y / FULL * area.height())


def _badge(
    number: int,
    frame: QRectF | None,
    dot: QPointF | None,
    area: QRectF,
    pen: Pen,
    frames: Sequence[QRectF],
    badges: Sequence[QRectF],
) -> QRectF:
    """On a corner of the box; on the one where it hides the fewest other marks."""
    size = QRectF(0, 0, max(pen.badge, pen.letters * (len(str(number)) * 0.66 + 0.55)), pen.badge)
    if frame is None:
        assert dot is not None, "a mark has a box or a point"
        reach = pen.badge * 0.8  # beside the dot, which stays to be seen
        frame = _around(dot, reach)
        badges = [*badges, _around(dot, 5)]
    corners = (frame.topLeft(), frame.topRight(), frame.bottomLeft(), frame.bottomRight())
    least, best = float("inf"), size
    for rank, corner in enumerate(corners):
        here = QRectF(size)
        here.moveCenter(corner)
        here = _inside(here, area)
        hidden = 12 * _covered(here, badges) + _covered(here, frames) + rank * 6 * size.height()
        if hidden < least:
            least, best = hidden, here
    return best


def _around(middle: QPointF, reach: float) -> QRectF:
    return QRectF(middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach)


def _covered(badge: QRectF, others: Sequence[QRectF]) -> float:
    return sum(_extent(badge & other) for other in others if badge.intersects(other))


def _extent(area: QRectF) -> float:
    return area.width() * area.height()


def _inside(box: QRectF, area: QRectF) -> QRectF:
    """Moved into an area that is larger than it."""
    x = max(min(box.x(), area.right() - box.width()), area.x())
    y = max(min(box.y(), area.bottom() - box.height()), area.y())
    return QRectF(x, y, box.width(), box.height())
