"""An answer on the screen: Markdown at its own height, which grows while it is read."""

import math
import time

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QTextBrowser, QToolTip, QWidget

from app.ui.text.excerpt import plain_text
from app.ui.text.formats import COPY
from app.ui.text.mathematics import mathematics
from app.ui.text.ornaments import Ornaments
from app.ui.text.reading import Reading
from app.ui.text.source import as_markdown, as_plain, code_at, selected
from app.ui.text.things import OBJECT, Things
from app.ui.text.writing import Writing
from app.ui.theme import theme

MARKDOWN = "text/markdown"
SLOW_MS, REST = 12, 5  # an update that takes longer is followed by a rest of so many times that
NAME_MS = 500  # between two namings for screen readers while the text grows


class TextView(QTextBrowser):
    """Takes Markdown; tells of badges and links that are pointed at."""

    badge_hovered = Signal(int)  # its number; 0 where none is
    badge_clicked = Signal(int)
    link_clicked = Signal(str)
    height_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._markdown = ""
        self._hovered = self._shown_height = 0
        self._heights: dict[int, int] = {}
        self._reading = Reading()
        self._writing = Writing(self.document())
        self._ornaments = Ornaments(self.document(), self._writing)
        self._things = Things(self, self._writing.formulas)
        self.document().documentLayout().registerHandler(OBJECT, self._things)
        self._done = True
        self._resting = self._timer(0, self._render)
        self._naming = self._timer(NAME_MS, self._name)
        self._drawing = self._timer(30, self._show_formulas)
        self._set_up()
        self.anchorClicked.connect(self._follow)
        theme().changed.connect(self._dress)
        mathematics().drawn.connect(self._hear_formula)

    def set_text(self, markdown: str, done: bool = True) -> None:
        """Show this; cheap where it goes on from what is shown."""
        self._markdown, self._done = markdown, done
        if done or not self._resting.isActive():
            self._render()

    def _render(self) -> None:
        """What takes long is done less often, so that most of the time is left to others."""
        began = time.perf_counter()
        first, items = self._reading.read(self._markdown, self._done)
        self._writing.show(first, items)
        self._measure_again()
        if self._done:
            self._resting.stop()
            self._name()
            return
        if not self._naming.isActive():
            self._naming.start()
        took_ms = (time.perf_counter() - began) * 1000
        if took_ms > SLOW_MS:
            self._resting.start(round(took_ms * REST))

    def markdown(self) -> str:
        """All of it, as it came."""
        return self._markdown

    def selected_markdown(self) -> str:
        return as_markdown(selected(self._writing, self.textCursor()))

    def highlight(self, number: int) -> None:
        """Show a badge as pointed at; 0 for none."""
        if number != self._things.pointed:
            self._things.pointed = number
            self.viewport().update()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        if width not in self._heights:
            former = self.document().textWidth()
            self._set_width(width)
            height = self._writing.height()
            self._heights[width] = max(math.ceil(height), 0)
            if former > 0 and self.isVisible():
                self._set_width(former)
        return self._heights[width]

    def sizeHint(self) -> QSize:  # noqa: N802
        width = self.viewport().width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, 0)

    def copy(self) -> None:
        """Both as Markdown and as it reads."""
        if self.textCursor().hasSelection():
            QGuiApplication.clipboard().setMimeData(self.createMimeDataFromSelection())

    def copy_markdown(self) -> None:
        """The selection's Markdown as plain text, or all of it."""
        text = self.selected_markdown() if self.textCursor().hasSelection() else self._markdown
        QGuiApplication.clipboard().setText(text)

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        pieces = selected(self._writing, self.textCursor())
        mime = QMimeData()
        mime.setText(as_plain(pieces))
        mime.setData(MARKDOWN, as_markdown(pieces).encode())
        return mime

    def loadResource(self, type: int, name: QUrl | str) -> object:  # noqa: A002, N802
        """Nothing that an answer names is ever fetched."""
        return None

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Whoever scrolls is outside."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        # First what Qt's lazy layout must not meet half done: it would forget the rest.
        self._writing.set_width(event.size().width())
        super().resizeEvent(event)
        self._writing.height()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt's own `highlighted` forgets to say that the pointer has left."""
        super().mouseMoveEvent(event)
        self._point(self.anchorAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._point("")
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if self._writing.items:
            self._paint_ornaments(event)
        super().paintEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        self.menu(event).exec(event.globalPos())

    def menu(self, event: QContextMenuEvent) -> QMenu:
        """What can be done with what lies under the pointer."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self.textCursor().hasSelection()
        copy = menu.addAction(self.tr("Copy"), QKeySequence.StandardKey.Copy, self.copy)
        copy.setEnabled(chosen)
        menu.addAction(self.tr("Copy as Markdown"), self.copy_markdown)
        number = self._writing.at(self.cursorForPosition(event.pos()).position())
        code = code_at(self._writing.items, number)
        if code is not None:
            menu.addAction(self.tr("Copy code"), lambda: QGuiApplication.clipboard().setText(code))
        link = self.anchorAt(event.pos())
        if link.startswith(("http:", "https:", "mailto:")):
            menu.addAction(self.tr("Copy link"), lambda: QGuiApplication.clipboard().setText(link))
        menu.addSeparator()
        menu.addAction(self.tr("Select all"), QKeySequence.StandardKey.SelectAll, self.selectAll)
        return menu

    def _set_up(self) -> None:
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(never)
        self.setVerticalScrollBarPolicy(never)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.viewport().setAutoFillBackground(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._clear_ground()

    def _clear_ground(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        chosen = QColor(theme().look.accent)
        chosen.setAlphaF(0.4 if theme().look.dark else 0.25)  # letters keep their colours in it
        palette.setColor(QPalette.ColorRole.Highlight, chosen)
        palette.setBrush(QPalette.ColorRole.HighlightedText, QBrush(Qt.BrushStyle.NoBrush))
        self.setPalette(palette)

    def _timer(self, period_ms: int, tick: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(period_ms)
        timer.timeout.connect(tick)
        return timer

    def _set_width(self, width: float) -> None:
        self._writing.set_width(width)
        if self.document().textWidth() != width:
            self.document().setTextWidth(width)

    def _measure_again(self) -> None:
        self._heights.clear()
        height = self.heightForWidth(self.viewport().width())
        if height != self._shown_height:
            self._shown_height = height
            self.updateGeometry()
            self.height_changed.emit(height)

    def _name(self) -> None:
        self._naming.stop()
        self.setAccessibleName(plain_text(self._writing.items))

    def _paint_ornaments(self, event: QPaintEvent) -> None:
        shift = self.verticalScrollBar().value()
        exposed = QRectF(event.rect()).translated(0, shift)
        top = self.cursorForPosition(event.rect().topLeft()).position()
        bottom = self.cursorForPosition(event.rect().bottomRight()).position()
        last = min(self._writing.at(bottom) + 1, len(self._writing.items) - 1)
        painter = QPainter(self.viewport())
        painter.translate(0, -shift)
        self._ornaments.paint(painter, exposed, max(self._writing.at(top) - 1, 0), last)
        painter.end()

    def _follow(self, url: QUrl) -> None:
        link = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if link.startswith(COPY):
            code = code_at(self._writing.items, int(link.removeprefix(COPY)))
            QGuiApplication.clipboard().setText(code or "")
            QToolTip.showText(self.cursor().pos(), self.tr("Copied"), self)
        elif link.startswith("box:"):
            self.badge_clicked.emit(_number(link))
        else:
            self.link_clicked.emit(link)

    def _point(self, link: str) -> None:
        number = _number(link)
        if number != self._hovered:
            self._hovered = number
            self.badge_hovered.emit(number)
            self.highlight(number)

    def _hear_formula(self, tex: str) -> None:
        if tex in self._writing.awaited and not self._drawing.isActive():
            self._drawing.start()

    def _show_formulas(self) -> None:
        self._writing.write_formulas()
        self._measure_again()

    def _dress(self) -> None:
        """In the colours of now; what was selected stays so."""
        cursor = self.textCursor()
        anchor, position = cursor.anchor(), cursor.position()
        self._clear_ground()
        self._writing.again()
        cursor = self.textCursor()
        end = self.document().characterCount() - 1
        cursor.setPosition(min(anchor, end))
        cursor.setPosition(min(position, end), cursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self._measure_again()


def _number(link: str) -> int:
    number = link.removeprefix("box:")
    return int(number) if link.startswith("box:") and number.isdecimal() else 0
