"""Chats out of the program and into it: a folder is chosen, the work goes on in the background."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.chat.export import export_json, import_json
from app.chat.markdown import export_markdown, import_markdown
from app.chat.store import Store
from app.ui.window.notice import Notice
from app.ui.work import Work


class Transfers(QObject):
    """`imported`: there are new chats."""

    imported = Signal()

    def __init__(self, window: QWidget, notice: Notice, store: Store) -> None:
        super().__init__(window)
        self._window, self._notice, self._store = window, notice, store

    def export(self, chat: str | None) -> None:
        """One chat, or all of them for None, into a folder that the user chooses."""
        markdown = self.tr("Markdown, to be read (*.md)")
        whole = self.tr("Everything, to be imported again (*.json)")
        name, kind = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Export to a new folder"),
            str(Path.home() / self.tr("Kestrel export")),
            f"{markdown};;{whole}",
        )
        if name:
            folder = Path(name.removesuffix(".md").removesuffix(".json"))
            chats = None if chat is None else (chat,)
            self.export_to(folder, chats, as_markdown=kind == markdown)

    def export_to(self, folder: Path, chats: tuple[str, ...] | None, *, as_markdown: bool) -> None:
        """Write them there; an existing folder that is not empty is refused by the writer."""
        out = export_markdown if as_markdown else export_json

        def write() -> None:
            folder.mkdir(parents=True, exist_ok=True)
            out(self._store, chats, folder)

        self._work(write, lambda _: self._exported(folder))

    def import_(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Import chats"), "", self.tr("Exported chats (*.json *.md)")
        )
        if name:
            self.import_from(Path(name))

    def import_from(self, source: Path) -> None:
        """Chats of an export; none is changed that is there."""
        take = import_markdown if source.suffix == ".md" else import_json
        self._work(lambda: take(self._store, source), self._imported)

    def _work(self, do: Callable[[], object], done: Callable[[object], None]) -> None:
        self._notice.say(self.tr("Working…"))
        work = Work(do, self)
        work.done.connect(done)
        work.failed.connect(lambda reason: self._notice.say(reason, "bad"))
        work.start()

    def _exported(self, folder: Path) -> None:
        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

        said = self.tr("Exported to {folder}").format(folder=folder.name)
        self._notice.say(said, remedy=self.tr("Show"), call=show)

    def _imported(self, chats: object) -> None:
        count = len(chats) if isinstance(chats, tuple) else 0
        several = self.tr("{count} chats imported").format(count=count)
        self._notice.say(self.tr("1 chat imported") if count == 1 else several, for_ms=6000)
        self.imported.emit()
