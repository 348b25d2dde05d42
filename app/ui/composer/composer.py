"""The composer: a field, what is attached above it, and the controls beside it.

It holds a draft and says what is wished; what an attachment costs is told to it (attaching.py).
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.chat.conversation import Draft
from app.chat.message import Part, TextPart
from app.ui.composer.buttons import Quiet, SendButton
from app.ui.composer.editor import Editor
from app.ui.theme import wear

SHEET = """
#composer { background: $card; border: 1px solid $line; border-radius: 14px; }
#composer QToolButton { padding: 3px 5px; font-size: 13px; }
#why { color: $warn; font-size: 12px; }
"""


class Composer(QFrame):
    """Signals as the window needs them; `changed` comes with every change of the draft."""

    sent = Signal(object)  # Draft
    stopped = Signal()
    capture_wanted = Signal()
    attach_wanted = Signal()
    think_changed = Signal(bool)
    changed = Signal()
    edit_last = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._parts: list[Part] = []
        self._blocked = ""
        self.editor = Editor()
        self.plus = Quiet("plus")
        self.capture = Quiet("capture", " ")
        self.think = Quiet(words=" ")
        self.think.setCheckable(True)
        self.send = SendButton()
        self._why = QLabel()
        self._why.setObjectName("why")
        self._why.setWordWrap(True)
        self._why.hide()
        self._arrange()
        self._connect()
        self._say()
        self._follow()
        wear(self, SHEET)
        self.setFocusProxy(self.editor)

    # --- the draft ---

    def draft(self) -> Draft:
        return Draft(self.editor.toPlainText(), tuple(self._parts))

    def set_draft(self, draft: Draft) -> None:
        """Show another draft; `changed` stays silent."""
        with QSignalBlocker(self):
            self.editor.setPlainText(draft.text)
            self.editor.moveCursor(QTextCursor.MoveOperation.End)
            self._parts = [part for part in draft.parts if not isinstance(part, TextPart)]
        self._follow()

    def clear(self) -> None:
        self.set_draft(Draft())

    def attach(self, parts: Sequence[Part]) -> None:
        """Add attachments; one that is there already is not added again."""
        for part in parts:
            if not isinstance(part, TextPart) and part not in self._parts:
                self._parts.append(part)
        self._changed()

    # --- how it stands ---

    def set_busy(self, busy: bool) -> None:
        """An answer is being written: the button stops it."""
        self.send.set_busy(busy)
        self._follow()

    def set_think(self, wanted: bool, available: bool = True) -> None:
        with QSignalBlocker(self.think):
            self.think.setChecked(wanted and available)
        self.think.setEnabled(available)
        self._say()

    def set_blocked(self, reason: str) -> None:
        """Nothing can be sent, for a reason that is shown; "" lets go."""
        self._blocked = reason
        self._why.setText(reason)
        self._why.setVisible(bool(reason))
        self._follow()

    @property
    def can_send(self) -> bool:
        return not (self.draft().is_empty or self._blocked or self.send.is_busy)

    # --- inside ---

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        bottom = Qt.AlignmentFlag.AlignBottom
        for left in (self.plus, self.capture):
            row.addWidget(left, 0, bottom)
        row.addSpacing(4)
        row.addWidget(self.editor, 1, Qt.AlignmentFlag.AlignVCenter)
        for right in (self.think, self.send):
            row.addWidget(right, 0, bottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 9, 8)
        column.setSpacing(8)
        column.addWidget(self._why)
        column.addLayout(row)

    def _connect(self) -> None:
        self.editor.textChanged.connect(self._changed)
        self.editor.sent.connect(self._send)
        self.editor.escaped.connect(self._stop)
        self.editor.went_up.connect(self._go_up)
        self.editor.pasted.connect(self._paste)
        self.plus.clicked.connect(self.attach_wanted)
        self.capture.clicked.connect(self.capture_wanted)
        self.think.toggled.connect(self.think_changed)
        self.send.clicked.connect(self._press)

    def _say(self) -> None:
        """All words, in the language of now."""
        self.editor.setPlaceholderText(self.tr("Ask about it…"))
        self.editor.setAccessibleName(self.tr("Question"))
        self.plus.setAccessibleName(self.tr("Attach files"))
        self.plus.setToolTip(self.tr("Attach pictures, clips or text"))
        self.capture.setText(self.tr("Capture"))
        self.capture.setToolTip(self.tr("Capture a region, a window or the screen"))
        self.think.setText(self.tr("Think"))
        able = self.think.isEnabled()
        self.think.setToolTip(
            self.tr("Think before answering: slower, better at hard questions")
            if able
            else self.tr("This model does not think")
        )

    def _changed(self) -> None:
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        self.send.setEnabled(self.send.is_busy or self.can_send)

    def _send(self) -> None:
        if self.can_send:
            self.sent.emit(self.draft())

    def _press(self) -> None:
        if self.send.is_busy:
            self.stopped.emit()
        else:
            self._send()

    def _stop(self) -> None:
        if self.send.is_busy:
            self.stopped.emit()

    def _go_up(self) -> None:
        if self.draft().is_empty:
            self.edit_last.emit()

    def _paste(self, mime: QMimeData) -> None:
        self.editor.insertPlainText(mime.text())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
