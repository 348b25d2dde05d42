"""An answer on the screen: Markdown at its own height, which grows while it is read."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from app.ui.text.reading import Reading
from app.ui.text.things import OBJECT, Things
from app.ui.text.writing import Writing
from app.ui.theme import theme


class TextView(QTextBrowser):
    """Takes Markdown; tells of badges and links that are pointed at."""

    badge_hovered = Signal(int)  # its number; 0 where none is
    badge_clicked = Signal(int)
    link_clicked = Signal(str)
    height_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._markdown = ""
        self._reading = Reading()
        self._writing = Writing(self.document())
        self._things = Things(self)
        self.document().documentLayout().registerHandler(OBJECT, self._things)
        self._set_up()
        theme().changed.connect(self._dress)

    def _set_up(self) -> None:
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(never)
        self.setVerticalScrollBarPolicy(never)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(0)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("background: transparent")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_text(self, markdown: str, done: bool = True) -> None:
        """Show this; cheap where it goes on from what is shown."""
        self._markdown = markdown
        first, items = self._reading.read(markdown, done)
        self._writing.show(first, items)
        self.updateGeometry()

    def markdown(self) -> str:
        """All of it, as it came."""
        return self._markdown

    def selected_markdown(self) -> str:
        return self.textCursor().selectedText()

    def highlight(self, number: int) -> None:
        """Show a badge as pointed at; 0 for none."""
        if number != self._things.pointed:
            self._things.pointed = number
            self.viewport().update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        self.document().setTextWidth(width)
        return round(self.document().size().height())

    def sizeHint(self) -> QSize:  # noqa: N802
        width = self.viewport().width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Whoever scrolls is outside."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)

    def _dress(self) -> None:
        self._writing.again()
