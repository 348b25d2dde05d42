"""Reading a document: its pages at the left, at the right what was read, each in its place."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.chat.message import ImagePart
from app.reading.documents.forms import SchemaUnusable
from app.reading.documents.values import Extraction, Field, PageReading
from app.ui.documents.choosing import choose_document
from app.ui.documents.drawing import Drawn, Opened, Pages
from app.ui.documents.drops import Drops
from app.ui.documents.empty import Empty
from app.ui.documents.page import PagePane
from app.ui.documents.reader import DocumentReader, Lost
from app.ui.documents.result import TEXT, ResultPane
from app.ui.documents.shelf import Shelf
from app.ui.documents.showing import Showing
from app.ui.documents.standing import Standing
from app.ui.documents.taking import Taking
from app.ui.tabbing import tab
from app.ui.theme import wear

SIZE = QSize(1180, 760)


class DocumentWindow(QWidget):
    """One document at a time; `asked` carries a page as a picture that is to be asked about."""

    asked = Signal(object)

    def __init__(self, reader: DocumentReader, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("documents")
        self.setWindowTitle(self.tr("Read a document"))
        self.resize(SIZE)
        self.reader, self.pages = reader, Pages(self)
        self._document: Opened | None = None
        self._path = Path()
        self._again = self._open_again
        self.shelf = Shelf()
        self.page, self.result = PagePane(), ResultPane()
        self._showing = Showing(self.page, self.result, self.shelf)
        self.standing, self.empty = Standing(), Empty()
        self.taking = Taking(self, self.shelf)
        self._body, self._stack = QSplitter(), QStackedWidget()
        self._lay_out()
        self._join_pages()
        self._join_reader()
        self._join_result()
        self._add_shortcuts()
        wear(self, "#documents { background: $page; }")
        self._refresh()

    @property
    def number(self) -> int:
        """The page that is shown, from 1; 0 while there is none."""
        return self._showing.number

    def open(self, path: Path, password: str | None = None) -> None:
        """Show another document; what was read of the former one is let go."""
        self.reader.cancel()
        self._path, self._document = path, None
        self._showing.number, self._showing.count, self._showing.drawn = 0, 0, None
        self.shelf.clear()
        self.setWindowTitle(path.name)
        self.page.canvas.say("")
        self.standing.begin(self.tr("Opening {name}…").format(name=path.name))
        self.pages.open(path, password)
        self._again = self._open_again
        self._refresh()

    def choose(self) -> None:
        """Ask which document."""
        choose_document(self, self.open)

    def turn(self, number: int, target: int | Field | None = None) -> None:
        """Show a page, and on it the block or the field that is meant."""
        if self._document is None:
            return
        showing = self._showing
        showing.target = target
        if number == showing.number:
            showing.show_places()
            return
        showing.number, showing.drawn = number, None
        self.page.show_number(number)
        self.pages.want(number)
        self._refresh()

    # Joining

    def _lay_out(self) -> None:
        self._body.setHandleWidth(1)
        self._body.setChildrenCollapsible(False)
        self._body.addWidget(self.page)
        self._body.addWidget(self.result)
        self._body.setSizes([SIZE.width() * 52 // 100, SIZE.width() * 48 // 100])
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.standing)
        column.addWidget(self._stack, 1)

    def _join_pages(self) -> None:
        self.pages.opened.connect(self._opened)
        self.pages.locked.connect(self.standing.ask_password)
        self.pages.refused.connect(self._refused)
        self.pages.drawn.connect(self._show_drawn)
        self.pages.missed.connect(self._miss)
        self.standing.unlocked.connect(lambda password: self.open(self._path, password))
        self.page.turned.connect(self.turn)
        self.page.clicked.connect(self._choose_mark)
        self.page.open_wanted.connect(self.choose)
        self.page.page_wanted.connect(self._ask_about)
        self.empty.open_wanted.connect(self.choose)
        Drops(self).dropped.connect(self.open)

    def _join_reader(self) -> None:
        reader = self.reader
        reader.read.connect(self._read)
        reader.lost.connect(self._lose)
        reader.extracted.connect(self._extracted)
        reader.advanced.connect(self.standing.advance)
        reader.done.connect(self._end)
        reader.failed.connect(self._fail)
        reader.cancelled.connect(self._end)
        self.standing.stop_wanted.connect(reader.cancel)
        self.standing.retry_wanted.connect(lambda: self._again())

    def _join_result(self) -> None:
        result = self.result
        result.turned.connect(self._turn_result)
        result.page_read_wanted.connect(lambda: self._read_pages([self.number]))
        result.all_read_wanted.connect(lambda: self._read_pages(self._showing.wanted()))
        result.fields_wanted.connect(self._take_fields)
        result.forms.unusable.connect(self._say_unusable)
        result.block_chosen.connect(lambda place: self.turn(self.number, place))
        result.field_chosen.connect(self._choose_field)
        result.copy_wanted.connect(self._copy)
        result.save_wanted.connect(lambda: self.taking.save(self._path, result.tab))
        self.taking.failed.connect(lambda reason: self.standing.say(reason, "bad"))
        self.taking.done.connect(self.standing.say)

    def _add_shortcuts(self) -> None:
        canvas = self.page.canvas
        for keys, does in (
            (("Esc",), self._escape),
            ((QKeySequence.StandardKey.Close,), self.close),
            ((QKeySequence.StandardKey.ZoomIn, "Ctrl+="), canvas.zoom_in),
            ((QKeySequence.StandardKey.ZoomOut,), canvas.zoom_out),
            (("Ctrl+0",), canvas.actual),
            (("Ctrl+9",), canvas.fit),
            (("Ctrl+PgUp",), lambda: canvas.turned.emit(-1)),
            (("Ctrl+PgDown",), lambda: canvas.turned.emit(1)),
            ((QKeySequence.StandardKey.Save,), self.result.save.click),
        ):
            for key in keys:
                QShortcut(QKeySequence(key), self).activated.connect(does)

    # What happens

    def _opened(self, document: Opened) -> None:
        self._document = document
        self._showing.count = document.count
        self.standing.clear()
        self.page.set_count(document.count)
        self._stack.setCurrentWidget(self._body)
        self.turn(1)
        self.page.canvas.setFocus()

    def _refused(self, reason: str) -> None:
        """There is nothing to show of it."""
        self.page.set_count(0)
        self._stack.setCurrentWidget(self.empty)
        self.standing.say(reason, "bad")

    def _open_again(self) -> None:
        self.open(self._path)

    def _show_drawn(self, drawn: Drawn) -> None:
        self._showing.drawn = drawn
        self._showing.show_places()

    def _miss(self, number: int, reason: str) -> None:
        self.shelf.lost[number] = reason
        self.page.canvas.say(reason)
        self._refresh()

    def _read_pages(self, numbers: list[int]) -> None:
        assert self._document is not None, "there is a document to be read"
        for number in numbers:
            self.shelf.readings.pop(number, None)
            self.shelf.lost.pop(number, None)
        self._again = lambda: self._read_pages(numbers)
        self._begin()
        self.reader.read_pages(self._document, numbers)
        self._refresh()

    def _take_fields(self) -> None:
        assert self._document is not None, "there is a document to be read"
        try:
            form = self.result.forms.form()
        except SchemaUnusable as error:
            self._say_unusable(str(error))
            return
        self.shelf.extraction = None
        self._again = self._take_fields
        self._begin()
        self.reader.take_fields(self._document, form)
        self._refresh()

    def _begin(self) -> None:
        self.reader.cancel()
        self.standing.begin(self.tr("Reading…"))

    def _say_unusable(self, reason: str) -> None:
        self.standing.say(f"{reason[:1].upper()}{reason[1:]}.", "bad")

    def _read(self, reading: PageReading) -> None:
        self.shelf.readings[reading.number] = reading
        if reading.number == self.number:
            self._refresh()

    def _lose(self, lost: Lost) -> None:
        self.shelf.lost[lost.number] = lost.reason
        self._refresh()

    def _extracted(self, extraction: Extraction) -> None:
        self.shelf.extraction = extraction
        self._refresh()

    def _end(self) -> None:
        self.standing.clear()
        self._refresh()

    def _fail(self, reason: str) -> None:
        self.standing.fail(reason)
        self._refresh()

    def _choose_mark(self, mark: int) -> None:
        if self._showing.drawn is not None:  # else another page is on its way
            self._showing.target = self._showing.shown.things[mark - 1]
            self._showing.show_places()

    def _choose_field(self, field: Field) -> None:
        """What was not found stands on no page: then this one stays."""
        self.turn(field.page or self.number, field)

    def _turn_result(self) -> None:
        """Text and fields have places of their own."""
        self._showing.target = None
        self._refresh()

    def _refresh(self) -> None:
        self._showing.refresh(busy=self.reader.is_busy)

    def _copy(self) -> None:
        if self.result.tab == TEXT:
            self.taking.copy(self.shelf.table(self.number, self.result.blocks.here))
        else:
            self.taking.copy(self.result.fields.table())

    def _ask_about(self) -> None:
        if (drawn := self._showing.drawn) is not None:
            name = self._path.name
            if self._showing.count > 1:
                name = self.tr("{name}, page {number}").format(name=name, number=self.number)
            self.asked.emit(ImagePart(drawn.part.source, name))

    def _escape(self) -> None:
        """A long reading is not lost by a key that was meant for a menu."""
        if self.reader.is_busy:
            self.reader.cancel()
        else:
            self.close()

    # Events

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, N802  # Qt's name
        return tab(self, (self.standing, self.empty, self.page, self.result), next)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        self.reader.cancel()
        super().closeEvent(event)
