"""The row of chips: it wraps, and scrolls beyond three rows."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from app.chat.message import Part
from app.ui.composer.chip import Chip
from app.ui.composer.costs import Told
from app.ui.composer.intake import Note
from app.ui.theme import wear

GAP = 8
HIGHEST = 3 * 48 + 2 * GAP + 20  # three rows, and a piece of the fourth that says there is more


class Tray(QScrollArea):
    """Shows the parts of a draft in their order, after those that were refused."""

    removed = Signal(object)  # Part
    opened = Signal(object)  # Part
    previewed = Signal(object)  # Part
    abandoned = Signal(object)  # Path: what it was waited for is not wanted any more
    left = Signal()  # the keyboard has no more to do here

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[Chip] = []
        self._awaited: dict[Path, Chip] = {}
        self._sheet = QWidget()
        self._sheet.setObjectName("sheet")
        self.setWidget(self._sheet)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Attachments"))
        wear(self, "Tray, #sheet { background: transparent; }")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._place)
        self.hide()

    @property
    def chips(self) -> tuple[Chip, ...]:
        return tuple(self._chips)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Keep the chips that are there already: their receipts stand."""
        known = {chip.part: chip for chip in self._chips if chip.part is not None}
        refused = [chip for chip in self._chips if chip.part is None]
        for part, chip in known.items():
            if part not in parts:
                self._drop(chip)
        shown = [known.get(part) or self._made(part) for part in parts]
        self._chips = [*refused, *shown]
        self._place()

    def refuse(self, refused: Iterable[tuple[str, str]]) -> None:
        """Show what could not be attached, and why, until it is taken away."""
        for name, reason in refused:
            chip = self._joined(Chip(name, None, self._sheet))
            chip.tell(Told(reason, refused=True))
            self._chips.insert(0, chip)
        self._place()

    def await_file(self, path: Path) -> None:
        """A document or a folder whose parts are still being made of it."""
        if path in self._awaited:
            return
        chip = self._joined(Chip(path.name, None, self._sheet, icon="document"))
        chip.tell(Told(self.tr("Opening…")))
        self._awaited[path] = chip
        self._chips.append(chip)
        self._place()

    def arrived(self, path: Path) -> None:
        """Its parts are here."""
        chip = self._awaited.pop(path, None)
        if chip is not None and chip in self._chips:
            self._chips.remove(chip)
            self._drop(chip)
            self._place()

    def note(self, part: Part, note: Note) -> None:
        chip = self._of(part)
        if chip is not None:
            chip.note(note)

    def forget_refused(self) -> None:
        """Neither what was refused nor what is still awaited belongs to another draft."""
        awaited, self._awaited = self._awaited, {}
        for path in awaited:
            self.abandoned.emit(path)
        for chip in [chip for chip in self._chips if chip.part is None]:
            self._chips.remove(chip)
            self._drop(chip)
        self._place()

    def replace(self, part: Part, other: Part) -> None:
        """The same chip, for another part in this one's place."""
        chip = self._of(part)
        if chip is not None:
            chip.part = other

    def tell(self, part: Part, told: Told) -> None:
        chip = self._of(part)
        if chip is not None:
            chip.tell(told)

    def show_picture(self, part: Part, picture: QImage) -> None:
        chip = self._of(part)
        if chip is not None:
            chip.show_picture(picture)

    def focus_last(self) -> None:
        if self._chips:
            self._chips[-1].setFocus(Qt.FocusReason.BacktabFocusReason)
            self.ensureWidgetVisible(self._chips[-1])

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(300, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()

    def _of(self, part: Part) -> Chip | None:
        return next((chip for chip in self._chips if chip.part == part), None)

    def _made(self, part: Part) -> Chip:
        return self._joined(Chip(name_of(part), part, self._sheet))

    def _joined(self, chip: Chip) -> Chip:
        chip.removed.connect(self._remove)
        chip.opened.connect(lambda: self._tell_of(chip, self.opened))
        chip.previewed.connect(lambda: self._tell_of(chip, self.previewed))
        chip.resized.connect(self._soon.start)
        chip.show()
        return chip

    def _drop(self, chip: Chip) -> None:
        chip.hide()
        chip.deleteLater()

    def _remove(self) -> None:
        chip = self.sender()
        if not isinstance(chip, Chip) or chip not in self._chips:
            return
        place = self._chips.index(chip)
        had_focus = chip.hasFocus()
        self._chips.remove(chip)
        self._drop(chip)
        if had_focus and self._chips:
            self._chips[max(place - 1, 0)].setFocus()
        elif had_focus:
            self.left.emit()
        self._place()
        if chip.part is not None:
            self.removed.emit(chip.part)
        for path in [path for path, awaited in self._awaited.items() if awaited is chip]:
            del self._awaited[path]
            self.abandoned.emit(path)

    def _tell_of(self, chip: Chip, signal: SignalInstance) -> None:
        if chip.part is not None:
            signal.emit(chip.part)

    def _place(self) -> None:
        """Row by row, as far as the width goes."""
        width, x, y, row = self.viewport().width(), 0, 0, 0
        for chip in self._chips:
            chip.setMaximumWidth(max(width, 1))
            chip.resize(chip.sizeHint().boundedTo(QSize(width, 10**4)))
            if x and x + chip.width() > width:
                x, y, row = 0, y + row + GAP, 0
            chip.move(x, y)
            x, row = x + chip.width() + GAP, max(row, chip.height())
        height = y + row
        self._sheet.resize(width, height)
        self.setFixedHeight(min(height, HIGHEST))
        self.setVisible(bool(self._chips))


def name_of(part: Part) -> str:
    """As its chip says it."""
    source = getattr(part, "source", None)
    return getattr(part, "name", "") or getattr(source, "name", "") or ""
