"""What can be done with a question, under it: edit, copy, branch, other versions."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.transcript.actions import IconButton, Versions


class QuestionActions(QWidget):
    """The icons come and go; the switch between versions stays."""

    edit = Signal()
    copy = Signal()
    branch = Signal()
    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._buttons: list[IconButton] = []
        for name, says, wanted in (
            ("edit", self.tr("Edit the question"), self.edit),
            ("copy", self.tr("Copy"), self.copy),
            ("branch", self.tr("Go on from here in a new chat"), self.branch),
        ):
            button = IconButton(name, says)
            button.clicked.connect(wanted)
            button.hide()
            row.addWidget(button)
            self._buttons.append(button)
        self._versions = Versions()
        self._versions.chosen.connect(self.chosen)
        row.addWidget(self._versions)

    def offer(self, wanted: bool) -> None:
        for button in self._buttons:
            button.setVisible(wanted)

    def show_versions(self, ids: Sequence[str], turn: str) -> None:
        self._versions.show_versions(ids, turn)
