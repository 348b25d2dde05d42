"""What a new chat shows: what one can do here, what this model is, three things to try."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.labels import label
from app.ui.theme import wear

SHEET = """
#welcome QLabel#greeting { font-size: 26px; font-weight: 600; }
#welcome QLabel#lead { color: $soft; font-size: 14px; }
#welcome QFrame#honest { background: $bubble; border-radius: 12px; }
#welcome QFrame#honest QLabel { font-size: 13px; color: $text; background: transparent; }
#welcome QToolButton { color: $text; background: $card; border: 1px solid $line;
    border-radius: 12px; padding: 10px; font-size: 12px; }
#welcome QToolButton:hover { background: $hover; }
#welcome QToolButton:focus { border-color: $accent; }
"""
CARD = 624  # points, as wide as three samples
PICTURE = QSize(168, 104)


@dataclass(frozen=True)
class Sample:
    """A picture of ours and a question that the bundled model understands."""

    picture: Path
    question: str


class Welcome(QWidget):
    """Signals the sample that was chosen, or that a real model is wanted."""

    tried = Signal(object)  # Sample
    models_wanted = Signal()

    def __init__(self, samples: tuple[Sample, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        greeting = label(self.tr("What shall I look at?"), name="greeting")
        lead = label(
            self.tr(
                "Drop a picture, a screenshot or a clip anywhere in this window, and ask about it."
            ),
            wraps=True,
            name="lead",
        )
        self.honest = self._honest_card()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addStretch(3)
        for words in (greeting, lead):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addSpacing(18)
        column.addLayout(self._samples(samples))
        column.addSpacing(14)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(self.honest)
        middle.addStretch()
        column.addLayout(middle)
        column.addStretch(4)
        wear(self, SHEET)

    def set_model(self, *, is_demonstration: bool, best: str = "") -> None:
        """`best`: a sentence about the real model that fits this machine."""
        self.honest.setVisible(is_demonstration)
        self._best.setText(best)
        self._best.setVisible(bool(best))

    def _honest_card(self) -> QFrame:
        card = QFrame()
        card.setObjectName("honest")
        card.setFixedWidth(CARD)
        said = label(
            self.tr(
                "You are talking to kestrel-nano, a demonstration of 8 MB that came with the app. "
                "It reads small, plain screens like these and knows nothing of the world."
            ),
            wraps=True,
        )
        self._best = label(kind="soft", wraps=True)
        get = QPushButton(self.tr("Choose a real model…"))
        get.setProperty("kind", "plain")
        get.clicked.connect(self.models_wanted)
        column = QVBoxLayout(card)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(said)
        column.addWidget(self._best)
        column.addWidget(get, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _samples(self, samples: tuple[Sample, ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch()
        for sample in samples:
            button = QToolButton()
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIcon(QIcon(_framed(sample.picture, self.devicePixelRatioF())))
            button.setIconSize(PICTURE)
            button.setFixedWidth(PICTURE.width() + 32)
            button.setText(sample.question)
            button.setAccessibleName(self.tr("Try: {question}").format(question=sample.question))
            button.clicked.connect(lambda _=False, chosen=sample: self.tried.emit(chosen))
            row.addWidget(button)
        row.addStretch()
        return row


def _framed(picture: Path, ratio: float) -> QPixmap:
    """Pictures of any shape in the middle of the same frame."""
    frame = QPixmap(PICTURE * ratio)
    frame.fill(Qt.GlobalColor.transparent)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    small = QPixmap(str(picture)).scaled(frame.size(), keep, smooth)
    painter = QPainter(frame)
    x, y = (frame.width() - small.width()) // 2, (frame.height() - small.height()) // 2
    painter.drawPixmap(x, y, small)
    painter.end()
    frame.setDevicePixelRatio(ratio)
    return frame
