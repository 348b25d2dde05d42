"""A question edited where it stands."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.theme import READING, sized

_WIDE, _MOST = 520, 360


class Editor(QFrame):
    """Return asks anew, Shift+Return breaks the line, Esc leaves it as it was."""

    finished = Signal(str)
    left = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = _Field(text, self)
        self._field.asked.connect(self._finish)
        self._field.left.connect(self.left)
        self._field.textChanged.connect(self._changed)
        self._ask = QPushButton(self.tr("Ask again"))
        self._ask.setProperty("kind", "accent")
        self._ask.clicked.connect(self._finish)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.left)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self._field)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._ask)
        column.addLayout(row)
        self._changed()

    def sizeHint(self) -> QSize:
        return QSize(_WIDE, self._column.sizeHint().height())

    def begin(self) -> None:
        """Take the keyboard, at the end of the words."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.moveCursor(self._field.textCursor().MoveOperation.End)

    def _changed(self) -> None:
        self._ask.setEnabled(bool(self._field.toPlainText().strip()))
        self._field.grow()
        self.updateGeometry()

    def _finish(self) -> None:
        text = self._field.toPlainText().strip()
        if text:
            self.finished.emit(text)


class _Field(QPlainTextEdit):
    asked = Signal()
    left = Signal()

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._composing = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(sized(READING))
        self.setPlainText(text)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("Edit the question"))

    def grow(self) -> None:
        """As high as its lines, and scrolling beyond a limit."""
        lines = int(self.document().size().height())
        height = lines * self.fontMetrics().lineSpacing() + 10
        self.setFixedHeight(min(max(height, 34), _MOST))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]  # QResizeEvent
        self.grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and not self._composing:
            self.asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Otherwise the window's shortcuts would take Esc and Return first.
        mine = (Qt.Key.Key_Escape, Qt.Key.Key_Return)
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in mine:
            event.accept()
            return True
        return super().event(event)
