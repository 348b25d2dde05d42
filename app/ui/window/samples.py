"""Something to try: a picture of ours and a question, as one large button."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.places import RESOURCES
from app.ui.theme import sized, theme

WIDEST, NARROWEST = 200, 96
HEIGHT, WORDS = 174, 40  # points; the words take two lines at most
PAD, RADIUS = 10, 12
QUESTIONS = (
    ("print", "Where is the Save button?"),
    ("account", "List the elements of this screen."),
    ("menu", 'Where is "Export"?'),
)


@dataclass(frozen=True)
class Sample:
    """A picture of ours and a question that the bundled model understands."""

    picture: Path
    question: str


class SampleButton(QToolButton):
    """The picture in a frame that is the same for all, the question under it."""

    def __init__(self, sample: Sample, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sample = sample
        self._picture = QPixmap(str(sample.picture))
        self.setText(sample.question)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumSize(NARROWEST, HEIGHT)
        self.setMaximumSize(WIDEST, HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Try: {question}").format(question=sample.question))
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(WIDEST, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QPen(QColor(look.accent if self.hasFocus() else look.line), 1))
        painter.setBrush(QColor(look.hover if self.underMouse() else look.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        inside = self.rect().adjusted(PAD, PAD, -PAD, -PAD)
        self._draw_picture(painter, QRectF(inside.adjusted(0, 0, 0, -WORDS - 6)))
        painter.setPen(QColor(look.text))
        painter.setFont(sized(12))
        words = QRect(inside.left(), inside.bottom() - WORDS + 1, inside.width(), WORDS)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(words, flags, self.text())

    def _draw_picture(self, painter: QPainter, frame: QRectF) -> None:
        """All of it, on a ground of its own."""
        look = theme().look
        shape = QPainterPath()
        shape.addRoundedRect(frame, 6, 6)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(frame, QColor(look.code))
        size = self._picture.size().toSizeF() if not self._picture.isNull() else frame.size()
        room = frame.adjusted(8, 8, -8, -8).size()
        size.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(frame.topLeft(), size)
        place.moveCenter(frame.center())
        ratio = self.devicePixelRatioF()
        small = self._picture.scaled(
            (size * ratio).toSize(),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter.drawPixmap(place, small, QRectF(small.rect()))
        painter.restore()


def bundled() -> tuple[Sample, ...]:
    """Screens of ours, with questions in the words that kestrel-nano was taught."""
    folder = RESOURCES / "samples"
    return tuple(Sample(folder / f"{name}.png", question) for name, question in QUESTIONS)
