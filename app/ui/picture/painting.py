"""Drawing marks over a picture on the screen, in the look's accent."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen

from app.ui.icons import pixmap
from app.ui.look import Look
from app.ui.picture.places import Pen, Placed
from app.ui.theme import sized, theme

FILL, FILL_HERE = 0.10, 0.26  # opacity of the accent within a box
ASIDE = 0.4  # of the others while one is pointed at
HALO = QColor(255, 255, 255, 150)  # so that lines show on a picture of the accent's colour
DOT = 5.5
SIGN = 22  # points of the sign where a picture is missing
KEPT_PIXELS = 8_000_000  # of a layer of marks


def draw_marks(
    painter: QPainter, placed: Sequence[Placed], pen: Pen, look: Look, here: int = 0
) -> None:
    """All marks, the one pointed at last, since it may lie below others."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ordered = sorted(placed, key=lambda mark: mark.number == here)
    for mark in ordered:
        painter.setOpacity(ASIDE if here and mark.number != here else 1.0)
        _draw_shape(painter, mark, pen, look, mark.number == here)
    for mark in ordered:
        painter.setOpacity(ASIDE if here and mark.number != here else 1.0)
        draw_badge(painter, mark.badge, str(mark.number), pen.letters, look)
    painter.restore()


class MarkLayer:
    """Marks as an image that is kept until something about them changes: blitting is cheap."""

    def __init__(self) -> None:
        self._image = QImage()
        self._key: tuple[object, ...] = ()

    def draw(
        self, painter: QPainter, placed: Sequence[Placed], pen: Pen, area: QRectF, here: int
    ) -> None:
        """Marks that were placed in `area`. Where it is too large to keep, they are drawn."""
        ratio, look = painter.device().devicePixelRatioF(), theme().look
        size = (area.size() * ratio).toSize()
        if not placed or size.isEmpty():
            return
        if size.width() * size.height() > KEPT_PIXELS:
            self.paint(painter, placed, pen, look, here)
            return
        key = (placed, pen, area, here, look, ratio)
        if key != self._key:
            self._key = key
            self._image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.setDevicePixelRatio(ratio)
            self._image.fill(Qt.GlobalColor.transparent)
            own = QPainter(self._image)
            own.translate(-area.topLeft())
            self.paint(own, placed, pen, look, here)
            own.end()
        painter.drawImage(area.topLeft(), self._image)

    def paint(
        self, painter: QPainter, placed: Sequence[Placed], pen: Pen, look: Look, here: int
    ) -> None:
        """All of them; another kind of layer draws them otherwise."""
        draw_marks(painter, placed, pen, look, here)


def draw_badge(
    painter: QPainter, area: QRectF, text: str, letters: float, look: Look, *, halo: bool = True
) -> None:
    """The numbered square that stands for a mark everywhere; over a picture with a halo."""
    radius = area.height() * 5 / 18
    painter.setPen(QPen(HALO, 1) if halo else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.accent))
    painter.drawRoundedRect(area, radius, radius)
    painter.setPen(QColor(look.on_accent))
    font = sized(letters, weight=QFont.Weight.DemiBold)
    font.setPixelSize(max(round(letters), 7))
    painter.setFont(font)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def _draw_shape(painter: QPainter, mark: Placed, pen: Pen, look: Look, is_here: bool) -> None:
    if mark.frame is not None:
        _draw_frame(painter, mark.frame, pen, look, is_here)
    if mark.dot is not None:
        _draw_dot(painter, mark.dot, look, is_here)


def _draw_frame(painter: QPainter, frame: QRectF, pen: Pen, look: Look, is_here: bool) -> None:
    radius = min(pen.radius, frame.width() / 2, frame.height() / 2)
    outside = pen.line / 2 + 0.5
    halo = frame.adjusted(-outside, -outside, outside, outside)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(HALO, 1))
    painter.drawRoundedRect(halo, radius + outside, radius + outside)
    fill = QColor(look.accent)
    fill.setAlphaF(FILL_HERE if is_here else FILL)
    painter.setBrush(fill)
    painter.setPen(QPen(QColor(look.accent), pen.line))
    painter.drawRoundedRect(frame, radius, radius)


def _draw_dot(painter: QPainter, dot: QPointF, look: Look, is_here: bool) -> None:
    painter.setPen(QPen(QColor("white"), 2))
    painter.setBrush(QColor(look.accent))
    reach = DOT * 1.35 if is_here else DOT
    painter.drawEllipse(dot, reach, reach)


def rounded(area: QRectF, radius: float) -> QPainterPath:
    """A rectangle with round corners, to clip by."""
    path = QPainterPath()
    path.addRoundedRect(area, radius, radius)
    return path


def draw_image(painter: QPainter, image: QImage, area: QRectF) -> None:
    """Pixel by pixel where it was decoded for just this area, which is much faster."""
    ratio = painter.device().devicePixelRatioF()
    wanted = area.size() * ratio
    if abs(image.width() - wanted.width()) < 1 and abs(image.height() - wanted.height()) < 1:
        image.setDevicePixelRatio(ratio)
        painter.drawImage(area.topLeft(), image)
    else:
        painter.drawImage(area, image)


def draw_place(painter: QPainter, rect: QRect, reason: str) -> None:
    """What stands there until a picture comes, or says why none does."""
    look, ratio = theme().look, painter.device().devicePixelRatioF()
    sign = pixmap("warning" if reason else "image", look.faint, SIGN, ratio, 1.2)
    middle = QRectF(rect).center()
    painter.drawPixmap(middle - QPointF(SIGN / 2, SIGN if reason else SIGN / 2), sign)
    if reason:
        painter.setPen(QColor(look.soft))
        painter.setFont(sized(12))
        room = QRectF(rect).adjusted(16, rect.height() / 2 + 8, -16, -8)
        wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter
        painter.drawText(room, int(wrap), reason)
