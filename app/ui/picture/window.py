"""A picture in a window of its own: zoom, its marks at the side, copy and save."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QToolButton, QVBoxLayout, QWidget

from app.chat.message import ImagePart
from app.reading.reply import Mark
from app.ui.icons import icon
from app.ui.picture.canvas import Canvas
from app.ui.picture.listing import MarkList
from app.ui.picture.rows import STATE, WHERE
from app.ui.tabbing import tab
from app.ui.theme import theme, wear

SIDE = 270
BAR = 44


class PictureWindow(QWidget):
    """Close with Escape; + and - zoom, 0 is the picture's own size, 9 fits it in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.canvas = Canvas()
        self.marks = MarkList()
        self._part: ImagePart | None = None
        self._facts = QLabel()  # its name stands in the title bar
        self._facts.setProperty("kind", "soft")
        self._told = QLabel()
        self._told.setProperty("kind", "small")
        self._zoom = QLabel()
        self._zoom.setProperty("kind", "small")
        self._zoom.setMinimumWidth(48)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._icons: list[tuple[QToolButton, str]] = []
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self.resize(980, 680)

    def show_picture(self, part: ImagePart, marks: Sequence[Mark] = (), here: int = 0) -> None:
        """A picture, with the mark that is to be looked at first."""
        self._part = part
        name = part.name or self.tr("Picture")
        self.setWindowTitle(name)
        self._facts.setText("")
        self._told.setText("")
        self.canvas.show_picture(part, marks)
        self.marks.show_marks(marks)
        self.marks.setColumnHidden(STATE, True)
        self.marks.setColumnHidden(WHERE, True)
        self.marks.setVisible(bool(marks))
        self._save.setEnabled(bool(marks))
        self.canvas.highlight(here)
        self.marks.highlight(here)
        self.canvas.setFocus()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, N802  # Qt's name
        return tab(self, (), next)

    def _lay_out(self) -> None:
        bar = QWidget()
        bar.setFixedHeight(BAR)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 10, 0)
        row.setSpacing(4)
        row.addWidget(self._facts)
        row.addSpacing(8)
        row.addWidget(self._told, 1)
        row.addWidget(self._button("minus", self.tr("Zoom out"), self.canvas.zoom_out))
        row.addWidget(self._zoom)
        row.addWidget(self._button("plus", self.tr("Zoom in"), self.canvas.zoom_in))
        row.addWidget(self._button("fit", self.tr("Fit into the window"), self.canvas.fit))
        row.addWidget(self._button("actual", self.tr("Actual size"), self.canvas.actual))
        row.addSpacing(12)
        row.addWidget(self._button("copy", self.tr("Copy picture"), self._copy))
        self._save = self._button("save", self.tr("Save annotated picture…"), self._save_marked)
        row.addWidget(self._save)
        body = QSplitter()
        body.setHandleWidth(1)
        body.setChildrenCollapsible(False)
        body.addWidget(self.canvas)
        body.addWidget(self.marks)
        body.setStretchFactor(0, 1)
        body.setSizes([980 - SIDE, SIDE])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        line = QWidget()
        line.setFixedHeight(1)
        wear(line, "background: $line;")
        column.addWidget(line)
        column.addWidget(body, 1)

    def _button(self, sign: str, title: str, does: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setToolTip(title)
        button.setAccessibleName(title)
        button.clicked.connect(does)
        self._icons.append((button, sign))
        return button

    def _connect(self) -> None:
        self.canvas.hovered.connect(self.marks.highlight)
        self.canvas.clicked.connect(self.marks.highlight)
        self.canvas.zoomed.connect(self._tell_zoom)
        self.canvas.taking.done.connect(self._told.setText)
        self.marks.hovered.connect(self.canvas.highlight)
        self.marks.chosen.connect(self.canvas.reveal)
        theme().changed.connect(self._draw_icons)
        self._draw_icons()

    def _draw_icons(self) -> None:
        for button, sign in self._icons:
            button.setIcon(icon(sign))

    def _add_shortcuts(self) -> None:
        for keys, does in (
            ((QKeySequence("Esc"), QKeySequence(QKeySequence.StandardKey.Close)), self.close),
            ((QKeySequence(QKeySequence.StandardKey.ZoomIn), "+", "="), self.canvas.zoom_in),
            ((QKeySequence(QKeySequence.StandardKey.ZoomOut), "-"), self.canvas.zoom_out),
            (("Ctrl+0", "0"), self.canvas.actual),
            (("Ctrl+9", "9"), self.canvas.fit),
            ((QKeySequence(QKeySequence.StandardKey.Copy),), self._copy),
            ((QKeySequence(QKeySequence.StandardKey.Save),), self._save_marked),
        ):
            for key in keys:
                QShortcut(QKeySequence(key), self).activated.connect(does)

    def _tell_zoom(self, zoom: float) -> None:
        self._zoom.setText(self.tr("{percent} %").format(percent=round(zoom * 100)))
        if (size := self.canvas.pixels) is not None:
            pixels = self.tr("{width} × {height} pixels")
            self._facts.setText(pixels.format(width=size.width(), height=size.height()))

    def _copy(self) -> None:
        if self.canvas.is_ready:
            self.canvas.taking.copy_picture()

    def _save_marked(self) -> None:
        if self.canvas.is_ready and self.marks.rows.marks:
            self.canvas.taking.save()
