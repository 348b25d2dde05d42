"""What stands in the window of documents before there is one: what it is for, and how to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.icons import pixmap
from app.ui.labels import label
from app.ui.theme import theme, wear

SIGN = 44
WIDTH = 420


class Empty(QWidget):
    """`open_wanted` by its button."""

    open_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("empty")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sign = QLabel()
        self.button = QPushButton(self.tr("Open a document…"))
        self.button.setProperty("kind", "accent")
        self.button.clicked.connect(self.open_wanted)
        title = label(self.tr("Drop a document here"), "title")
        words = label(
            self.tr(
                "A PDF, a scan or a photograph of a page. Read its text and tables, or take out "
                "the fields that you need: each piece is checked and shown in its place."
            ),
            "soft",
            wraps=True,
        )
        words.setFixedWidth(WIDTH)
        words.setMinimumHeight(words.heightForWidth(WIDTH))
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        for part in (self._sign, title, words):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part, 0, middle)
        column.addSpacing(6)
        column.addWidget(self.button, 0, middle)
        column.addStretch(3)
        wear(self, "#empty { background: $page; }")
        theme().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(pixmap("document", theme().look.faint, SIGN, ratio, 0.9))
