"""The composer: a field, what is attached above it, and the controls beside it.

It holds a draft and says what is wished; what an attachment costs is told to it (attaching.py).
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QSignalBlocker, Signal
from PySide6.QtGui import QImage, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.chat.conversation import Draft
from app.chat.message import DocumentPart, Part, TextPart
from app.ui.composer.buttons import Quiet, SendButton
from app.ui.composer.costs import Told
from app.ui.composer.editor import Editor
from app.ui.composer.intake import Intake, parts_from
from app.ui.composer.tray import Tray
from app.ui.theme import wear

LONGEST_LINE = 200  # letters; more never stand between the controls
SHEET = """
#composer { background: $card; border: 1px solid $line; border-radius: 14px; }
#composer QToolButton { padding: 3px 6px; margin: 2px 0; font-size: 13px; }
#why { color: $warn; font-size: 12px; padding: 0 3px; }
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
    parts_changed = Signal()  # other attachments, also by `set_draft`
    unpack_wanted = Signal(object)  # Path of what is of several parts
    unpack_dropped = Signal(object)  # Path
    opened = Signal(object)  # Part: its chip was clicked
    previewed = Signal(object)  # Part: Space was pressed on its chip; `open_part` where nobody can

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._parts: list[Part] = []
        self._blocked = ""
        self._is_tall = False
        self._grid = QGridLayout()
        self.tray = Tray()
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
        self.tray.forget_refused()
        self._show_parts()

    def clear(self) -> None:
        self.set_draft(Draft())

    def attach(self, parts: Sequence[Part]) -> None:
        """Add attachments; one that is there already is not added again."""
        for part in parts:
            if not isinstance(part, TextPart) and part not in self._parts:
                self._parts.append(part)
        self._show_parts()
        self.changed.emit()

    def take_in(self, taken: Intake) -> None:
        """What was dropped or pasted: attached, written at the cursor, or refused visibly."""
        self.tray.refuse(taken.refused)
        if taken.parts:
            self.attach(taken.parts)
        for part, note in taken.notes:
            self.tray.note(part, note)
        for path in taken.packed:
            self.tray.await_file(path)
            self.unpack_wanted.emit(path)
        if taken.text:
            self.editor.insertPlainText(taken.text)
            self.editor.ensureCursorVisible()

    def replace(self, part: Part, other: Part) -> None:
        """Put another in an attachment's place, such as a shorter stretch of a clip."""
        if part in self._parts:
            self._parts[self._parts.index(part)] = other
            self.tray.replace(part, other)
            self._show_parts()
            self.changed.emit()

    def tell(self, part: Part, told: Told) -> None:
        """What an attachment costs."""
        self.tray.tell(part, told)

    def show_picture(self, part: Part, picture: QImage) -> None:
        """An attachment's thumbnail."""
        self.tray.show_picture(part, picture)

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
        return not (self._blocked or self.send.is_busy or self.draft().is_empty)

    # --- inside ---

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 7, 8, 7)
        column.setSpacing(6)
        column.addWidget(self.tray)
        column.addWidget(self._why)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(5)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        for place, control in ((0, self.plus), (1, self.capture), (3, self.think), (4, self.send)):
            self._grid.addWidget(control, 1, place)
        self._grid.addWidget(self.editor, 1, 2)
        column.addLayout(self._grid)

    def _fold(self) -> None:
        """One line stands between the controls, more stand above them in the whole width.

        It depends on the words and the width alone, so that it cannot go to and fro.
        """
        tall = self.editor.document().characterCount() > LONGEST_LINE or self._is_wide()
        if tall != self._is_tall:
            self._is_tall = tall
            self._grid.removeWidget(self.editor)
            if tall:
                self._grid.addWidget(self.editor, 0, 0, 1, 5)
            else:
                self._grid.addWidget(self.editor, 1, 2)

    def _is_wide(self) -> bool:
        text = self.editor.toPlainText() or self.editor.placeholderText()
        taken = sum(w.sizeHint().width() for w in (self.plus, self.capture, self.think, self.send))
        width = self.editor.fontMetrics().horizontalAdvance(text)
        return "\n" in text or width > self.width() - taken - 76

    def _connect(self) -> None:
        self.editor.textChanged.connect(self._changed)
        self.editor.sent.connect(self._send)
        self.editor.escaped.connect(self._stop)
        self.editor.went_up.connect(self._go_up)
        self.editor.pasted.connect(self._paste)
        self.editor.erased.connect(self.tray.focus_last)
        self.tray.removed.connect(self._remove)
        self.tray.abandoned.connect(self.unpack_dropped)
        self.tray.opened.connect(self.open_part)
        self.tray.previewed.connect(self.previewed)
        self.tray.left.connect(self.editor.setFocus)
        self.plus.clicked.connect(self.attach_wanted)
        self.capture.clicked.connect(self.capture_wanted)
        self.think.toggled.connect(self.think_changed)
        self.send.clicked.connect(self._press)

    def _say(self) -> None:
        """All words, in the language of now."""
        self.editor.setPlaceholderText(self.tr("Ask about it…"))
        self.editor.setAccessibleName(self.tr("Question"))
        self.plus.setAccessibleName(self.tr("Attach files"))
        self.plus.setToolTip(self.tr("Attach pictures, documents, clips or text"))
        self.capture.setText(f" {self.tr('Capture')}")  # Qt puts the icon close to the words
        self.capture.setAccessibleName(self.tr("Capture"))
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
        self._fold()
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
        self.take_in(parts_from(mime))

    def open_part(self, part: Part) -> None:
        """A long paste became a document; here it becomes words after all."""
        if isinstance(part, DocumentPart) and isinstance(part.source, bytes):
            self._remove(part)
            self.editor.insertPlainText(part.source.decode())
            self.editor.setFocus()
        else:
            self.opened.emit(part)

    def _remove(self, part: Part) -> None:
        self._parts.remove(part)
        self._show_parts()
        self.changed.emit()

    def _show_parts(self) -> None:
        self.tray.show_parts(self._parts)
        self._follow()
        self.parts_changed.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        super().resizeEvent(event)
        self._fold()
