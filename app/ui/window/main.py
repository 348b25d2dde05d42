"""The main window: a sidebar of chats, and the conversation with its composer.

It arranges its parts and passes on drops; what they mean is the controller's (app/ui/desk.py).
"""

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.ui.composer.composer import Composer
from app.ui.sidebar.sidebar import Sidebar
from app.ui.tabbing import tab
from app.ui.theme import wear
from app.ui.transcript.transcript import Transcript
from app.ui.window.bar import Bar
from app.ui.window.curtain import Curtain
from app.ui.window.menus import Menus
from app.ui.window.notice import Notice
from app.ui.window.samples import Sample
from app.ui.window.welcome import Welcome

SIZE = (1240, 800)
SMALLEST = (640, 480)
COLUMN = 720  # points of the composer and the text above it
MARGIN = 22


class MainWindow(QMainWindow):
    """`dropped` carries QMimeData let go anywhere on it; `closing`: it is about to hide."""

    dropped = Signal(object)
    closing = Signal()

    def __init__(self, samples: tuple[Sample, ...]) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle("Kestrel")
        self.resize(*SIZE)
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.sidebar = Sidebar()
        self.bar = Bar()
        self.transcript = Transcript()
        self.welcome = Welcome(samples)
        self.notice = Notice()
        self.composer = Composer()
        self.menus = Menus(self)
        if not self.menus.is_global:
            self.setMenuBar(self.menus.bar)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self.transcript)
        self._arrange()
        self._curtain = Curtain(self)
        wear(self, "#main, #page { background: $page; }")

    def show_conversation(self, there: bool) -> None:
        """The conversation, or the welcome where there is none yet."""
        self._pages.setCurrentWidget(self.transcript if there else self.welcome)

    def keep_geometry(self) -> str:
        return self.saveGeometry().toBase64().toStdString()

    def restore(self, geometry: str) -> None:
        self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def _arrange(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._pages, 1)
        column.addLayout(self._foot())
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(page, 1)
        self.setCentralWidget(whole)

    def _foot(self) -> QHBoxLayout:
        """The composer in its column, the notice above it."""
        middle = QVBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self.notice)
        middle.addWidget(self.composer)
        for part in (self.notice, self.composer):
            part.setMaximumWidth(COLUMN)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 6, MARGIN, MARGIN)
        foot.addStretch(1)
        foot.addLayout(middle, 1000)
        foot.addStretch(1)
        return foot

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, N802  # Qt's name
        parts = (self.sidebar, self.bar, self._pages, self.notice, self.composer)
        return tab(self, parts, next)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        self.closing.emit()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        super().resizeEvent(event)
        self._curtain.setGeometry(self.rect())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        mime = event.mimeData()
        if event.isAccepted() or mime.hasUrls() or mime.hasImage() or mime.hasText():
            event.acceptProposedAction()
            self._curtain.draw()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802  # Qt's name
        self._curtain.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        self._curtain.hide()
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())
