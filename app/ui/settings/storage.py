"""What lies on the disk, and how it is taken out, brought back and given up."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from app.ui.labels import label
from app.ui.settings.form import line
from app.ui.settings.page import Page
from app.ui.settings.records import StorageRow, size_words, time_words


class StoragePage(Page):
    reveal = Signal(Path)
    export_wanted = Signal()
    import_wanted = Signal()
    trash_wanted = Signal()
    snapshots_clear_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = QWidget()
        self.backup = label(kind="soft", wraps=True)
        self.export = QPushButton(self.tr("Export all…"))
        self.bring = QPushButton(self.tr("Import…"))
        self.trash = QPushButton(self.tr("Recently deleted…"))
        self.snapshots = QPushButton(self.tr("Clear snapshots"))
        note = label(
            self.tr(
                "Snapshots let the model go on with a chat without reading it again. "
                "Missing ones are made anew."
            ),
            kind="small",
            wraps=True,
        )
        self.column.addWidget(self._held)
        self.column.addSpacing(26)
        self.column.addWidget(self.backup)
        self.column.addSpacing(14)
        self.column.addLayout(_in_a_row(self.export, self.bring, self.trash))
        self.column.addSpacing(22)
        self.column.addWidget(line())
        self.column.addSpacing(18)
        self.column.addLayout(_in_a_row(self.snapshots))
        self.column.addSpacing(6)
        self.column.addWidget(note)
        self.column.addStretch()
        self.export.clicked.connect(self.export_wanted)
        self.bring.clicked.connect(self.import_wanted)
        self.trash.clicked.connect(self.trash_wanted)
        self.snapshots.clicked.connect(self.snapshots_clear_wanted)
        self.set_storage((), None)

    def set_storage(self, rows: Sequence[StorageRow], backed_up: float | None) -> None:
        """`backed_up`: when the last backup was made, in seconds since 1970."""
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(9)
        grid.setColumnStretch(0, 1)
        for place, row in enumerate(rows):
            self._add(grid, place * 2, row)
        if rows:
            total = label(size_words(sum(row.size for row in rows)), name="total")
            grid.addWidget(label(self.tr("Together"), kind="soft"), len(rows) * 2, 0)
            grid.addWidget(total, len(rows) * 2, 1, Qt.AlignmentFlag.AlignRight)
        self.column.replaceWidget(self._held, held)
        self._held.deleteLater()
        self._held = held
        self.backup.setText(
            self.tr("Chats are backed up daily. There is no backup yet.")
            if backed_up is None
            else self.tr("Chats are backed up daily, the last time on {time}.").format(
                time=time_words(backed_up)
            )
        )

    def _add(self, grid: QGridLayout, place: int, row: StorageRow) -> None:
        reveal = QPushButton(self.tr("Reveal"))
        reveal.setProperty("kind", "quiet")
        reveal.setProperty("path", str(row.path))
        reveal.setToolTip(str(row.path))
        reveal.setAccessibleName(self.tr("Reveal {name}").format(name=row.name))
        reveal.clicked.connect(self._reveal)
        grid.addWidget(label(row.name), place, 0)
        grid.addWidget(label(size_words(row.size)), place, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(reveal, place, 2)
        grid.addWidget(line(), place + 1, 0, 1, 3)

    def _reveal(self) -> None:
        self.reveal.emit(Path(self.sender().property("path")))


def _in_a_row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for button in buttons:
        row.addWidget(button)
    row.addStretch()
    return row
