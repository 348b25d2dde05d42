"""The field of the composer: grows with its words, sends by Return, knows an input method's Return.

While an input method composes (Chinese, Japanese), Return belongs to it: Qt gives such keys to the
input method first, and what still comes while there is a preedit is not taken for a wish to send.
"""

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from app.ui.theme import READING, sized, wear

ROOM = 7  # points above and below the words: one line is as high as the controls
SHARE = 0.4  # of the window's height that it may take
LEAST_LINES = 3  # it may take even in a low window
RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Modifier = Qt.KeyboardModifier


class Editor(QPlainTextEdit):
    """Signals what is wished; `pasted` carries QMimeData that is more than a few words.

    `erased`: Backspace where there is nothing before the cursor.
    """

    sent = Signal()
    escaped = Signal()
    went_up = Signal()  # Up in an empty field
    erased = Signal()
    pasted = Signal(object)
    focused = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._composing = False
        self._return_sends = True
        self.setFont(sized(READING))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the window takes them, wherever they fall
        self.viewport().setAcceptDrops(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        wear(
            self,
            "Editor { background: transparent; color: $text; border: 0; padding: 7px; }",
        )
        self._grow()

    def set_return_sends(self, wanted: bool) -> None:
        """False: Return begins a line, and Return with Command sends."""
        self._return_sends = wanted

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        key = event.key()
        if key in RETURNS:
            self._return(event)
        elif key == Qt.Key.Key_Escape and not self._composing:
            self.escaped.emit()
            event.ignore()
        elif key == Qt.Key.Key_Up and self._is_bare(event) and not self.toPlainText():
            self.went_up.emit()
        elif key == Qt.Key.Key_Backspace and self._is_bare(event) and self._at_the_start():
            self.erased.emit()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802  # Qt's name
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802  # Qt's name
        self.pasted.emit(source)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802  # Qt's name
        return source.hasUrls() or source.hasImage() or source.hasText()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        super().resizeEvent(event)
        self._grow()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusOutEvent(event)
        self.focused.emit(False)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(super().sizeHint().width(), self.height())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        super().showEvent(event)
        self.window().installEventFilter(self)  # once, however often
        self._grow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._grow()
        return super().eventFilter(watched, event)

    def _return(self, event: QKeyEvent) -> None:
        if self._composing:
            event.ignore()
            return
        held = event.modifiers()
        if held & Modifier.ShiftModifier or held & Modifier.AltModifier:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        elif self._return_sends or held & Modifier.ControlModifier:  # Command on a Mac
            self.sent.emit()
        else:
            self.insertPlainText("\n")

    def _is_bare(self, event: QKeyEvent) -> bool:
        return not self._composing and event.modifiers() in (
            Modifier.NoModifier,
            Modifier.KeypadModifier,
        )

    def _at_the_start(self) -> bool:
        cursor = self.textCursor()
        return cursor.atStart() and not cursor.hasSelection()

    def _grow(self) -> None:
        """As high as its lines; beyond the limit it scrolls."""
        line = self.fontMetrics().lineSpacing()
        wanted = max(round(self.document().size().height()), 1)  # a plain text's unit is lines
        most = max((int(self.window().height() * SHARE) - 2 * ROOM) // line, LEAST_LINES)
        height = min(wanted, most) * line + 2 * ROOM
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if wanted > most else policy.ScrollBarAlwaysOff
        )
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
            self.updateGeometry()
        if wanted <= most:
            self.verticalScrollBar().setValue(0)  # it may have scrolled before it grew
        else:
            self.ensureCursorVisible()
