"""The foot of the panel: what goes with the question, and the keys that do something now."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.composer.buttons import RemoveButton
from app.ui.labels import label
from app.ui.quick.hints import Hint
from app.ui.theme import wear

SHEET = """
Foot QLabel { color: $soft; font-size: 11px; }
Foot QLabel[refused="true"] { color: $warn; }
"""
LONGEST = 380


class Foot(QWidget):
    """One line, so a key is named only where it is of use."""

    asked = Signal()
    move_wanted = Signal()
    capture_wanted = Signal()
    closed = Signal()
    context_removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._talks, self._busy = False, False
        self._words, self._about = "", ""
        self._context = label()
        self._remove = RemoveButton()
        self._remove.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._remove.clicked.connect(self.context_removed)
        self.ask = Hint("Return", self.tr("ask"))
        self.move_on = Hint("Ctrl+Return", self.tr("continue in window"))
        self.capture = Hint("Ctrl+Alt+4", self.tr("new capture"))
        self.shut = Hint("Esc", self.tr("close"))
        self.ask.clicked.connect(self.asked)
        self.move_on.clicked.connect(self.move_wanted)
        self.capture.clicked.connect(self.capture_wanted)
        self.shut.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 9, 0, 0)
        row.setSpacing(16)
        about = QHBoxLayout()
        about.setSpacing(6)
        about.addWidget(self._context)
        about.addWidget(self._remove)
        row.addLayout(about)
        for hint in (self.ask, self.move_on, self.capture, self.shut):
            row.addWidget(hint)
        row.addStretch(1)
        wear(self, SHEET)
        self._show()

    @property
    def context(self) -> str:
        return self._about

    def set_context(self, words: str, refused: bool = False) -> None:
        self._about = words
        metrics = self._context.fontMetrics()
        self._context.setText(metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, LONGEST))
        self._context.setToolTip(words)
        self._context.setProperty("refused", refused)
        self._context.style().unpolish(self._context)
        self._context.style().polish(self._context)
        self._show()

    def set_words(self, words: str) -> None:
        """What stands in the field."""
        self._words = words.strip()
        self._show()

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._show()

    def set_talks(self, talks: bool) -> None:
        """Something was asked already."""
        self._talks = talks
        self._show()

    def _show(self) -> None:
        about = bool(self._about)
        self._context.setVisible(about)
        self._remove.setVisible(about)
        self.ask.setVisible(bool(self._words) and not self._busy)
        self.move_on.setVisible(self._talks and not about)
        self.capture.setVisible(not about)
