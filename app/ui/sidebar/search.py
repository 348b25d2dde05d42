"""The field that searches all chats, and the list of what was found."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.icons import icon
from app.ui.sidebar.hits import Hits
from app.ui.sidebar.listing import SidebarList
from app.ui.sidebar.painting import HitPainter
from app.ui.theme import theme

PAUSE_MS = 60
GAP = 7  # points by which Qt sets the words too far from the glass
Index = QModelIndex | QPersistentModelIndex


class SearchField(QLineEdit):
    """`searched` follows the typing after a short pause; "" at once. `left`: down into the list."""

    searched = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(self.tr("Search"))
        self.setAccessibleName(self.tr("Search all chats"))
        self._glass = QAction(self.tr("Search"), self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(self.tr("Clear the search"), self)
        self._clear.triggered.connect(self.clear)
        self._clear.setVisible(False)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self.setTextMargins(-GAP, 0, 0, 0)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(self._changed)
        theme().changed.connect(self._draw)
        self._draw()

    @property
    def words(self) -> str:
        return self.text().strip()

    def _draw(self) -> None:
        self._glass.setIcon(icon("search", 16, theme().look.faint))
        self._clear.setIcon(icon("close", 12))

    def _changed(self) -> None:
        self._clear.setVisible(bool(self.text()))
        if self.words:
            self._pause.start()
        else:
            self._pause.stop()
            self._tell()

    def _tell(self) -> None:
        self.searched.emit(self.words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._pause.isActive():
                self._pause.stop()
                self._tell()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class HitList(SidebarList):
    """What was found; says so where it is nothing."""

    opened = Signal(str, str)  # chat, turn

    def __init__(self, hits: Hits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits = hits
        self.setModel(hits)
        self.setUniformItemSizes(False)  # a title takes one line
        self.setItemDelegate(HitPainter(self))
        self.setAccessibleName(self.tr("Found"))
        self.clicked.connect(self._open)

    def enter(self) -> None:
        """Take the keyboard, at the first hit if none is chosen."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.currentIndex().isValid() and self._hits.rowCount():
            self.setCurrentIndex(self._hits.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._hits.rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(theme().look.soft)
        area = self.viewport().rect().adjusted(0, 40, 0, 0)
        where = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(area, where, self.tr("Nothing found"))

    def _open(self, index: Index) -> None:
        hit = self._hits.hit(index)
        self.opened.emit(hit.chat.id, hit.turn)
