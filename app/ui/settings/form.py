"""Rows of a settings page: what it is at the left, the control at the right, a hint below it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLayout, QWidget

from app.ui.labels import label
from app.ui.theme import wear

LINE = "QFrame#line { background: $line; border: 0; max-height: 1px; min-height: 1px; }"


class Form(QGridLayout):
    """Give it rows from top to bottom. `width` is that of the names."""

    def __init__(self, width: int = 168) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(12)
        self.setVerticalSpacing(0)
        self.setColumnMinimumWidth(0, width)
        self.setColumnStretch(1, 1)

    def add(
        self, name: str, control: QWidget, hint: str = "", *, fills: bool = False, gap: int = 14
    ) -> QLabel:
        """The label is the control's buddy. Returns the hint's label."""
        row = self._space(gap)
        words = label(name)
        words.setBuddy(control)
        words.setContentsMargins(0, 6, 0, 0)
        right_top = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        self.addWidget(words, row, 0, right_top)
        side = Qt.AlignmentFlag(0) if fills else Qt.AlignmentFlag.AlignLeft
        self.addWidget(control, row, 1, side)
        said = label(hint, kind="small", wraps=True)
        said.setContentsMargins(0, 5, 0, 0)
        said.setVisible(bool(hint))
        self.addWidget(said, row + 1, 1)
        return said

    def add_wide(self, what: QWidget | QLayout, gap: int = 14) -> None:
        row = self._space(gap)
        if isinstance(what, QWidget):
            self.addWidget(what, row, 0, 1, 2)
        else:
            self.addLayout(what, row, 0, 1, 2)

    def rule(self) -> None:
        self.add_wide(line(), 20)
        self._space(6)

    def _space(self, points: int) -> int:
        """Leave room above the next row, unless it is the first."""
        row = self.rowCount()
        if self.count():
            self.setRowMinimumHeight(row, points)
        return row + 1


def line() -> QFrame:
    """A hairline across."""
    made = QFrame()
    made.setObjectName("line")
    made.setFixedHeight(1)
    wear(made, LINE)
    return made


def beside(*widgets: QWidget, spacing: int = 8) -> QWidget:
    """Widgets in one row, at the left."""
    held = QWidget()
    row = QHBoxLayout(held)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return held
