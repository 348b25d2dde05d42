"""Asking which document is to be read."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_document(widget: QWidget, then: Callable[[Path], object]) -> None:
    """Call `then` with the file that is chosen, if one is."""
    translate = QCoreApplication.translate
    kinds = translate(
        "Document", "Documents (*.pdf *.tif *.tiff *.png *.jpg *.jpeg *.webp *.bmp *.gif)"
    )
    dialog = QFileDialog(widget, translate("Document", "Read a document"), "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
