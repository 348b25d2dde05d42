"""What was read, beside the page: its text, or its fields."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.reading.documents.values import Extraction, Field, PageReading
from app.ui.documents.blocks import BlockList
from app.ui.documents.fields import FieldTable
from app.ui.documents.forms import FormChoice
from app.ui.documents.problems import Problems
from app.ui.labels import label
from app.ui.theme import wear

TEXT, FIELDS = range(2)
BAR = 44
SHEET = """
#result { background: $page; }
#detail { border-top: 1px solid $line; color: $soft; font-size: 12px; }
#tabbar { background: $page; border-bottom: 1px solid $line; }
"""


class ResultPane(QWidget):
    """Takes values and signals what is wished with them."""

    turned = Signal(int)  # to the text or the fields
    page_read_wanted = Signal()
    all_read_wanted = Signal()
    fields_wanted = Signal()
    block_chosen = Signal(int)
    field_chosen = Signal(object)
    copy_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("result")
        self.text_tab = self._tab(self.tr("Text"))
        self.fields_tab = self._tab(self.tr("Fields"))
        self._tab_shown = TEXT
        self.copy = QPushButton(self.tr("Copy table"))
        self.copy.setToolTip(self.tr("For a spreadsheet, or as a table for a text"))
        self.save = QPushButton(self.tr("Save as…"))
        self.page_button = QPushButton(self.tr("Read this page"))
        self.all_button = QPushButton(self.tr("Read all pages"))
        self.forms = FormChoice()
        self.fields_button = QPushButton(self.tr("Take out the fields"))
        self.problems = Problems()
        self.blocks, self.fields = BlockList(), FieldTable()
        self._no_text, self._no_fields = _said(), _said()
        self._text, self._fields = (
            _either(self.blocks, self._no_text),
            _either(self.fields, self._no_fields),
        )
        self.detail = label(kind="small", wraps=True)
        self.detail.setContentsMargins(16, 9, 16, 10)
        self.detail.setObjectName("detail")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._text)
        self._stack.addWidget(self._fields)
        self._lay_out()
        self._connect()
        wear(self, SHEET)

    @property
    def tab(self) -> int:
        return self._tab_shown

    def turn(self, tab: int) -> None:
        """The text or the fields, without signalling it."""
        self._tab_shown = tab
        self._follow()

    def show_page(self, reading: PageReading | None) -> None:
        """The text of the page that is shown."""
        blocks = reading.blocks if reading is not None else ()
        self.blocks.show_blocks(blocks)
        self._text.setCurrentIndex(0 if blocks else 1)

    def say_text(self, words: str) -> None:
        """Why there is no text."""
        self._no_text.setText(words)

    def show_fields(self, extraction: Extraction | None) -> None:
        self.fields.show_fields(extraction.fields if extraction is not None else ())
        self._fields.setCurrentIndex(0 if extraction is not None else 1)

    def say_fields(self, words: str) -> None:
        """Why there are no fields."""
        self._no_fields.setText(words)

    def show_problems(self, problems: Sequence[str]) -> None:
        self.problems.show_problems(problems)

    def set_state(self, *, pages: int, read: int, busy: bool, table: bool, result: bool) -> None:
        """What can be pressed now: with no document nothing, while reading nothing anew."""
        for button in (self.page_button, self.all_button, self.fields_button, self.forms):
            button.setEnabled(pages > 0 and not busy)
        self.page_button.setVisible(self.tab == TEXT and pages > 1)
        words = self.tr("Read the page") if pages == 1 else self.tr("Read all pages")
        if 0 < read < pages:
            words = self.tr("Read the other pages")
        self.all_button.setText(words)
        self.copy.setEnabled(table)
        self._press_first(self.all_button, not result and self.tab == TEXT)
        self._press_first(self.fields_button, not result and self.tab == FIELDS)
        self.save.setEnabled(result)

    def choose_block(self, place: int) -> None:
        self.blocks.choose(place)
        self.tell_detail()

    def choose_field(self, field: Field | None) -> None:
        self.fields.choose(field)
        self.tell_detail()

    def tell_detail(self) -> None:
        """What the chosen piece rests on: its words on the page, and its witnesses."""
        words = ""
        if self.tab == FIELDS and self.fields.here is not None:
            words = self.fields.rows.told(self.fields.here)
        elif self.tab == TEXT and 0 <= self.blocks.here < len(self.blocks.views):
            words = self.blocks.views[self.blocks.here].told
        self.detail.setText(words)
        self.detail.setVisible(bool(words))

    def _press_first(self, button: QPushButton, first: bool) -> None:
        """While there is nothing to be seen yet, what brings it stands out."""
        button.setProperty("kind", "accent" if first else "")
        button.style().unpolish(button)
        button.style().polish(button)

    def _tab(self, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setProperty("kind", "quiet")
        button.setCheckable(True)
        return button

    def _lay_out(self) -> None:
        bar = QWidget()
        bar.setObjectName("tabbar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setFixedHeight(BAR)
        head = QHBoxLayout(bar)
        head.setContentsMargins(10, 0, 12, 0)
        head.setSpacing(4)
        head.addWidget(self.text_tab)
        head.addWidget(self.fields_tab)
        head.addStretch(1)
        head.addWidget(self.copy)
        head.addWidget(self.save)
        does = QHBoxLayout()
        does.setContentsMargins(14, 10, 14, 10)
        does.setSpacing(8)
        for part in (self.all_button, self.page_button, self.forms, self.fields_button):
            does.addWidget(part)
        does.addStretch(1)
        wrong = QHBoxLayout()
        wrong.setContentsMargins(14, 0, 14, 8)
        wrong.addWidget(self.problems)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addLayout(does)
        column.addLayout(wrong)
        column.addWidget(self._stack, 1)
        column.addWidget(self.detail)

    def _connect(self) -> None:
        # No group of buttons: in one, Tab would halt at the chosen one only.
        self.text_tab.clicked.connect(lambda: self._turned(TEXT))
        self.fields_tab.clicked.connect(lambda: self._turned(FIELDS))
        self.copy.clicked.connect(self.copy_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.page_button.clicked.connect(self.page_read_wanted)
        self.all_button.clicked.connect(self.all_read_wanted)
        self.fields_button.clicked.connect(self.fields_wanted)
        self.blocks.chosen.connect(self.block_chosen)
        self.fields.chosen.connect(self.field_chosen)
        self._follow()

    def _turned(self, tab: int) -> None:
        self.turn(tab)
        self.turned.emit(tab)

    def _follow(self) -> None:
        is_text = self.tab == TEXT
        self.text_tab.setChecked(is_text)
        self.fields_tab.setChecked(not is_text)
        self._stack.setCurrentIndex(self.tab)
        self.all_button.setVisible(is_text)
        self.page_button.setVisible(is_text)
        self.forms.setVisible(not is_text)
        self.fields_button.setVisible(not is_text)


def _said() -> QLabel:
    words = label(kind="soft", wraps=True)
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    words.setMargin(36)
    return words


def _either(shown: QWidget, said: QWidget) -> QStackedWidget:
    stack = QStackedWidget()
    stack.addWidget(shown)
    stack.addWidget(said)
    return stack
