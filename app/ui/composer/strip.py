"""The panel of a clip: the very frames that will be sent, and what decides about them."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsDropShadowEffect,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.chat.message import VideoPart
from app.client.fetch import Frames
from app.ui.composer.costs import duration
from app.ui.composer.film import Film
from app.ui.composer.stretch import StretchSlider
from app.ui.theme import theme

WIDTH = 660
RADIUS = 12
RATES = (None, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
BUDGETS = (None, 256, 512, 1024, 2048, 4096, 8192, 16384)


class FrameStrip(QWidget):
    """`chosen` carries the VideoPart with its stretch, rate and budget as they stand now."""

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, part: VideoPart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(36)
        shadow.setOffset(0, 8)
        shadow.setColor(QColor(0, 0, 0, 80))
        self.setGraphicsEffect(shadow)
        self.setAccessibleName(self.tr("Frames of {name}").format(name=part.name))
        self._part = part
        self._name = QLabel(part.name or part.source.name)
        self._name.setProperty("kind", "heading")
        self._line = QLabel(self.tr("Reading the clip…"))
        self._line.setProperty("kind", "small")
        self._line.setWordWrap(True)
        self.reset = QPushButton(self.tr("Reset"))
        self.reset.setProperty("kind", "quiet")
        self.reset.setToolTip(self.tr("The whole clip, at the model's own rate and budget"))
        self.reset.setAutoDefault(False)
        self.film = Film()
        self.stretch = StretchSlider()
        self.rate = _steps(len(RATES))
        self.budget = _steps(len(BUDGETS))
        self._stretch_words, self._rate_words, self._budget_words = QLabel(), QLabel(), QLabel()
        self._arrange()
        self._connect()
        self._show_part(length=0.0)

    @property
    def part(self) -> VideoPart:
        return self._part

    @property
    def line(self) -> str:
        return self._line.text()

    def set_length(self, seconds: float) -> None:
        """The whole clip's length, without which there is no stretch to choose."""
        self._show_part(seconds)

    def show_frames(self, found: Frames, line: str) -> None:
        """What would be sent, and its receipt in words."""
        self.film.show_frames(found.frames, found.receipt.seen_size)
        self.film.setEnabled(True)
        self._say(line, "small")

    def show_failure(self, reason: str) -> None:
        """Why nothing can be shown; the controls may mend it."""
        self.film.setEnabled(False)
        self._say(reason, "warn")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        look = theme().look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.line), 1))
        painter.setBrush(QColor(look.card))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  # Qt's name
        super().showEvent(event)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """A click beside it puts it away."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            place = self.mapFromGlobal(event.globalPosition().toPoint())
            if isinstance(watched, QWidget) and not self.rect().contains(place):
                self.close()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        super().hideEvent(event)
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.closed.emit()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._name)
        top.addStretch(1)
        top.addWidget(self.reset)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(9)
        grid.setColumnStretch(1, 1)
        rows = (
            (self.tr("Range"), self.stretch, self._stretch_words),
            (self.tr("Rate"), self.rate, self._rate_words),
            (self.tr("Budget"), self.budget, self._budget_words),
        )
        for place, (name, control, words) in enumerate(rows):
            label = QLabel(name)
            label.setBuddy(control)
            control.setAccessibleName(name)
            words.setMinimumWidth(150)
            words.setProperty("kind", "soft")
            grid.addWidget(label, place, 0)
            grid.addWidget(control, place, 1)
            grid.addWidget(words, place, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self._line)
        column.addSpacing(4)
        column.addWidget(self.film)
        column.addSpacing(4)
        column.addLayout(grid)

    def _connect(self) -> None:
        self.stretch.moved.connect(self._moved)
        self.rate.valueChanged.connect(self._rated)
        self.budget.valueChanged.connect(self._budgeted)
        self.reset.clicked.connect(self._as_it_is)

    def _moved(self, start: float, end: float) -> None:
        whole = end >= self.stretch.length
        self._choose(replace(self._part, start=start, end=None if whole else end))

    def _rated(self, place: int) -> None:
        self._choose(replace(self._part, fps=RATES[place]))

    def _budgeted(self, place: int) -> None:
        self._choose(replace(self._part, max_tokens=BUDGETS[place]))

    def _as_it_is(self) -> None:
        self._choose(VideoPart(self._part.source, self._part.name))

    def _choose(self, part: VideoPart) -> None:
        if part != self._part:
            self._part = part
            self._show_part(self.stretch.length)
            self.chosen.emit(part)

    def _show_part(self, length: float) -> None:
        part = self._part
        known = length > 0
        self.stretch.setEnabled(known)
        if known:
            self.stretch.set_stretch(part.start, part.end, length)
            end = length if part.end is None else part.end
            self._stretch_words.setText(f"{duration(part.start)} – {duration(end)}")
        with QSignalBlocker(self.rate), QSignalBlocker(self.budget):
            self.rate.setValue(_nearest(RATES, part.fps))
            self.budget.setValue(_nearest(BUDGETS, part.max_tokens))
        self._rate_words.setText(self._rate_in_words(part.fps))
        self._budget_words.setText(self._budget_in_words(part.max_tokens))
        self.reset.setVisible(part != VideoPart(part.source, part.name))

    def _rate_in_words(self, rate: float | None) -> str:
        if rate is None:
            return self.tr("Automatic")
        if rate == 1:
            return self.tr("1 frame a second")
        if rate < 1:
            return self.tr("a frame every {count} s").format(count=f"{1 / rate:g}")
        return self.tr("{count} frames a second").format(count=f"{rate:g}")

    def _budget_in_words(self, tokens: int | None) -> str:
        if tokens is None:
            return self.tr("Automatic")
        return self.tr("at most {count} tokens").format(count=f"{tokens:,}")

    def _say(self, line: str, kind: str) -> None:
        self._line.setText(line)
        self._line.setProperty("kind", kind)
        self._line.style().unpolish(self._line)
        self._line.style().polish(self._line)


def _steps(count: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, count - 1)
    slider.setPageStep(1)
    slider.setMinimumHeight(20)  # Qt would cut the handle
    return slider


def _nearest(choices: tuple[float | None, ...], value: float | None) -> int:
    """The place of a value; the first one is automatic."""
    if value is None:
        return 0
    return min(range(1, len(choices)), key=lambda place: abs((choices[place] or 0) - value))
