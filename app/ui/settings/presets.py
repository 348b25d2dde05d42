"""The presets: a list to add to, rename and remove from, and the numbers of the chosen one."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.chat.settings import Settings
from app.ui.icons import icon
from app.ui.labels import label
from app.ui.preferences import Preset
from app.ui.settings.form import Form
from app.ui.settings.sampling import Sampling
from app.ui.theme import theme, wear

SHEET = """
QListWidget { color: $text; background: $page; border: 1px solid $line; border-radius: 8px;
    padding: 4px; outline: 0; }
QListWidget:focus { border-color: $accent; }
QListWidget::item { padding: 5px 8px; border-radius: 5px; }
QListWidget::item:selected { color: $on_accent; background: $accent; }
QLineEdit[refused="true"] { border-color: $bad; }
"""


class PresetEditor(QWidget):
    """`changed(presets, former name, name now)`: both names are "" but for a renamed preset."""

    changed = Signal(object, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets: tuple[Preset, ...] = ()
        self.listing = QListWidget()
        self.listing.setAccessibleName(self.tr("Presets"))
        self.listing.setFixedWidth(188)
        self.add = self._button(self.tr("Add a preset"))
        self.duplicate = self._button(self.tr("Duplicate this preset"))
        self.remove = self._button(self.tr("Remove this preset"))
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the preset"))
        self.name.setMaximumWidth(260)
        self.reason = label(kind="bad", wraps=True)
        self.reason.hide()
        self._lay()
        wear(self, SHEET)
        theme().changed.connect(self._draw)
        self._draw()
        self.listing.currentRowChanged.connect(self._show_one)
        self.add.clicked.connect(self._add)
        self.duplicate.clicked.connect(self._duplicate)
        self.remove.clicked.connect(self._remove)
        self.name.editingFinished.connect(self._rename)
        self.name.textEdited.connect(self._judge)
        self.sampling.changed.connect(self._take)
        self._show_one(-1)

    def set_presets(self, presets: Sequence[Preset]) -> None:
        """The chosen one stays chosen."""
        if tuple(presets) == self._presets:
            return
        row = max(self.listing.currentRow(), 0)
        self._presets = tuple(presets)
        self._fill(min(row, len(self._presets) - 1))

    def _lay(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        heading = label(self.tr("Presets"), kind="heading")
        heading.setBuddy(self.listing)
        heading.setFixedHeight(28)
        left.addWidget(heading)
        left.addWidget(self.listing, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for button in (self.add, self.duplicate, self.remove):
            buttons.addWidget(button)
        buttons.addStretch()
        left.addLayout(buttons)
        self._one = self._fields()
        self._none = label(
            self.tr(
                "A preset is a named way of answering: exact, say, or inventive. Add one with +."
            ),
            kind="soft",
            wraps=True,
        )
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._none.setContentsMargins(0, 36, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addLayout(left)
        row.addWidget(self._one, 1)
        row.addWidget(self._none, 1)

    def _fields(self) -> QWidget:
        """Name and numbers of the chosen preset."""
        one = QWidget()
        form = Form(108)
        named = QWidget()
        column = QVBoxLayout(named)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.name)
        column.addWidget(self.reason)
        form.add(self.tr("Name:"), named, fills=True)
        self.sampling = Sampling(form, self)
        right = QVBoxLayout(one)
        right.setContentsMargins(0, 0, 0, 0)
        right.addLayout(form)
        right.addStretch()
        return one

    def _fill(self, row: int) -> None:
        self.listing.blockSignals(True)
        self.listing.clear()
        for preset in self._presets:
            self.listing.addItem(QListWidgetItem(preset.name))
        self.listing.setCurrentRow(row)
        self.listing.blockSignals(False)
        self._show_one(row)

    def _show_one(self, row: int) -> None:
        there = 0 <= row < len(self._presets)
        self._one.setVisible(there)
        self._none.setVisible(not there)
        for widget in (self.name, self.duplicate, self.remove):
            widget.setEnabled(there)
        self.sampling.set_enabled(there)
        self.name.setText(self._presets[row].name if there else "")
        self._say("")
        self.sampling.show_settings(self._presets[row].settings if there else Settings())

    def _add(self) -> None:
        self._append(Preset(self._free(self.tr("New preset"))))

    def _duplicate(self) -> None:
        chosen = self._presets[self.listing.currentRow()]
        name = self._free(self.tr("{name} copy").format(name=chosen.name))
        self._append(replace(chosen, name=name))

    def _append(self, preset: Preset) -> None:
        self._presets = (*self._presets, preset)
        self._fill(len(self._presets) - 1)
        self.changed.emit(self._presets, "", "")
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _remove(self) -> None:
        row = self.listing.currentRow()
        self._presets = self._presets[:row] + self._presets[row + 1 :]
        self._fill(min(row, len(self._presets) - 1))
        self.changed.emit(self._presets, "", "")

    def _rename(self) -> None:
        row, name = self.listing.currentRow(), self.name.text().strip()
        if row < 0 or self._judge() or name == self._presets[row].name:
            return
        former = self._presets[row].name
        self._replace(row, replace(self._presets[row], name=name))
        self.listing.item(row).setText(name)
        self.changed.emit(self._presets, former, name)

    def _judge(self) -> str:
        """Why the name cannot be taken, said below it; "" where it can."""
        row, name = self.listing.currentRow(), self.name.text().strip()
        others = {p.name for r, p in enumerate(self._presets) if r != row}
        refusal = ""
        if not name:
            refusal = self.tr("A preset needs a name.")
        elif name in others:
            refusal = self.tr("Another preset has this name.")
        self._say(refusal)
        return refusal

    def _say(self, refusal: str) -> None:
        self.reason.setText(refusal)
        self.reason.setVisible(bool(refusal))
        self.name.setProperty("refused", bool(refusal))
        self.name.style().unpolish(self.name)
        self.name.style().polish(self.name)

    def _take(self, settings: Settings) -> None:
        row = self.listing.currentRow()
        self._replace(row, replace(self._presets[row], settings=settings))
        self.changed.emit(self._presets, "", "")

    def _replace(self, row: int, preset: Preset) -> None:
        self._presets = (*self._presets[:row], preset, *self._presets[row + 1 :])

    def _free(self, wanted: str) -> str:
        taken = {preset.name for preset in self._presets}
        names = (wanted, *(f"{wanted} {n}" for n in range(2, len(taken) + 3)))
        return next(name for name in names if name not in taken)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(16, 16))
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _draw(self) -> None:
        self.add.setIcon(icon("plus"))
        self.duplicate.setIcon(icon("copy"))
        self.remove.setIcon(icon("trash"))
