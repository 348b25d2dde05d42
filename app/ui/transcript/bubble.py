"""What the user said, in a soft bubble as wide as its words. A long text is folded."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import READING, theme
from app.ui.transcript.actions import WordButton
from app.ui.transcript.words import Words

WIDEST = 520
_RADIUS, _SIDE, _TOP = 16, 14, 10
_BALANCE = 2  # a spaced line has its room below the letters
_LONG, _LINES = 2400, 24  # letters and lines from which it is folded
_SHORT, _FEW = 900, 12  # what is shown of it then


class Bubble(QWidget):
    """Its size depends on its words only, not on a width that is given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._unfolded = False
        self.words = Words(READING, self)
        self._more: WordButton | None = None
        theme().changed.connect(self.update)

    def set_text(self, text: str) -> None:
        self._text = text.strip()
        self._show()
        self.setVisible(bool(self._text))

    def unfold(self) -> None:
        """Show all of a long text."""
        self._unfolded = True
        self._show()

    @property
    def is_long(self) -> bool:
        return len(self._text) > _LONG or self._text.count("\n") >= _LINES

    def _toggle(self) -> None:
        self._unfolded = not self._unfolded
        self._show()

    def _show(self) -> None:
        folded = self.is_long and not self._unfolded
        self.words.set_text(_beginning(self._text) if folded else self._text)
        if self.is_long and self._more is None:
            self._more = WordButton(parent=self)
            self._more.clicked.connect(self._toggle)
            self._more.show()
        if self._more is not None:
            self._more.setText(self.tr("Show all") if folded else self.tr("Show less"))
            self._more.setVisible(self.is_long)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        wide = self.words.natural_width(WIDEST - 2 * _SIDE)
        if self._more is not None and self.is_long:
            wide = max(wide, self._more.sizeHint().width())
        return QSize(wide + 2 * _SIDE, self.heightForWidth(wide + 2 * _SIDE))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.words.heightForWidth(width - 2 * _SIDE) + 2 * _TOP + self._below()

    def _below(self) -> int:
        if self._more is None or not self.is_long:
            return 0
        return self._more.sizeHint().height() + 6

    def resizeEvent(self, event: object) -> None:
        inside = self.rect().adjusted(_SIDE, _TOP, -_SIDE, -_TOP - self._below())
        self.words.setGeometry(inside.translated(0, _BALANCE))
        if self._more is not None:
            more = self._more.sizeHint()
            self._more.setGeometry(_SIDE, inside.bottom() + 7, more.width(), more.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().look.bubble))
        painter.drawRoundedRect(QRectF(self.rect()), _RADIUS, _RADIUS)


def _beginning(text: str) -> str:
    lines = text[:_SHORT].split("\n")[:_FEW]
    return "\n".join(lines).rstrip() + " …"
