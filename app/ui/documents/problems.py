"""What went wrong in a reading, above its result and never hidden; many scroll."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from app.ui.icons import pixmap
from app.ui.labels import label
from app.ui.theme import theme, wear

HIGHEST = 120  # points; beyond that it scrolls
SHEET = """
Problems { background: transparent; border: 0; }
#problems { background: $page; border: 1px solid $warn; border-radius: 8px; }
#problems QLabel { color: $text; font-size: 12px; }
"""


class Problems(QScrollArea):
    """Hidden while there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = QFrame()
        self._card.setObjectName("problems")
        self.words = label(wraps=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sign = QLabel()
        row = QHBoxLayout(self._card)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(9)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.setWidget(self._card)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        wear(self, SHEET)
        theme().changed.connect(self._draw)
        self._draw()
        self.hide()

    def show_problems(self, problems: Sequence[str]) -> None:
        """A line each."""
        self.words.setText("\n".join(problems))
        self.setAccessibleName(self.tr("Problems"))
        self.setAccessibleDescription(self.words.text())
        self.setVisible(bool(problems))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(300, self.height())

    def _fit(self) -> None:
        wanted = max(self._card.heightForWidth(self.width()), 24)
        self._card.setMinimumHeight(wanted)
        self.setFixedHeight(min(wanted, HIGHEST))
        # Where it scrolls, the keyboard must be able to.
        scrolls = wanted > HIGHEST
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)

    def _draw(self) -> None:
        drawn: QPixmap = pixmap("warning", theme().look.warn, 16, self.devicePixelRatioF())
        self._sign.setPixmap(drawn)
