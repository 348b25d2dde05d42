"""What the model thought, folded; a line tells how long it took."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.chat.conversation import Reply
from app.ui.icons import icon
from app.ui.theme import theme
from app.ui.transcript.actions import WordButton
from app.ui.transcript.wording import thought
from app.ui.transcript.words import Words

_INDENT, _PAD = 14, 3


class Thoughts(QWidget):
    """Live while it thinks, if it is open. `folded` carries whether it is open now."""

    folded = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thinking = ""
        self._open = False
        self._head = WordButton(parent=self)
        self._head.setProperty("kind", "fold")
        self._head.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the icon after the words
        self._head.clicked.connect(self._toggle)
        self._words = Words(12.5, self)
        self._words.setProperty("kind", "thought")
        self._words.hide()
        theme().changed.connect(self._draw)
        self._draw()

    def show_thoughts(self, reply: Reply, thinking: bool) -> None:
        self._thinking = reply.thinking.strip()
        self._head.setText(thought(reply, thinking))
        self.setVisible(bool(self._thinking) or thinking)
        if self._open:
            self._words.set_text(self._thinking)

    def open(self, wanted: bool) -> None:
        self._open = wanted
        if wanted:
            self._words.set_text(self._thinking)
        self._words.setVisible(wanted)
        self._draw()
        self.updateGeometry()

    def _toggle(self) -> None:
        self.open(not self._open)
        self.folded.emit(self._open)

    def _draw(self) -> None:
        name = "chevron-down" if self._open else "chevron-right"
        self._head.setIcon(icon(name, 11))
        self._head.setAccessibleDescription(self.tr("open") if self._open else self.tr("closed"))
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        height = self._head.sizeHint().height() + 2 * _PAD
        if self._open:
            height += 6 + self._words.heightForWidth(width - _INDENT)
        return height

    def resizeEvent(self, event: object) -> None:
        head = self._head.sizeHint()
        self._head.setGeometry(_INDENT, _PAD, head.width(), head.height())
        top = _PAD + head.height() + 6
        below = max(self.height() - top - _PAD, 0)
        self._words.setGeometry(_INDENT + 1, top, self.width() - _INDENT, below)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, 0, 2, self.height(), QColor(theme().look.line))
