"""A field that takes the next chord as a hotkey. Nothing is taken until the user chooses it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.ui.composer.buttons import Quiet
from app.ui.labels import label
from app.ui.quick.chords import refusal
from app.ui.theme import wear

ONLY_MODIFIERS = (
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_CapsLock,
)
SHEET = """
Recorder QLabel#keys { border: 1px solid $line; border-radius: 7px; background: $page;
    padding: 5px 10px; color: $text; }
Recorder QLabel#keys[recording="true"] { border-color: $accent; color: $soft; }
"""


class Recorder(QWidget):
    """Click or Space begins, the next chord ends, Esc leaves it, Backspace takes the hotkey away.

    `changed` carries the new keys, empty for none; whoever registers them says with `say` what the
    system answered, and sets the former ones again where it refused.
    """

    changed = Signal(QKeySequence)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = QKeySequence()
        self._recording = False
        self._shown = label(name="keys")
        self._shown.setMinimumWidth(170)
        self._clear = Quiet("close")
        self._clear.setToolTip(self.tr("Remove the hotkey"))
        self._clear.setAccessibleName(self.tr("Remove the hotkey"))
        self._clear.clicked.connect(self._remove)
        self._said = label(kind="small", wraps=True)
        self._said.hide()
        self._arrange()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Hotkey of quick ask"))
        wear(self, SHEET)
        self._show()

    @property
    def keys(self) -> QKeySequence:
        return self._keys

    @property
    def is_recording(self) -> bool:
        return self._recording

    @property
    def clear(self) -> QToolButton:
        return self._clear

    @property
    def said(self) -> QLabel:
        """Why a chord was refused."""
        return self._said

    def set_keys(self, keys: QKeySequence) -> None:
        """Without a signal."""
        self._keys = keys
        self._show()

    def say(self, words: str, kind: str = "warn") -> None:
        """What the system answered; "" takes it away."""
        self._said.setText(words)
        self._said.setProperty("kind", kind)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self._said.setVisible(bool(words))

    def record(self) -> None:
        self._recording = True
        self.say("")
        self._show()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        self.setFocus()
        self.record()

    def event(self, event: QEvent) -> bool:
        """While it records, a chord that is a command of the program is not one."""
        if event.type() == QEvent.Type.ShortcutOverride and self._recording:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and self._recording:
            assert isinstance(event, QKeyEvent)
            self._hear(event)  # Tab too, which would else go on to the next control
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.record()
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._remove()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusOutEvent(event)
        self._recording = False
        self._show()

    def _hear(self, event: QKeyEvent) -> None:
        bare = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() in ONLY_MODIFIERS:
            return
        if bare and event.key() == Qt.Key.Key_Escape:
            self._recording = False
            self._show()
            return
        if bare and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._remove()
            return
        self._propose(QKeySequence(event.keyCombination()))

    def _propose(self, keys: QKeySequence) -> None:
        reason = refusal(keys)
        if reason:
            self.say(reason)  # and another may be tried at once
            return
        self._recording = False
        self.say("")
        self._keys = keys
        self._show()
        self.changed.emit(keys)

    def _remove(self) -> None:
        self._recording = False
        self.say("")
        had, self._keys = not self._keys.isEmpty(), QKeySequence()
        self._show()
        if had:
            self.changed.emit(self._keys)

    def _show(self) -> None:
        native = self._keys.toString(QKeySequence.SequenceFormat.NativeText)
        words = self.tr("Press the keys…") if self._recording else native or self.tr("None")
        self._shown.setText(words)
        self._shown.setProperty("recording", self._recording)
        self._shown.style().unpolish(self._shown)
        self._shown.style().polish(self._shown)
        self._clear.setVisible(not self._keys.isEmpty())
        self.setAccessibleDescription(words)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._shown)
        row.addWidget(self._clear)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._said)
