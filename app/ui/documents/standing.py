"""How a reading stands: how far it is, why it ended, and the password where one is needed."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.labels import label
from app.ui.theme import wear

SAID_MS = 5000  # that something went well


class Standing(QWidget):
    """Hidden while there is nothing to say. `stop_wanted` and `retry_wanted` are its buttons."""

    stop_wanted = Signal()
    retry_wanted = Signal()
    unlocked = Signal(str)  # a password

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("standing")
        self.words = label(kind="small", wraps=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = QPushButton(self.tr("Stop"))
        self.retry = QPushButton(self.tr("Try again"))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(self.tr("Password"))
        self.password.setAccessibleName(self.tr("Password of the document"))
        self.password.setMaximumWidth(220)
        self.unlock = QPushButton(self.tr("Open"))
        self._end = QTimer(self, singleShot=True, interval=SAID_MS)
        self._end.timeout.connect(self.hide)
        self._lay_out()
        self.stop.clicked.connect(self.stop_wanted)
        self.retry.clicked.connect(self.retry_wanted)
        self.unlock.clicked.connect(self._unlock)
        self.password.returnPressed.connect(self._unlock)
        wear(self, "#standing { background: $page; border-bottom: 1px solid $line; }")
        self.clear()

    def clear(self) -> None:
        """Nothing is to be said."""
        self._end.stop()
        self.hide()

    def begin(self, words: str) -> None:
        """Something is under way, of which it is not known yet how much there is."""
        self._show(words, "small", self.stop, self.bar)
        self.bar.setRange(0, 0)

    def advance(self, words: str, done: int, total: int) -> None:
        self.words.setText(words)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def say(self, words: str, kind: str = "soft") -> None:
        """How it ended, where nothing is to be done; what went well is said for a while."""
        self._show(words, kind)
        if kind == "soft":
            self._end.start()

    def fail(self, reason: str) -> None:
        """Why it ended, and a way to begin again."""
        self._show(reason, "bad", self.retry)

    def ask_password(self, words: str) -> None:
        self.password.clear()
        self._show(words, "warn", self.password, self.unlock)
        self.password.setFocus()

    def _show(self, words: str, kind: str, *controls: QWidget) -> None:
        self._end.stop()
        self.words.setText(words)
        self.words.setProperty("kind", kind)
        self.words.style().polish(self.words)
        for control in (self.bar, self.stop, self.retry, self.password, self.unlock):
            control.setVisible(control in controls)
        self.show()

    def _unlock(self) -> None:
        if self.password.text():
            self.unlocked.emit(self.password.text())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.words, 1)
        for control in (self.password, self.unlock, self.stop, self.retry):
            row.addWidget(control)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.bar)
