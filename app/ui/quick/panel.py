"""The quick panel: a question, an answer in place, the keys. It takes values and emits signals."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QCursor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.composer.buttons import Quiet
from app.ui.icons import icon
from app.ui.quick.exchange import Exchange
from app.ui.quick.field import Field
from app.ui.quick.foot import Foot
from app.ui.quick.talk import TalkView, height_of
from app.ui.tabbing import tab
from app.ui.theme import theme

WIDTH, RADIUS = 640, 16
HIGHEST = 0.62  # of the display
DOWN = 0.2  # of the display lies above it


class QuickPanel(QWidget):
    """Esc closes it; unless it is pinned or answers, so does a click elsewhere. See `Quick`."""

    asked = Signal(str)
    stopped = Signal()
    retry = Signal()
    closed = Signal()
    move_wanted = Signal()
    capture_wanted = Signal()
    fresh_wanted = Signal()
    context_removed = Signal()
    dropped = Signal(object)  # QMimeData
    link_clicked = Signal(str)
    picture_opened = Signal(object, object)  # ImagePart, marks

    def __init__(self) -> None:
        super().__init__(None)
        self.setWindowTitle(self.tr("Quick ask"))
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setAcceptDrops(True)
        self._busy = False
        self._was_active = False  # since it appeared; until then it cannot be left
        self.field, self.talk, self.foot = Field(), TalkView(), Foot()
        self.capture = Quiet("capture")
        self.stop, self.pin = Quiet("stop"), Quiet("pin")
        self._name_buttons()
        self._arrange()
        self._join()
        self._keys()
        theme().changed.connect(self._dress)
        self._dress()
        self.set_busy(False)
        self._fit()

    @property
    def is_pinned(self) -> bool:
        return self.pin.isChecked()

    def appear(self) -> None:
        """On the display where the pointer is, ready to type."""
        if not self.isVisible():
            self._was_active = False
            screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
            area = screen.availableGeometry()
            self.talk.set_highest(round(area.height() * HIGHEST))
            self._fit()
            left = area.left() + (area.width() - WIDTH) // 2
            self.move(QPoint(left, area.top() + round(area.height() * DOWN)))
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus()
        self.field.selectAll()

    def show_talk(self, talk: Sequence[Exchange]) -> None:
        self.talk.show_talk(talk)
        self.foot.set_talks(bool(talk))
        self._fit()

    def grow(self, exchange: Exchange) -> None:
        """The last exchange as it stands now."""
        self.talk.grow(exchange)
        self._fit()

    def set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.stop.setVisible(busy)
        self.foot.set_busy(busy)

    def set_context(self, words: str, refused: bool = False) -> None:
        """What goes with the next question, or why it cannot; "" for nothing."""
        self.foot.set_context(words, refused)

    def say(self, words: str) -> None:
        """Something for the user, in the foot."""
        self.foot.set_context(words, True)

    # --- making ---

    def _name_buttons(self) -> None:
        for button, words in (
            (self.capture, self.tr("Capture a region")),
            (self.stop, self.tr("Stop")),
            (self.pin, self.tr("Keep open")),
        ):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self.pin.setCheckable(True)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.capture)
        top.addWidget(self.field, 1)
        top.addWidget(self.stop)
        top.addWidget(self.pin)
        self._line = QWidget()
        self._line.setFixedHeight(1)
        self._line.setAutoFillBackground(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(0)
        column.addLayout(top)
        column.addSpacing(9)
        column.addWidget(self._line)
        column.addWidget(self.talk)
        column.addWidget(self.foot)

    def _join(self) -> None:
        self.field.returnPressed.connect(self._ask)
        self.field.pasted.connect(self.dropped)
        self.field.textChanged.connect(self.foot.set_words)
        self.capture.clicked.connect(self.capture_wanted)
        self.stop.clicked.connect(self.stopped)
        self.pin.toggled.connect(self._dress)
        self.talk.retry.connect(self.retry)
        self.talk.link_clicked.connect(self.link_clicked)
        self.talk.picture_opened.connect(self.picture_opened)
        self.talk.resized.connect(self._fit)
        self.foot.asked.connect(self._ask)
        self.foot.move_wanted.connect(self.move_wanted)
        self.foot.capture_wanted.connect(self.capture_wanted)
        self.foot.closed.connect(self.close)
        self.foot.context_removed.connect(self.context_removed)

    def _keys(self) -> None:
        for keys, call in (
            ("Esc", self.close),
            ("Ctrl+W", self.close),
            ("Ctrl+Return", self.move_wanted.emit),
            ("Ctrl+Alt+4", self.capture_wanted.emit),
            ("Ctrl+N", self.fresh_wanted.emit),
            ("Ctrl+.", self.stopped.emit),
            ("Ctrl+Shift+P", self.pin.click),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(call)

    # --- what happens ---

    def _ask(self) -> None:
        words = self.field.text().strip()
        if words and not self._busy:
            self.asked.emit(words)
            self.field.selectAll()  # the next question replaces this one

    def _fit(self) -> None:
        """As high as what it shows; its upper edge stays."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.setFixedSize(QSize(WIDTH, height_of(layout, WIDTH)))

    def _dress(self) -> None:
        palette = self._line.palette()
        palette.setColor(self._line.backgroundRole(), QColor(theme().look.line))
        self._line.setPalette(palette)
        accent = theme().look.accent
        self.capture.setIcon(icon("capture", color=accent))
        self.pin.setIcon(icon("pin", color=accent if self.is_pinned else ""))
        self.update()

    def _leave(self) -> None:
        """Another window was chosen: what is not asked yet is left, what answers stays."""
        left = self._was_active and not self.isActiveWindow()
        if self.isVisible() and left and not (self.is_pinned or self._busy):
            self.close()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look, painter = theme().look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(look.page))
        painter.setPen(QPen(QColor(look.line), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isVisible():
            self._was_active = self._was_active or self.isActiveWindow()
            QTimer.singleShot(0, self, self._leave)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, N802  # Qt's name
        return tab(self, (), next)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        super().closeEvent(event)
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  # Qt's name
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  # Qt's name
        self.dropped.emit(event.mimeData())
        event.acceptProposedAction()
