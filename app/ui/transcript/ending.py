"""How an answer ended, where it did not simply end: stopped, cut off, failed with a retry."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.chat.events import End
from app.ui.icons import pixmap
from app.ui.theme import theme
from app.ui.transcript.wording import ending


class Ending(QFrame):
    """Hidden for an answer that is whole. `retry`: the same question once more."""

    retry = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._end: End | None = None
        self._sign, self._label = QLabel(), QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._retry = QPushButton(self.tr("Try again"))
        self._retry.setProperty("kind", "plain")
        self._retry.clicked.connect(self.retry)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(9)
        for part, share in ((self._sign, 0), (self._label, 1), (self._retry, 0)):
            self._row.addWidget(part, share)
        theme().changed.connect(self._draw)
        self.hide()

    def show_end(self, end: End | None, has_words: bool) -> None:
        self._end = end
        said = ending(end, has_words) if end else ""
        self._label.setText(said)
        failed = end is not None and end.reason in ("failed", "loop")
        self._retry.setVisible(failed)
        self.setProperty("bad", failed)
        self._row.setContentsMargins(*((13, 9, 10, 9) if failed else (0, 0, 0, 0)))
        for part in (self, self._label):
            self.style().unpolish(part)
            self.style().polish(part)
        self._draw()
        self.setVisible(bool(said))

    def _draw(self) -> None:
        if self._end is None:
            return
        look, reason = theme().look, self._end.reason
        name = "stop" if reason == "cancelled" else "warning"
        color = look.bad if reason == "failed" else look.soft
        self._sign.setPixmap(pixmap(name, color, 14, self.devicePixelRatioF()))
        self._sign.setFixedSize(QSize(14, 14))
