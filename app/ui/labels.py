"""Labels of the house, said in one line."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


def label(text: str = "", kind: str = "", *, wraps: bool = False, name: str = "") -> QLabel:
    """Plain text; `kind` is one of app/ui/sheet.py, `name` what a style sheet calls it."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if kind:
        made.setProperty("kind", kind)
    if name:
        made.setObjectName(name)
    return made


class Elided(QLabel):
    """One line of plain text that ends in "…" where there is no room for it."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        area = self.contentsRect()
        elide = Qt.TextElideMode.ElideRight
        words = self.fontMetrics().elidedText(self.text(), elide, area.width())
        painter.drawText(area, self.alignment(), words)
