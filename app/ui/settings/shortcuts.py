"""All keyboard shortcuts in one window, with a field that narrows them."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.labels import label
from app.ui.theme import wear

SHEET = """
#shortcuts, #shortcuts QScrollArea, #shortcuts QScrollArea > QWidget > QWidget {
    background: $page; border: 0; }
#shortcuts QLabel#menu { color: $soft; font-size: $small; font-weight: 600; }
#shortcuts QLabel#keys { color: $text; background: $bubble; border: 1px solid $line;
    border-radius: 5px; padding: 2px 8px; font-size: 12px; }
"""


class ShortcutsWindow(QWidget):
    """Escape closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(440, 620)
        self._rows: list[tuple[QWidget, str, QLabel]] = []
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setAccessibleName(self.tr("Filter the shortcuts"))
        self.filter.setClearButtonEnabled(True)
        self.none = label(self.tr("No command is called that."), kind="soft")
        self.none.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.none.hide()
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its room is kept: the keys do not move when the list is narrowed.
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._area.setAccessibleName(self.tr("Keyboard shortcuts"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 18, 0, 0)
        column.setSpacing(10)
        above = QHBoxLayout()
        above.setContentsMargins(24, 0, 24, 0)
        above.addWidget(self.filter)
        column.addLayout(above)
        column.addWidget(self.none)
        column.addWidget(self._area, 1)
        wear(self, SHEET)
        self.filter.textChanged.connect(self._narrow)
        for keys in (QKeySequence("Esc"), QKeySequence(QKeySequence.StandardKey.Close)):
            QShortcut(keys, self).activated.connect(self.close)

    def set_shortcuts(self, menus: Iterable[tuple[str, list[tuple[str, str]]]]) -> None:
        """Each menu's title and its commands with their keys."""
        self._rows = []
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(24, 4, 14, 24)  # and a scroll bar
        column.setSpacing(0)
        for title, commands in menus:
            heading = label(title.replace("&", ""), name="menu")
            heading.setContentsMargins(0, 16, 0, 6)
            column.addWidget(heading)
            for text, keys in commands:
                row = _row(text, keys)
                column.addWidget(row)
                self._rows.append((row, f"{text} {keys}".casefold(), heading))
        column.addStretch()
        self._area.setWidget(held)
        self._narrow(self.filter.text())

    def shown(self) -> list[str]:
        """The commands that the filter leaves."""
        return [row.accessibleName() for row, _, _ in self._rows if not row.isHidden()]

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        super().showEvent(event)
        self.filter.clear()
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        filled: set[QLabel] = set()
        for row, called, heading in self._rows:
            fits = all(word in called for word in words)
            row.setVisible(fits)
            if fits:
                filled.add(heading)
        for heading in {heading for _, _, heading in self._rows}:
            heading.setVisible(heading in filled)
        self.none.setVisible(not filled)


def _row(text: str, keys: str) -> QWidget:
    row = QWidget()
    row.setAccessibleName(f"{text}, {keys}")
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 3, 0, 3)
    line.addWidget(label(text.rstrip("…")))
    line.addStretch()
    line.addWidget(label(keys, name="keys"))
    return row
