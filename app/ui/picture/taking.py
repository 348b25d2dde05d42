"""What can be taken from a picture: itself, its marks as JSON, a copy with the marks drawn."""

import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QSize, Qt, QTemporaryDir, QUrl, Signal
from PySide6.QtGui import QAction, QDrag, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from app.chat.message import ImagePart
from app.reading.annotating import annotate
from app.reading.coordinates import Kind, all_coordinates, capture_of, coordinates
from app.reading.reply import Mark
from app.ui.picture.decoding import Picture, decode
from app.ui.picture.job import Job
from app.ui.picture.spoken import reason_words

CARRIED = QSize(240, 240)  # pixels of what hangs on the pointer


class Taking(QObject):
    """The menu of one picture. `done` tells in words what was taken."""

    open_wanted = Signal()
    done = Signal(str)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._part: ImagePart | None = None
        self._size = (0, 0)
        self._marks: tuple[Mark, ...] = ()
        self._number = 0
        self._named: QTemporaryDir | None = None  # of files on their way to another program

    def show_picture(self, part: ImagePart | None, size: tuple[int, int]) -> None:
        """`size` in pixels."""
        self._part, self._size = part, size

    def show_marks(self, marks: Sequence[Mark]) -> None:
        self._marks, self._number = tuple(marks), 0

    def menu(self, number: int = 0, opens: bool = True) -> QMenu:
        """For all marks, or for the one with this number."""
        self._number = number
        menu = QMenu(self._widget)
        menu.aboutToHide.connect(menu.deleteLater)
        if opens:
            menu.addAction(self.tr("Open")).triggered.connect(self.open_wanted)
            menu.addSeparator()
        menu.addAction(self.tr("Copy picture")).triggered.connect(self.copy_picture)
        if self._marks:
            self._add_coordinates(menu)
            menu.addSeparator()
            menu.addAction(self.tr("Save annotated picture…")).triggered.connect(self.save)
        for action in menu.actions():
            action.setEnabled(self._part is not None)
        return menu

    def _add_coordinates(self, menu: QMenu) -> None:
        title = self.tr("Copy all marks as JSON")
        if self._number:
            label = self._marks[self._number - 1].label or str(self._number)
            title = self.tr("Copy “{mark}” as JSON").format(mark=label.replace("&", "&&"))
        below = menu.addMenu(title)
        self._add_kind(below, self.tr("In thousandths of the picture"), "relative")
        self._add_kind(below, self.tr("In pixels of the picture"), "pixels")
        on_screen = self._add_kind(below, self.tr("In points of the screen"), "screen")
        if self._part is not None and self._part.origin is None:
            on_screen.setEnabled(False)
            on_screen.setText(self.tr("In points of the screen (captures only)"))

    def _add_kind(self, menu: QMenu, title: str, kind: Kind) -> QAction:
        action = menu.addAction(title)
        action.triggered.connect(partial(self.copy_json, kind))
        return action

    def copy_json(self, kind: Kind) -> None:
        assert self._part is not None, "there is a picture"
        origin = self._part.origin
        capture = capture_of(origin) if origin is not None else None
        if self._number:
            text = coordinates(self._marks[self._number - 1], self._size, capture, kind)
        else:
            text = all_coordinates(self._marks, self._size, capture, kind)
        QGuiApplication.clipboard().setText(text)
        self.done.emit(self.tr("Copied"))

    def drag(self, shown: QImage) -> None:
        """Take it to another program, until it is dropped."""
        drag = QDrag(self._widget)
        drag.setMimeData(self.carried(shown))
        small = shown.scaled(
            CARRIED, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        small.setDevicePixelRatio(self._widget.devicePixelRatioF())
        drag.setPixmap(QPixmap.fromImage(small))
        drag.exec(Qt.DropAction.CopyAction)

    def carried(self, shown: QImage) -> QMimeData:
        """Its file, or where there is none what is shown of it."""
        assert self._part is not None, "there is a picture"
        carried = QMimeData()
        if isinstance(self._part.source, Path) and self._part.source.exists():
            file = self._under_its_name(self._part.source, self._part.name)
            carried.setUrls([QUrl.fromLocalFile(str(file))])
        else:
            carried.setImageData(shown)
        return carried

    def _under_its_name(self, source: Path, name: str) -> Path:
        """Kept files are named after their content; a copy, since others may write into it."""
        name = Path(name).name
        if not name or source.name == name:
            return source
        if self._named is None:
            self._named = QTemporaryDir()
        if not self._named.isValid():
            return source
        file = Path(self._named.path()) / name
        shutil.copyfile(source, file)
        return file

    def copy_picture(self) -> None:
        """As it is, in its own resolution."""
        assert self._part is not None, "there is a picture"
        job = Job(partial(decode, self._part.source, None))
        job.over.connect(self._copied)
        job.begin()

    def _copied(self, job: Job) -> None:
        if isinstance(job.value, Picture):
            QGuiApplication.clipboard().setImage(job.value.image)
            self.done.emit(self.tr("Copied"))
        else:
            self._complain(self.tr("The picture cannot be copied."), str(job.error))

    def save(self) -> None:
        """Ask where, then draw."""
        assert self._part is not None, "there is a picture"
        stem = Path(self._part.name).stem or self.tr("Picture")
        dialog = QFileDialog(self._widget, self.tr("Save annotated picture"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Pictures (*.png *.jpg *.webp)"))
        dialog.setDefaultSuffix("png")
        dialog.selectFile(self.tr("{name} marked.png").format(name=stem))
        dialog.fileSelected.connect(self.save_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, target: str) -> None:
        """Draw all marks in the picture's own resolution."""
        assert self._part is not None, "there is a picture"
        job = Job(partial(annotate, self._part.source, self._marks, Path(target)))
        job.over.connect(self._saved)
        job.begin()

    def _saved(self, job: Job) -> None:
        if job.error is None:
            self.done.emit(self.tr("Saved"))
        else:
            self._complain(self.tr("The picture was not saved."), reason_words(str(job.error)))

    def _complain(self, what: str, reason: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, what, what, parent=self._widget)
        box.setInformativeText(reason)
        box.finished.connect(box.deleteLater)
        box.open()
