"""One page, seen closely, with what was read of it in boxes; and the way to the others."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from app.chat.message import ImagePart
from app.ui.documents.boxes import Place, VerdictLayer, marks_of
from app.ui.icons import icon
from app.ui.labels import label
from app.ui.picture.canvas import Canvas
from app.ui.theme import theme, wear

BAR = 44
TURNS = {
    Qt.Key.Key_PageUp.value: -1,
    Qt.Key.Key_PageDown.value: 1,
}


class PageCanvas(Canvas):
    """A picture whose marks are places with verdicts. `turned` by -1 or 1 with the keyboard."""

    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdicts = VerdictLayer()
        self._layer = self._verdicts
        self._awaited = 0  # the place to be brought into view when the page is there
        self.zoomed.connect(self._reveal_awaited)
        self.say("")

    def show_places(
        self, part: ImagePart, places: Sequence[Place], size: tuple[int, int], here: int = 0
    ) -> None:
        """A page of (width, height) pixels; the place `here`, counted from 1, is pointed at."""
        self._verdicts.verdicts = tuple(place.verdict for place in places)
        self.show_picture(part, marks_of(places, size))
        self.look_at(here)

    def look_at(self, here: int) -> None:
        """Point at a place and bring it into view, as soon as the page is decoded."""
        self.highlight(here)
        self._awaited = here
        self._reveal_awaited()

    def _reveal_awaited(self) -> None:
        if self.is_ready and self._awaited:
            here, self._awaited = self._awaited, 0
            self.reveal(here)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = TURNS.get(event.key())
        if by is None:
            super().keyPressEvent(event)
        else:
            self.turned.emit(by)


class PagePane(QWidget):
    """`turned` to the page that is wanted, from 1; `page_wanted`: it is to be asked about.

    `open_wanted`: another document.
    """

    turned = Signal(int)
    hovered = Signal(int)
    clicked = Signal(int)
    page_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.canvas = PageCanvas()
        self.number = QLineEdit()
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setFixedSize(46, 28)
        self.number.setAccessibleName(self.tr("Page"))
        self._count = self._here = 0
        self._of = label(kind="soft")
        self._zoom = QLabel()
        self._zoom.setProperty("kind", "small")
        self._zoom.setMinimumWidth(44)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._icons: list[tuple[QToolButton, str]] = []
        self._lay_out()
        self._connect()
        wear(self, "#pagebar { background: $page; border-bottom: 1px solid $line; }")
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """So many pages there are; 0 while there is no document."""
        self._count = count
        self._of.setText(self.tr("of {count}").format(count=f"{count:,}"))
        self._follow()

    def show_number(self, number: int) -> None:
        """The page that is shown now, without signalling it."""
        self._here = number
        self._follow()

    def _lay_out(self) -> None:
        bar = QWidget()
        bar.setObjectName("pagebar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setFixedHeight(BAR)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 0, 10, 0)
        row.setSpacing(4)
        canvas = self.canvas
        self.back = self._button("chevron-left", self.tr("Page before"), lambda: self._turn(-1))
        self.on = self._button("chevron-right", self.tr("Next page"), lambda: self._turn(1))
        self.ask = self._button("speech", self.tr("Ask about this page"), self.page_wanted.emit)
        self.another = self._button(
            "folder", self.tr("Open another document…"), self.open_wanted.emit
        )
        row.addWidget(self.another)
        row.addSpacing(6)
        for part in (self.back, self.number, self._of, self.on):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self._button("minus", self.tr("Zoom out"), canvas.zoom_out))
        row.addWidget(self._zoom)
        row.addWidget(self._button("plus", self.tr("Zoom in"), canvas.zoom_in))
        row.addWidget(self._button("fit", self.tr("Fit into the window"), canvas.fit))
        row.addWidget(self._button("actual", self.tr("Actual size"), canvas.actual))
        row.addSpacing(8)
        row.addWidget(self.ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(canvas, 1)

    def _button(self, sign: str, title: str, does: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setToolTip(title)
        button.setAccessibleName(title)
        button.clicked.connect(lambda: does())
        self._icons.append((button, sign))
        return button

    def _connect(self) -> None:
        self.number.returnPressed.connect(self._go)
        self.number.editingFinished.connect(self._follow)
        self.canvas.turned.connect(self._turn)
        self.canvas.hovered.connect(self.hovered)
        self.canvas.clicked.connect(self.clicked)
        self.canvas.zoomed.connect(self._tell_zoom)
        theme().changed.connect(self._draw_icons)
        self._draw_icons()

    def _draw_icons(self) -> None:
        for button, sign in self._icons:
            button.setIcon(icon(sign))

    def _turn(self, by: int) -> None:
        """Beyond the ends there is nothing: it stays."""
        if 1 <= self._here + by <= self._count:
            self.turned.emit(self._here + by)

    def _go(self) -> None:
        """To the page that was typed, or as near to it as there is one."""
        words = self.number.text().strip()
        if words.isdecimal() and len(words) < 10 and self._count:
            self.turned.emit(min(max(int(words), 1), self._count))
        self._follow()

    def _tell_zoom(self, zoom: float) -> None:
        self._zoom.setText(self.tr("{percent} %").format(percent=round(zoom * 100)))

    def _follow(self) -> None:
        there = self._count > 0
        self.number.setText(str(self._here) if there else "")
        self.back.setEnabled(self._here > 1)
        self.on.setEnabled(self._here < self._count)
        for button, _ in self._icons:
            if button not in (self.back, self.on, self.another):
                button.setEnabled(there)
        self.number.setEnabled(there)
        self._of.setVisible(there)
