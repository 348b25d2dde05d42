"""Engines on other machines: their list, and a form to add or change one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.labels import label
from app.ui.theme import wear

SHEET = "#remote { border: 0; border-bottom: 1px solid $line; }"


@dataclass(frozen=True)
class RemoteShown:
    """One that is known."""

    name: str
    url: str
    model: str = ""
    is_used: bool = False


@dataclass(frozen=True)
class RemoteWish:
    """What stands in the form; a key of "" leaves the one that is kept."""

    name: str
    url: str
    model: str
    key: str


class RemotesPanel(QWidget):
    """Signals `saved` and `tested` with a RemoteWish, `used` and `removed` with a name."""

    saved = Signal(object)
    tested = Signal(object)
    used = Signal(str)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.name, self.url, self.model, self.key = (QLineEdit() for _ in range(4))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.url.setPlaceholderText("https://host:8000/v1")
        self.model.setPlaceholderText(self.tr("the server's own choice"))
        self.key.setPlaceholderText(self.tr("kept in the keychain; empty leaves it as it is"))
        self.test = QPushButton(self.tr("Test"))
        self.save = QPushButton(self.tr("Save"))
        self.said = label(wraps=True)
        self.test.clicked.connect(self._test)
        self.save.clicked.connect(self._save)
        self._lay_out()
        wear(self, SHEET)

    def set_remotes(self, remotes: Sequence[RemoteShown]) -> None:
        while taken := self._list.takeAt(0):
            if (row := taken.widget()) is not None:
                row.hide()
                row.deleteLater()
        for remote in remotes:
            self._list.addWidget(self._row(remote))

    def say(self, text: str, kind: str) -> None:
        """What came of a test; `kind` as labels have it."""
        self.said.setText(text)
        self.said.setProperty("kind", kind)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def wish(self) -> RemoteWish:
        texts = (field.text().strip() for field in (self.name, self.url, self.model, self.key))
        return RemoteWish(*texts)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.setContentsMargins(0, 8, 0, 0)
        for text, field in (
            (self.tr("Name"), self.name),
            (self.tr("Address"), self.url),
            (self.tr("Model"), self.model),
            (self.tr("Key"), self.key),
        ):
            field.setAccessibleName(text)
            form.addRow(label(text, "soft"), field)
        buttons = QHBoxLayout()
        buttons.addWidget(self.said, 1)
        buttons.addWidget(self.test)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Engines on other computers"), "heading"))
        about = self.tr(
            "What you ask one of them leaves this computer. Any server that speaks OpenAI's API."
        )
        column.addWidget(label(about, "soft", wraps=True))
        column.addLayout(self._list)
        column.addLayout(form)
        column.addLayout(buttons)

    def _row(self, remote: RemoteShown) -> QFrame:
        row = QFrame()
        row.setObjectName("remote")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 9, 0, 9)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(label(remote.name, "heading"))
        names.addWidget(label(" · ".join(filter(None, (remote.url, remote.model))), "small"))
        line.addLayout(names, 1)
        for words, signal, kind in (
            (self.tr("Remove"), self.removed, "quiet"),
            (self.tr("In use") if remote.is_used else self.tr("Use"), self.used, "plain"),
        ):
            button = QPushButton(words)
            button.setProperty("kind", kind)
            button.setProperty("remote", remote.name)
            button.setAccessibleName(f"{words}: {remote.name}")
            button.setEnabled(not (remote.is_used and signal is self.used))
            button.clicked.connect(self._remove if kind == "quiet" else self._use)
            line.addWidget(button)
        return row

    def _remove(self) -> None:
        self.removed.emit(self.sender().property("remote"))

    def _use(self) -> None:
        self.used.emit(self.sender().property("remote"))

    def _test(self) -> None:
        self.tested.emit(self.wish())

    def _save(self) -> None:
        self.saved.emit(self.wish())
