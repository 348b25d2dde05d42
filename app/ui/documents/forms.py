"""The choice of what is to be taken out of a document: a ready schema, or one's own file."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.places import RESOURCES
from app.reading.documents.forms import READY, Form, SchemaUnusable, load_form
from app.ui.settings.controls import Choice

SCHEMAS = RESOURCES / "schemas"


class FormChoice(Choice):
    """The ready schemas, those of one's own, and the way to another; `unusable`: why not."""

    unusable = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("What to take out"))
        words = {
            "receipt": self.tr("Receipt"),
            "invoice": self.tr("Invoice"),
            "form": self.tr("Form"),
            "chart": self.tr("Chart"),
        }
        ready = [(SCHEMAS / f"{name}.json", words.get(name, name)) for name in READY]
        self.offer([*ready, (None, self.tr("Own schema…"))])
        self._former = 0
        self.activated.connect(self._activate)

    def form(self) -> Form:
        """The one that stands there.

        Raises:
            SchemaUnusable: the file is gone or damaged.
        """
        return load_form(self.currentData())

    def use(self, path: Path) -> None:
        """A schema of one's own, which stays in the list."""
        try:
            load_form(path)
        except SchemaUnusable as error:
            self.unusable.emit(str(error))
            return
        if not self.choose(path):
            self.insertItem(self.count() - 1, path.name, path)
            self.choose(path)
        self._former = self.currentIndex()

    def _activate(self, row: int) -> None:
        if self.itemData(row) is None:
            self._ask()
        else:
            self._former = row

    def _ask(self) -> None:
        """Which file; without one, the former choice stands."""
        self.setCurrentIndex(self._former)
        title, kinds = self.tr("Choose a JSON schema"), self.tr("JSON schemas (*.json)")
        dialog = QFileDialog(self.window(), title, "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.use(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
