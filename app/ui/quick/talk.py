"""The exchanges of a quick talk, one under the other, scrolling when they grow high."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.ui.quick.answer import AnswerView
from app.ui.quick.exchange import Exchange
from app.ui.theme import wear
from app.ui.transcript.dress import SHEET as MESSAGES

SHEET = MESSAGES + "QScrollArea, QWidget#talk { background: transparent; }"


def height_of(layout: QLayout, width: int) -> int:
    """Some layouts only know a height once they know their width."""
    if layout.hasHeightForWidth():
        return layout.totalHeightForWidth(width)
    return layout.totalSizeHint().height()


class TalkView(QScrollArea):
    """Hidden while nothing was asked. The end is followed until the reader scrolls up."""

    retry = Signal()
    link_clicked = Signal(str)
    picture_opened = Signal(object, object)  # ImagePart, marks
    resized = Signal()  # it wants another height

    def __init__(self) -> None:
        super().__init__()
        self._highest = 420
        self._follows = True
        self._views: list[AnswerView] = []
        self._inner = QWidget()
        self._inner.setObjectName("talk")
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(2, 14, 2, 6)
        self._column.setSpacing(16)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(self._inner)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        wear(self, SHEET)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._note)
        bar.rangeChanged.connect(self._follow)
        self.hide()

    @property
    def views(self) -> tuple[AnswerView, ...]:
        return tuple(self._views)

    def set_highest(self, points: int) -> None:
        self._highest = points

    def show_talk(self, talk: Sequence[Exchange]) -> None:
        """Another talk, or one more exchange in this one."""
        if len(talk) < len(self._views):
            self._clear()
        for exchange in talk[len(self._views) :]:
            self._add(exchange)
        for view, exchange in zip(self._views, talk, strict=True):
            view.grow(exchange)
            view.show_question(view is not self._views[-1])
        self._follows = True
        self.setVisible(bool(talk))
        self._measure()

    def grow(self, exchange: Exchange) -> None:
        self._views[-1].grow(exchange)
        self._measure()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self._measure()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(super().sizeHint().width(), self.height())

    def _add(self, exchange: Exchange) -> None:
        view = AnswerView(exchange)
        view.retry.connect(self.retry)
        view.link_clicked.connect(self.link_clicked)
        view.picture_opened.connect(self.picture_opened)
        self._views.append(view)
        self._column.addWidget(view)

    def _clear(self) -> None:
        for view in self._views:
            self._column.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._views = []

    def _measure(self) -> None:
        self._column.activate()
        wanted = height_of(self._column, self.viewport().width())
        height = min(wanted, self._highest)
        if height != self.height():
            self.setFixedHeight(height)
            self.resized.emit()

    def _note(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum() - 4

    def _follow(self, _lowest: int, highest: int) -> None:
        if self._follows:
            self.verticalScrollBar().setValue(highest)
