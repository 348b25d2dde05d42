"""Reading a screen: all its elements beside the picture, or the one that is looked for."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from app.chat.message import ImagePart
from app.ui.picture.table import ElementTable
from app.ui.reading import ScreenReader
from app.ui.theme import wear

SIZE = QSize(1100, 720)


class ReadWindow(QWidget):
    """One picture at a time; closing it ends what is still asked."""

    def __init__(self, reader: ScreenReader, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("read")
        self.setWindowTitle(self.tr("Read this"))
        self.resize(SIZE)
        self._reader = reader
        self._picture: ImagePart | None = None
        self.table = ElementTable()
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("Find on this picture: a name, a label, a few words"))
        self.words.setAccessibleName(self.tr("Find on this picture"))
        self.words.setClearButtonEnabled(True)
        self.seek = QPushButton(self.tr("Find"))
        self.all = QPushButton(self.tr("List all"))
        self.more = QPushButton(self.tr("In words"))
        self.more.setMenu(self._menu())
        row = QHBoxLayout()
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(10)
        for part, stretch in ((self.words, 1), (self.seek, 0), (self.all, 0), (self.more, 0)):
            row.addWidget(part, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        self._connect()
        wear(self, "#read { background: $page; }")

    def read(self, picture: ImagePart) -> None:
        """List what is on it."""
        self._picture = picture
        self.table.show_waiting(picture)
        self._reader.list_elements(picture)

    def look_at(self, picture: ImagePart) -> None:
        """Show it, and wait for words to look for."""
        self._picture = picture
        self.table.show_picture(picture)
        self.words.setFocus()
        self.words.selectAll()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        self._reader.cancel()
        super().closeEvent(event)

    def _connect(self) -> None:
        reader, table = self._reader, self.table
        reader.seeing.connect(table.seeing)
        reader.counted.connect(table.counted)
        reader.listed.connect(table.listed)
        reader.checking.connect(table.checking)
        reader.read.connect(table.read)
        reader.said.connect(table.said)
        reader.found.connect(table.found)
        reader.failed.connect(table.failed)
        reader.cancelled.connect(table.stopped)
        table.stop_wanted.connect(reader.cancel)
        table.retry_wanted.connect(self._again)
        self.words.returnPressed.connect(self._seek)
        self.seek.clicked.connect(self._seek)
        self.all.clicked.connect(self._again)
        for keys in (QKeySequence("Esc"), QKeySequence(QKeySequence.StandardKey.Close)):
            QShortcut(keys, self).activated.connect(self.close)

    def _menu(self) -> QMenu:
        """What the model can say of the screen; the words in the field go with it."""
        menu = QMenu(self)
        for words, ask in (
            (self.tr("Describe This Screen"), self._describe),
            (self.tr("Explain Its Message"), self._explain),
            (self.tr("Steps for What Is Typed"), self._steps),
        ):
            menu.addAction(words).triggered.connect(ask)
        return menu

    def _describe(self) -> None:
        if self._picture is not None:
            self.table.show_waiting(self._picture)
            self._reader.describe(self._picture)

    def _explain(self) -> None:
        if self._picture is not None:
            self.table.show_waiting(self._picture)
            self._reader.explain(self._picture, self.words.text().strip())

    def _steps(self) -> None:
        """Without a task there is nothing to tell: the field is shown instead."""
        if self._picture is None:
            return
        if not self.words.text().strip():
            self.words.setFocus()
            return
        self.table.show_waiting(self._picture)
        self._reader.steps(self._picture, self.words.text().strip())

    def _seek(self) -> None:
        if self._picture is not None and self.words.text().strip():
            self.table.show_waiting(self._picture)
            self._reader.find(self._picture, self.words.text().strip())

    def _again(self) -> None:
        if self._picture is not None:
            self.read(self._picture)
