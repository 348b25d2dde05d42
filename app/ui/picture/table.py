"""Everything on a screen: the boxed picture, and its elements as a table that can be copied."""

from itertools import count

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.chat.message import ImagePart
from app.reading.coordinates import all_coordinates
from app.reading.geometry import Crop, whole_box, whole_point
from app.reading.reply import Mark
from app.reading.screens import Reading, Search, element_marks, found_marks
from app.reading.telling import Steps, Told, step_marks
from app.ui.picture.canvas import Canvas
from app.ui.picture.listing import MarkList
from app.ui.picture.rows import MARK_NUMBER
from app.ui.picture.wording import wording

SIDE = 460


class ElementTable(QWidget):
    """Connect a ScreenReader's `seeing`, `counted`, `read` and `failed` to the slots named alike.

    `stop_wanted` and `retry_wanted` come from its buttons while it waits, and when it failed.
    """

    stop_wanted = Signal()
    retry_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = Canvas()
        self.marks = MarkList()
        self._size: tuple[int, int] = (1, 1)
        self._count = QLabel()
        self._count.setProperty("kind", "heading")
        self._told = QLabel()  # how far it is, or what is missing
        self._told.setWordWrap(True)
        self.words = QPlainTextEdit(readOnly=True)  # of a screen that was described
        self.words.setAccessibleName(self.tr("What the model says of this screen"))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.filter = QLineEdit(placeholderText=self.tr("Filter elements"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName(self.tr("Filter elements"))
        self._stop = QPushButton(self.tr("Stop"))
        self._retry = QPushButton(self.tr("Try again"))
        self._copy_json = QPushButton(self.tr("Copy as JSON"))
        self._copy_table = QPushButton(self.tr("Copy as table"))
        self._copy_table.setToolTip(self.tr("Columns between tabs, as spreadsheets take them"))
        self._lay_out()
        self._connect()
        self._show_state("", waits=False)

    def _lay_out(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(self._count, 1)
        head.addWidget(self._stop)
        head.addWidget(self._retry)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addWidget(self._told)
        column.addWidget(self.words, 1)
        column.addWidget(self.filter)
        room = self.marks.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.marks.setSizePolicy(room)
        column.addWidget(self.marks, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._copy_table)
        foot.addWidget(self._copy_json)
        column.addLayout(foot)
        body = QSplitter()
        body.setHandleWidth(1)
        body.setChildrenCollapsible(False)
        body.addWidget(self.canvas)
        body.addWidget(side)
        body.setStretchFactor(0, 1)
        body.setSizes([2 * SIDE, SIDE])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(body)

    def _connect(self) -> None:
        self.canvas.hovered.connect(self.marks.highlight)
        self.canvas.clicked.connect(self.marks.highlight)
        self.marks.hovered.connect(self.canvas.highlight)
        self.marks.chosen.connect(self.canvas.reveal)
        self.filter.textChanged.connect(self._filter)
        self._copy_json.clicked.connect(self.copy_json)
        self._copy_table.clicked.connect(self.copy_table)
        self._stop.clicked.connect(self.stop_wanted)
        self._retry.clicked.connect(self.retry_wanted)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.marks)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy_table)

    # What it is told

    def show_waiting(self, part: ImagePart) -> None:
        """The picture, while its elements are asked for."""
        self.canvas.show_picture(part)
        self.marks.show_marks(())
        self.words.clear()
        self.filter.clear()
        self._count.setText(self.tr("Reading…"))
        self._show_state("", waits=True)

    def show_picture(self, part: ImagePart) -> None:
        """A picture of which nothing was asked yet."""
        self.canvas.show_picture(part)
        self.marks.show_marks(())
        self.words.clear()
        self._count.setText("")
        self._show_state("", waits=False)

    def seeing(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if done < total:
            text = self.tr("{done} of {total} tokens seen")
            self._told.setText(text.format(done=f"{done:,}", total=f"{total:,}"))
        else:
            self._bar.setRange(0, 0)
            self._told.setText(self.tr("Listing the elements…"))

    def counted(self, count: int) -> None:
        self._count.setText(self._counted_words(count))

    def listed(self, reading: Reading) -> None:
        """The elements, while each of them is looked at again."""
        marks = element_marks(reading)
        if len(marks) == self.marks.rows.rowCount():
            self.marks.renew_marks(marks)
            return
        self._size = reading.size
        self.canvas.set_marks(marks)
        self.marks.show_marks(marks, reading.size)
        self._count.setText(self._counted_words(len(marks)))
        self._show_state("", waits=True)

    def checking(self, done: int, total: int) -> None:
        """So many elements were looked at again."""
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        text = self.tr("{done} of {total} looked at again")
        self._told.setText(text.format(done=f"{done:,}", total=f"{total:,}"))

    def said(self, told: Told | Steps) -> None:
        """The screen in words, or what is to be done on it and where."""
        if isinstance(told, Told):
            missed = [] if told.whole else [self.tr("The answer was cut off by its length.")]
            self._count.setText("")
            self.words.setPlainText(told.text)
        else:
            marks = step_marks(told)
            self._size = told.size
            self.canvas.set_marks(marks)
            self.marks.show_marks(marks, told.size)
            missed = [_missed(piece.text, piece.reason) for piece in told.unread]
            if not told.steps and not missed:
                missed.append(self.tr("No way to do this on this screen was found."))
            missed += [self._stopped(told)] if told.stopped else []
            self._count.setText("")
            self.words.setPlainText(_numbered(told))
        self._show_state("\n".join(missed), waits=False, kind="warn")

    def _stopped(self, told: Steps) -> str:
        step = told.steps[-1]
        words = self.tr("Stopped: step {number} means “{label}”, but “{words}” stands there.")
        return words.format(number=step.number, label=step.label, words=step.evidence[-1].words)

    def read(self, reading: Reading) -> None:
        """The elements, and all that could not be read."""
        marks = element_marks(reading)
        self._size = reading.size
        self.canvas.set_marks(marks)
        self.marks.show_marks(marks, reading.size)
        self._count.setText(self._counted_words(len(marks)))
        missing = [_missed(piece.text, piece.reason) for piece in reading.unread]
        if not reading.whole:
            missing.insert(0, self.tr("The list was cut off; capture a smaller part of the screen"))
        if 0 < reading.unlooked < len(marks):
            words = self.tr("{n} of them were not looked at again")
            missing.append(words.format(n=reading.unlooked))
        self._show_state("\n".join(missing), waits=False, kind="warn")

    def found(self, search: Search) -> None:
        """What was looked for, best match first."""
        marks = found_marks(search)
        self._size = search.size
        self.canvas.set_marks(marks)
        self.marks.show_marks(marks, search.size)
        missed = [_missed(piece.text, piece.reason) for piece in search.unread]
        nothing = [] if marks or missed else [self.tr("Not on this picture.")]
        self._count.setText(self._counted_words(len(marks)))
        self._show_state("\n".join([*nothing, *missed]), waits=False, kind="warn")

    def failed(self, reason: str) -> None:
        self._count.setText(self.tr("The screen was not read"))
        self._show_state(reason, waits=False, kind="bad")
        self._retry.show()

    def stopped(self) -> None:
        self._count.setText(self.tr("Stopped"))
        self._show_state("", waits=False)
        self._retry.show()

    def _counted_words(self, count: int) -> str:
        if not count:
            return self.tr("No elements found")
        return self.tr("1 element") if count == 1 else self.tr("{n} elements").format(n=count)

    def _show_state(self, told: str, *, waits: bool, kind: str = "small") -> None:
        self._told.setText(told)
        self._told.setProperty("kind", kind)
        self._told.style().polish(self._told)
        self._told.setVisible(waits or bool(told))
        self._bar.setRange(0, 0)
        self._bar.setVisible(waits)
        self._stop.setVisible(waits)
        self._retry.hide()
        has_rows = self.marks.rows.rowCount() > 0
        self.words.setVisible(bool(self.words.toPlainText()))
        for widget in (self.filter, self.marks, self._copy_json, self._copy_table):
            widget.setVisible(has_rows)

    def _filter(self, text: str) -> None:
        self.marks.found.look_for(text)
        shown, count = self.marks.found.rowCount(), self.marks.rows.rowCount()
        words = self._counted_words(count)
        if shown < count:
            words = self.tr("{shown} of {all}").format(shown=shown, all=words)
        self._count.setText(words)

    # What can be taken from it

    def copy_json(self) -> None:
        """Those that the filter leaves, in pixels."""
        marks = [self.marks.rows.marks[number - 1] for number in self._shown()]
        QGuiApplication.clipboard().setText(all_coordinates(marks, self._size))

    def copy_table(self) -> None:
        """Those that the filter leaves, with their boxes in pixels."""
        lines = ["number\telement\trole\tstate\tx1\ty1\tx2\ty2"]
        crop = Crop.whole(self._size)
        for number in self._shown():
            mark = self.marks.rows.marks[number - 1]
            cells = (number, mark.label, mark.role, mark.state, *_corners(mark, crop, self._size))
            lines.append("\t".join(" ".join(str(cell).split()) for cell in cells))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _shown(self) -> list[int]:
        found = self.marks.found
        return [int(found.index(row, 0).data(MARK_NUMBER)) for row in range(found.rowCount())]


def _numbered(told: Steps) -> str:
    """Each step with the number that its place has on the picture; a dash where it has none."""
    numbers = count(1)
    return "\n".join(
        f"{next(numbers)}. {step.words}" if step.box else f"– {step.words}" for step in told.steps
    )


def _missed(text: str, reason: str) -> str:
    words = wording()
    return f"{words.unread} {text} ({words.reasons.get(reason, reason)})"


def _corners(mark: Mark, crop: Crop, size: tuple[int, int]) -> tuple[int, ...]:
    """Of its box in pixels; a point has one only."""
    if mark.box is not None:
        return whole_box(crop.pixel_box(mark.box), size)
    assert mark.point is not None, "a mark has a box or a point"
    return whole_point(crop.pixels(mark.point), size)
