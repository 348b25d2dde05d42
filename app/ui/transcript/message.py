"""What every message of the column has in common: its place, its focus, its name for a reader."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QTextEdit, QWidget

from app.chat.conversation import Shown
from app.ui.phase import Done, Phase
from app.ui.theme import theme
from app.ui.transcript.found import mark_words
from app.ui.transcript.stack import Stack

MARGIN, ABOVE = 12, 8  # beside and above the words, for the ring of the focus
_RADIUS = 10


class MessageView(QWidget):
    """One turn. `changed_height`: something in it wants more or less room."""

    changed_height = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.stack = Stack()
        self.shown: Shown | None = None
        self.phase: Phase = Done()
        self._by_keyboard = False
        self.is_current = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    @property
    def turn_id(self) -> str:
        assert self.shown is not None
        return self.shown.turn.id

    @property
    def is_edited(self) -> bool:
        """Whether it holds something that would be lost without it."""
        return False

    def show_turn(self, shown: Shown, phase: Phase) -> None:
        """Show it, or how it stands now."""
        raise NotImplementedError

    def copy_text(self) -> str:
        """What Copy takes: what is selected in it, else all."""
        raise NotImplementedError

    def copy(self) -> None:
        raise NotImplementedError

    def texts(self) -> tuple[QTextEdit, ...]:
        """Where words are searched."""
        raise NotImplementedError

    def arrange(self, width: int) -> int:
        """Lay out for a width; the height that it takes."""
        return self.stack.arrange(MARGIN, ABOVE, width - 2 * MARGIN) + self.space_below()

    def space_below(self) -> int:
        """Between the words and the next message."""
        raise NotImplementedError

    def ring_below(self) -> int:
        """How far below the words the ring of the focus reaches."""
        return ABOVE

    def mark_words(self, words: str) -> int | None:
        """Mark them, "" marks nothing; where the first one lies from the top."""
        return mark_words(self, self.texts(), words)

    def set_current(self, current: bool) -> None:
        """Only one message, and what is in it, is reached by Tab; arrows lead to the others."""
        self.is_current = current
        policy = Qt.FocusPolicy
        self.setFocusPolicy(policy.StrongFocus if current else policy.ClickFocus)
        for button in self.findChildren(QAbstractButton):
            button.setFocusPolicy(policy.TabFocus if current else policy.NoFocus)
        for control in self.controls():
            control.setFocusPolicy(policy.StrongFocus if current else policy.ClickFocus)

    def controls(self) -> list[QWidget]:
        """What else in it is reached by Tab, beside its buttons."""
        return []

    # --- the ring ---

    def focusInEvent(self, event: QFocusEvent) -> None:
        mouse = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        self._by_keyboard = event.reason() not in mouse
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.hasFocus() and self._by_keyboard):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme().look.accent), 2))
        below = self.ring_below() - self.space_below()
        area = QRectF(self.rect()).adjusted(1, 1, -1, below - 1)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.changed_height.emit()
        return super().event(event)
