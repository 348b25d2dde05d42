"""The figures of an answer: one line, and all of them one click away."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from app.chat.conversation import Reply
from app.ui.theme import wear
from app.ui.transcript.actions import WordButton
from app.ui.transcript.wording import details, figures

_SHEET = """
#card { background: $card; border: 1px solid $line; border-radius: 10px; }
QLabel { font-size: 12px; color: $text; } QLabel[kind="name"] { color: $soft; }
"""


class Figures(WordButton):
    """ "64 tokens · 58 tok/s …": a click shows the rest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._reply = Reply()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("All figures of this answer"))
        self.clicked.connect(self._open)
        self.hide()

    def show_figures(self, reply: Reply | None) -> None:
        end = reply.end if reply else None
        said = figures(end) if end else ""
        self._reply = reply or Reply()
        self.setText(said)
        self.setAccessibleName(self.tr("Figures of this answer: {figures}").format(figures=said))
        self.setVisible(bool(said))

    def minimumSizeHint(self) -> QSize:
        """In a narrow window the line ends in "…"; the click still tells all."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        elide = Qt.TextElideMode.ElideRight
        said = self.fontMetrics().elidedText(self.text(), elide, self.width())
        option.text = said  # type: ignore[attr-defined]  # the stubs leave its fields out
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def _open(self) -> None:
        card = FigureCard(self._reply, self)
        card.adjustSize()
        card.move(self.mapToGlobal(QPoint(0, -card.height() - 4)))
        card.show()


class FigureCard(QFrame):
    """All figures in two columns. Closes at a click beside it, or Esc."""

    def __init__(self, reply: Reply, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(self.tr("Figures of this answer"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        card = QFrame()
        card.setObjectName("card")
        outer.addWidget(card)
        grid = QGridLayout(card)
        grid.setContentsMargins(14, 11, 14, 12)
        grid.setHorizontalSpacing(22)
        grid.setVerticalSpacing(5)
        assert reply.end is not None, "figures are there at the end"
        for row, (name, value) in enumerate(details(reply, reply.end)):
            said, told = QLabel(name), QLabel(value)
            said.setProperty("kind", "name")
            told.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(said, row, 0)
            grid.addWidget(told, row, 1)
        wear(self, _SHEET)
