"""What a new chat shows: what one can do here, what this model is, three things to try."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.labels import label
from app.ui.theme import wear
from app.ui.window.samples import Sample, SampleButton

SHEET = """
#welcome, #welcome QScrollArea, #welcome QWidget#page { background: $page; border: 0; }
#welcome QLabel#greeting { font-size: 26px; font-weight: 600; }
#welcome QLabel#lead { color: $soft; font-size: 14px; }
#welcome QFrame#honest { background: $bubble; border-radius: 12px; }
#welcome QFrame#honest QLabel { font-size: 13px; color: $text; background: transparent; }
"""
COLUMN = 624  # points, as wide as three samples
MARGIN = 22


class Welcome(QWidget):
    """Signals the sample that was chosen, or that a real model is wanted.

    Where the window is too low for all of it, it scrolls.
    """

    tried = Signal(object)  # Sample
    models_wanted = Signal()

    def __init__(self, samples: tuple[Sample, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self.honest = self._honest_card()
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(MARGIN, 16, MARGIN, 16)
        column.setSpacing(10)
        column.addStretch(3)
        for words in self._words():
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addSpacing(18)
        column.addLayout(_centred(self._samples(samples)))
        column.addSpacing(14)
        column.addLayout(_centred(self.honest))
        column.addStretch(4)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        wear(self, SHEET)

    def set_model(self, *, is_demonstration: bool, best: str = "") -> None:
        """`best`: a sentence about the real model that fits this machine."""
        self.honest.setVisible(is_demonstration)
        self._best.setText(best)
        self._best.setVisible(bool(best))

    def _words(self) -> tuple[QLabel, ...]:
        greeting = label(self.tr("What shall I look at?"), name="greeting")
        said = self.tr(
            "Drop a picture, a document, a clip or a folder anywhere in this window, "
            "and ask about it."
        )
        return greeting, label(said, wraps=True, name="lead")

    def _honest_card(self) -> QFrame:
        card = QFrame()
        card.setObjectName("honest")
        said = label(
            self.tr(
                "You are talking to kestrel-nano, a demonstration of 11 MB that came with the app. "
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

    def _samples(self, samples: tuple[Sample, ...]) -> QWidget:
        shelf = QWidget()
        row = QHBoxLayout(shelf)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for sample in samples:
            button = SampleButton(sample)
            button.clicked.connect(lambda _=False, chosen=sample: self.tried.emit(chosen))
            row.addWidget(button)
        return shelf


def _centred(part: QWidget) -> QHBoxLayout:
    """In the column of the page, narrower where the window is."""
    part.setMaximumWidth(COLUMN)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(part, 1000)
    row.addStretch(1)
    return row
