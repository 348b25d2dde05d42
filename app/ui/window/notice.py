"""A line above the composer: what went wrong or may be undone, and one remedy."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from app.ui.icons import icon
from app.ui.labels import label
from app.ui.theme import theme, wear

Tone: TypeAlias = Literal["bad", "warn", "plain"]
SHEET = """
#notice { background: $card; border: 1px solid $line; border-radius: 10px; }
#notice[tone="bad"] { border-color: $bad; }
#notice[tone="warn"] { border-color: $warn; }
"""


class Notice(QFrame):
    """Hidden until it has something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._remedy: Callable[[], None] | None = None
        self._words = label(wraps=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton()
        self.button.setProperty("kind", "plain")
        self.button.clicked.connect(self._mend)
        self._close = QToolButton()
        self._close.setIconSize(QSize(12, 12))
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.setAccessibleName(self.tr("Dismiss"))
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        row.addWidget(self._close)
        for button in (self.button, self._close):
            # A press must not take the keyboard from the composer: it would go on to the search.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self.hide)
        wear(self, SHEET)
        theme().changed.connect(self._draw_icon)
        self._draw_icon()
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def say(
        self,
        text: str,
        tone: Tone = "plain",
        remedy: str = "",
        call: Callable[[], None] | None = None,
        *,
        for_ms: int = 0,
    ) -> None:
        """Show it until it is dismissed, or for a while."""
        self._words.setText(text)
        self.button.setText(remedy)
        self.button.setVisible(call is not None)
        self._remedy = call
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        self._end.stop()
        if for_ms:
            self._end.start(for_ms)

    def _mend(self) -> None:
        remedy, self._remedy = self._remedy, None
        self.hide()
        if remedy is not None:
            remedy()

    def _draw_icon(self) -> None:
        self._close.setIcon(icon("close", 12))
