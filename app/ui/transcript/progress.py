"""What happens before the first word: waiting with its reason, or the prompt being read."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.ui.phase import Phase, Prefilling, Thinking, Waiting
from app.ui.theme import theme
from app.ui.transcript.wording import number

_TICK_MS, _STEP = 50, 18
_BAR = 220


class Spinner(QWidget):
    """A turning arc. It costs nothing while it is not seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(14, 14)
        self._angle = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._turn)

    def showEvent(self, event: QShowEvent) -> None:
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()

    def _turn(self) -> None:
        self._angle = (self._angle + _STEP) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        for color, start, span in (("line", 0, 360), ("accent", -self._angle, 100)):
            pen = QPen(QColor(getattr(theme().look, color)), 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(area, start * 16, span * 16)


class Progress(QWidget):
    """Hidden as soon as the model writes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel()
        self._label.setProperty("kind", "status")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedSize(_BAR, 5)
        self._bar.setAccessibleName(self.tr("Reading the prompt"))
        line = QHBoxLayout()
        line.setSpacing(9)
        line.addWidget(Spinner())
        line.addWidget(self._label, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self._bar)
        self.hide()

    def show_phase(self, phase: Phase, has_words: bool) -> None:
        match phase:
            case Waiting(why):
                self._label.setText(why or self.tr("Waiting for the model…"))
                self._bar.hide()
            case Prefilling(done, total, reused):
                self._label.setText(self._reading(done, total, reused))
                self._bar.setRange(0, max(total, 1))
                self._bar.setValue(done)
                self._bar.show()
            case Thinking():
                pass
            case _:
                self._label.setText(self.tr("Writing…"))
                self._bar.hide()
        begun = isinstance(phase, Waiting | Prefilling)
        self.setVisible(begun and not has_words)

    def _reading(self, done: int, total: int, reused: int) -> str:
        said = self.tr("Reading {done} of {total} tokens")
        said = said.format(done=number(done), total=number(total))
        if reused:
            said += " · " + self.tr("{count} reused").format(count=number(reused))
        return said
