"""The bar that brings a deleted chat back."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.ui.theme import wear

STAYS_MS = 10_000
_SHEET = """
UndoBar { background: $card; border: 1px solid $line; border-radius: 8px; }
UndoBar QPushButton { color: $link; font-weight: 600; }
"""


class UndoBar(QFrame):
    """Stands for ten seconds after a chat was deleted; longer while it is pointed at."""

    undone = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chats: list[str] = []
        self._said = QLabel()
        undo = QPushButton(self.tr("Undo"))
        undo.setProperty("kind", "quiet")
        undo.setAccessibleName(self.tr("Bring the deleted chat back"))
        undo.clicked.connect(self._undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 4, 3)
        row.addWidget(self._said, 1)
        row.addWidget(undo)
        wear(self, _SHEET)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._leave)
        self.hide()

    def offer(self, chat: str) -> None:
        """One more; all that were deleted while it stands come back together."""
        self._chats = [*self._chats, chat]
        count = len(self._chats)
        several = self.tr("{count} chats deleted").format(count=count)
        self._said.setText(several if count > 1 else self.tr("Chat deleted"))
        self._timer.start(STAYS_MS)
        self.show()

    def _undo(self) -> None:
        chats = self._chats
        self._close()
        for chat in chats:
            self.undone.emit(chat)

    def _leave(self) -> None:
        if self.underMouse():
            self._timer.start(STAYS_MS)
        else:
            self._close()

    def _close(self) -> None:
        self._timer.stop()
        self._chats = []
        self.hide()
