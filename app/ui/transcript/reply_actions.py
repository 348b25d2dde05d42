"""The line under an answer: copy, ask again, branch, versions, figures."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.chat.conversation import Shown
from app.ui.transcript.actions import Versions, WordButton
from app.ui.transcript.figures import Figures


class ReplyActions(QWidget):
    """What there is to do with an answer that has come to its end."""

    copy = Signal()
    regenerate = Signal()
    branch = Signal()
    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(14)
        again = self.tr("Another version of this answer")
        branch = self.tr("Go on from here in a new chat")
        self._words = [
            self._word(self.tr("Copy"), "", self.copy),
            self._word(self.tr("Regenerate"), again, self.regenerate),
            self._word(self.tr("Branch"), branch, self.branch),
        ]
        self._versions: Versions | None = None
        self._figures: Figures | None = None
        self._row.addStretch(1)

    def _word(self, text: str, says: str, signal: SignalInstance) -> WordButton:
        button = WordButton(text)
        button.setToolTip(says)
        button.clicked.connect(signal)
        self._row.addWidget(button)
        return button

    def show_turn(self, shown: Shown, has_retry: bool) -> None:
        """`has_retry`: it can be asked for again elsewhere."""
        copy, again, branch = self._words
        copy.setVisible(bool(shown.turn.text))
        branch.setVisible(bool(shown.turn.text))
        again.setVisible(not has_retry)
        if len(shown.versions) > 1 and self._versions is None:
            self._versions = Versions()
            self._versions.chosen.connect(self.chosen)
            self._row.insertWidget(3, self._versions)
        if self._versions is not None:
            self._versions.show_versions(shown.versions, shown.turn.id)
        reply = shown.turn.reply
        if reply and reply.end and self._figures is None:
            self._figures = Figures()
            self._row.insertWidget(self._row.count() - 1, self._figures)
        if self._figures is not None:
            self._figures.show_figures(reply)
