"""The text of one page, block by block, each with how far it is checked."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.reading.documents.values import Block, PageReading
from app.reading.documents.writing import page_markdown
from app.ui.picture.signs import draw_sign, evidence_words, plain_tip, verdict_words
from app.ui.text.view import TextView
from app.ui.theme import theme, wear

GUTTER = 30
FIRST, MORE = 12, 4  # blocks that are made at once, and with each turn of the event loop
SIGN = 14.0
SHEET = """
#block { background: transparent; border: 0; border-left: 3px solid transparent; }
#block[here="true"] { background: $accent_soft; border-left-color: $accent; }
#blocks, BlockList { background: $page; border: 0; }
BlockList:focus { border: 0; }
"""


class BlockView(QFrame):
    """One block; a press on it is a wish to see where it stands."""

    pressed = Signal()

    def __init__(self, block: Block, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("block")
        self.block = block
        self.text = TextView()
        self.text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.text.set_text(page_markdown(PageReading(0, (1, 1), (block,))).strip())
        self.text.viewport().installEventFilter(self)
        self.told = evidence_words(block.evidence) or self.tr("No witness was heard")
        self.setToolTip(plain_tip(f"{verdict_words(block.verdict)}\n{self.told}"))
        column = QVBoxLayout(self)
        column.setContentsMargins(GUTTER, 5, 14, 5)
        column.addWidget(self.text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    @property
    def spoken(self) -> str:
        return f"{verdict_words(self.block.verdict)}: {self.block.text}"

    def set_here(self, here: bool) -> None:
        if self.property("here") != here:
            self.setProperty("here", here)
            self.style().unpolish(self)
            self.style().polish(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """A press on the words is one on the block; selecting words with the mouse stays."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self.pressed.emit()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        self.pressed.emit()
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        super().paintEvent(event)
        painter = QPainter(self)
        sign = QRectF((GUTTER - SIGN) / 2 + 1, 9, SIGN, SIGN)
        draw_sign(painter, sign, self.block.verdict, theme().look)


class BlockList(QScrollArea):
    """Up and Down go from block to block; `chosen` carries the block's place, from 0."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views: list[BlockView] = []
        self._blocks: tuple[Block, ...] = ()
        self._here = -1
        self._more = QTimer(self, interval=0)
        self._more.timeout.connect(self._build_more)
        self._sheet = QWidget()
        self._sheet.setObjectName("blocks")
        self._column = QVBoxLayout(self._sheet)
        self._column.setContentsMargins(0, 8, 0, 16)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Text of the page"))
        wear(self, SHEET)

    @property
    def here(self) -> int:
        """The place of the block that is chosen; -1 where none is."""
        return self._here

    @property
    def views(self) -> tuple[BlockView, ...]:
        return tuple(self._views)

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        for view in self._views:
            self._column.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._views, self._here = [], -1
        self._blocks = tuple(blocks)
        self._build(FIRST)
        self._more.start()
        self.setAccessibleDescription("")
        self.verticalScrollBar().setValue(0)

    def choose(self, place: int) -> None:
        """Show a block as chosen, in view, without signalling it; -1 for none."""
        self._build(place + 1 - len(self._views))
        self._here = place
        for number, view in enumerate(self._views):
            view.set_here(number == place)
        if 0 <= place < len(self._views):
            self.ensureWidgetVisible(self._views[place], 0, 24)
            self.setAccessibleDescription(self._views[place].spoken)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        steps = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}
        by = steps.get(event.key())
        if by is None or not self._blocks:
            super().keyPressEvent(event)
            return
        self._choose(min(max(self._here + by, 0), len(self._blocks) - 1))

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(420, 400)

    def _build(self, count: int) -> None:
        """So many more: each takes milliseconds, and a page may have hundreds."""
        done = len(self._views)
        for place, block in enumerate(self._blocks[done : done + max(count, 0)], start=done):
            view = BlockView(block)
            view.pressed.connect(lambda place=place: self._choose(place))
            self._column.insertWidget(place, view)
            self._views.append(view)

    def _build_more(self) -> None:
        self._build(MORE)
        if len(self._views) == len(self._blocks):
            self._more.stop()

    def _choose(self, place: int) -> None:
        self.choose(place)
        self.chosen.emit(place)
