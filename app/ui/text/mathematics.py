"""TeX to pictures, drawn by ziamath in a thread of its own and kept.

A formula takes some 10 ms: too long for the thread that paints, and too long to do twice. Until it
is drawn, and where it cannot be, its source is shown.
"""

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import cast

from PySide6.QtCore import QByteArray, QObject, QPointF, QRectF, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.ui.theme import READING

LONGEST = 800  # letters of TeX that are drawn
DEEPEST = 12  # braces in each other
WIDEST = 1500.0  # points
_KEPT = 500
_INK = "#010203"  # any colour: the drawing is tinted


@dataclass
class Formula:
    """Measures in points about the line it stands on."""

    svg: bytes
    width: float
    above: float
    below: float
    _drawn: dict[tuple[str, float, float], QPixmap] = field(default_factory=dict)

    def draw(self, painter: QPainter, origin: QPointF, scale: float, color: QColor) -> None:
        ratio = painter.device().devicePixelRatio()
        key = (color.name(), ratio, scale)
        if key not in self._drawn:
            if len(self._drawn) > 4:  # a look or a screen that is no more
                self._drawn.clear()
            self._drawn[key] = self._pixmap(color, ratio, scale)
        place = QPointF(origin.x(), origin.y() - self.above * scale)
        painter.drawPixmap(place, self._drawn[key])

    def _pixmap(self, color: QColor, ratio: float, scale: float) -> QPixmap:
        pixels = ratio * scale
        height = self.above + self.below
        drawn = QPixmap(max(1, round(self.width * pixels)), max(1, round(height * pixels)))
        drawn.fill(QColor(0, 0, 0, 0))
        brush = QPainter(drawn)
        QSvgRenderer(QByteArray(self.svg)).render(brush, QRectF(drawn.rect()))
        brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        brush.fillRect(drawn.rect(), color)
        brush.end()
        drawn.setDevicePixelRatio(ratio)
        return drawn


class Mathematics(QObject):
    """`drawn` comes with the TeX of each formula that is there, or is known not to be drawable."""

    drawn = Signal(str)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._formulas: OrderedDict[tuple[str, bool], Formula | None] = OrderedDict()
        self._asked: set[tuple[str, bool]] = set()
        self._lock = threading.Lock()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        application.aboutToQuit.connect(self.close)

    def formula(self, tex: str, display: bool) -> Formula | None:
        """Drawn; None where it is not yet, or cannot be: see `refused`."""
        with self._lock:
            return self._formulas.get((tex, display))

    def refused(self, tex: str, display: bool) -> bool:
        """It was tried, or is not even tried."""
        with self._lock:
            known = self._formulas.get((tex, display), 0)
        return known is None or not _harmless(tex)

    def want(self, tex: str, display: bool) -> None:
        """Draw it soon, unless that was asked already."""
        key = (tex, display)
        with self._lock:
            if key in self._asked or not _harmless(tex):
                return
            self._asked.add(key)
        self._pool.start(_Drawing(self, tex, display))

    def put(self, tex: str, display: bool, formula: Formula | None) -> None:
        """From the drawing thread."""
        with self._lock:
            self._formulas[(tex, display)] = formula
            while len(self._formulas) > _KEPT:
                gone, _ = self._formulas.popitem(last=False)
                self._asked.discard(gone)
        self.drawn.emit(tex)

    def close(self) -> None:
        self._pool.clear()
        self._pool.waitForDone(2000)


class _Drawing(QRunnable):
    def __init__(self, shelf: Mathematics, tex: str, display: bool) -> None:
        super().__init__()
        self._shelf, self._tex, self._display = shelf, tex, display

    def run(self) -> None:
        self._shelf.put(self._tex, self._display, drawing(self._tex, self._display))


def mathematics() -> Mathematics:
    """The one of this program."""
    application = QApplication.instance()
    assert isinstance(application, QApplication), "formulas need a QApplication"
    found = application.findChild(Mathematics)
    return cast(Mathematics, found) if found is not None else Mathematics(application)


def _harmless(tex: str) -> bool:
    depth = deepest = 0
    for sign in tex:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    return len(tex) <= LONGEST and deepest <= DEEPEST


def drawing(tex: str, display: bool) -> Formula | None:
    """None where ziamath cannot; whatever it raises means that."""
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # Qt's SVG has no symbols
    try:
        made = Latex(tex, size=READING * 1.15, color=_INK, inline=not display)
        svg = made.svg()
    except Exception:  # noqa: BLE001 - a third party's parser on hostile input
        return None
    box = re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', svg)
    if box is None or "nan" in box[0]:
        return None
    _, top, width, height = map(float, box.groups())
    if not 0 < width < WIDEST or not 0 < height < WIDEST:
        return None
    return Formula(svg.encode(), width, -top, height + top)
