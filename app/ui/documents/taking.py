"""What can be taken from a reading: a table on the clipboard, all of it in a file."""

from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.reading.documents.values import Rows, cell_text, table_tsv
from app.reading.documents.writing import document_html, page_markdown
from app.ui.documents.records import fields_csv, fields_json, pages_json
from app.ui.documents.result import TEXT
from app.ui.documents.shelf import Shelf

Write = Callable[[], str]


class Taking(QObject):
    """`done` and `failed` tell in words."""

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, widget: QWidget, shelf: Shelf) -> None:
        super().__init__(widget)
        self._widget, self._shelf = widget, shelf

    def copy(self, rows: Rows) -> None:
        """A table, in both forms that other programs take: a spreadsheet, or a text with tables."""
        if not rows:
            return
        mime = QMimeData()
        mime.setText(table_tsv(rows))
        mime.setHtml(table_html(rows))
        QGuiApplication.clipboard().setMimeData(mime)
        self.done.emit(self.tr("The table is copied: paste it into a spreadsheet."))

    def save(self, source: Path, tab: int) -> None:
        """Ask where; the ending that is chosen is the form it is written in."""
        kinds = self.kinds(tab)
        dialog = QFileDialog(self._widget, self.tr("Save what was read"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{self._words(ending)} (*{ending})" for ending in kinds])
        dialog.setDefaultSuffix(next(iter(kinds)).removeprefix("."))
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(_ending(chosen).removeprefix("."))
        )
        dialog.selectFile(f"{source.stem}{next(iter(kinds))}")
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name), tab))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, path: Path, tab: int) -> None:
        """Write it in the form of the ending, in UTF-8."""
        kinds = self.kinds(tab, path.stem)
        write = kinds.get(path.suffix.lower())
        if write is None:
            told = self.tr("{name} has none of these endings: {endings}")
            self.failed.emit(told.format(name=path.name, endings=", ".join(kinds)))
            return
        try:
            path.write_text(write(), encoding="utf-8", newline="")
        except OSError as error:
            told = self.tr("{name} cannot be written: {reason}")
            self.failed.emit(told.format(name=path.name, reason=error.strerror or error))
            return
        self.done.emit(self.tr("Saved as {name}.").format(name=path.name))

    def kinds(self, tab: int, title: str = "") -> Mapping[str, Write]:
        """By their endings, the likeliest first."""
        readings = [self._shelf.readings[number] for number in sorted(self._shelf.readings)]
        if tab == TEXT:
            return {
                ".md": lambda: "\n".join(
                    page_markdown(page, boxes=True, marks=True) for page in readings
                ),
                ".html": lambda: document_html(readings, title),
                ".json": lambda: pages_json(readings),
            }
        extraction = self._shelf.extraction
        assert extraction is not None, "there are fields to be written"
        return {
            ".csv": lambda: fields_csv(extraction),
            ".json": lambda: fields_json(extraction),
        }

    def _words(self, ending: str) -> str:
        return {
            ".md": self.tr("Markdown"),
            ".html": self.tr("Web page"),
            ".json": self.tr("JSON with places and evidence"),
            ".csv": self.tr("Table for a spreadsheet"),
        }[ending]


def table_html(rows: Rows) -> str:
    """A table as word processors and mail take it; the first row is its head."""
    head, *body = rows
    lines = [f"<tr>{''.join(f'<th>{_cell(cell)}</th>' for cell in head)}</tr>"]
    lines += [f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>" for row in body]
    return f'<meta charset="utf-8"><table>{"".join(lines)}</table>'


def _cell(text: str) -> str:
    return escape(cell_text(text))


def _ending(words: str) -> str:
    return f".{words.rpartition('*.')[2].rstrip(')')}"
