"""The quiet controls of a message: words or icons in a row, and the switch between versions."""

from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.ui.icons import icon
from app.ui.theme import theme


class WordButton(QPushButton):
    """A button that is only a word."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # until its message is the current one


class IconButton(QToolButton):
    """An icon that says what it does as its tooltip."""

    def __init__(self, name: str, says: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setToolTip(says)
        self.setAccessibleName(says)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # as above
        theme().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self.setIcon(_icon(self._name, theme().look.soft))


@cache
def _icon(name: str, color: str) -> QIcon:
    """Kept, since every message has the same few."""
    return icon(name, 14, color)


class Versions(QWidget):
    """‹ 2/3 › where a turn has siblings."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: Sequence[str] = ()
        self._at = 0
        self._count = QLabel()
        self._former = IconButton("chevron-left", self.tr("Previous version"))
        self._next = IconButton("chevron-right", self.tr("Next version"))
        self._former.clicked.connect(self._go_back)
        self._next.clicked.connect(self._go_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for part in (self._former, self._count, self._next):
            row.addWidget(part)
        self.hide()

    def show_versions(self, ids: Sequence[str], turn: str) -> None:
        self._ids, self._at = ids, ids.index(turn) if turn in ids else 0
        self._count.setText(f"{self._at + 1}/{len(ids)}")
        said = self.tr("Version {number} of {count}")
        self._count.setAccessibleName(said.format(number=self._at + 1, count=len(ids)))
        self._former.setEnabled(self._at > 0)
        self._next.setEnabled(self._at + 1 < len(ids))
        self.setVisible(len(ids) > 1)

    def _go_back(self) -> None:
        self.chosen.emit(self._ids[self._at - 1])

    def _go_on(self) -> None:
        self.chosen.emit(self._ids[self._at + 1])
