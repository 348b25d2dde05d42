"""Plain words that can be selected, at their own height: a question, a thought."""

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from app.ui.theme import sized

_LINE = 122.0  # per cent of what the font asks for: one and a half times its size


class Words(QTextEdit):
    """Never scrolls by itself: whoever holds it gives it the height that it asks for."""

    def __init__(self, pixels: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setReadOnly(True)
        self.setAcceptDrops(False)  # the window takes them
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFont(sized(pixels))
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)
        self.viewport().setAutoFillBackground(False)

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        """Cheap where it goes on from the former text."""
        if text == self._text:
            return
        if self._text and text.startswith(self._text):
            end = QTextCursor(self.document())
            end.movePosition(QTextCursor.MoveOperation.End)
            end.insertText(text[len(self._text) :])
        else:
            self.setPlainText(text)
            self._space_lines()
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()

    def _space_lines(self) -> None:
        every = QTextCursor(self.document())
        every.select(QTextCursor.SelectionType.Document)
        spaced = QTextBlockFormat()
        spaced.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        every.setBlockFormat(spaced)

    def natural_width(self, most: int) -> int:
        """What its longest line takes, wrapped at `most`."""
        self.document().setTextWidth(most)
        return min(math.ceil(self.document().idealWidth()) + 1, most)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self.document().setTextWidth(width)
        return math.ceil(self.document().size().height())

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the column scrolls
