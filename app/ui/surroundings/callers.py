"""Whoever calls the program from outside: files opened with it, its own URLs, the Services menu.

Nothing that comes from outside is sent by itself: a web page can open a `kestrel:` URL. Its words
stand in the field until a person presses Return, and it cannot attach files.
"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, QUrlQuery, Signal
from PySide6.QtWidgets import QApplication

from app.chat.message import DocumentPart
from app.desktop.face import Asked, Desktop
from app.ui.application import Application
from app.ui.composer.intake import Intake, parts_of
from app.ui.single import Knock

SCHEME, ASK = "kestrel", "ask"
LONGEST = 2000  # letters of a question in a URL


class Callers(QObject):
    """`knocked` carries a Knock; `handed` the Intake that a quick question is to be about."""

    knocked = Signal(object)
    handed = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject) -> None:
        super().__init__(parent)
        application = QApplication.instance()
        if isinstance(application, Application):
            application.url_opened.connect(self.open)
        desktop.receive(self._receive)

    def open(self, url: QUrl) -> None:
        """What the system opens with the program; one that means nothing here is left."""
        knock = knock_of(url)
        if knock is not None:
            self.knocked.emit(knock)

    def _receive(self, asked: Asked) -> None:
        self.handed.emit(intake_of(asked))


def knock_of(url: QUrl) -> Knock | None:
    """What an opened URL wants; None for one that means nothing here."""
    if url.isLocalFile():
        return Knock((url.toLocalFile(),))
    if url.scheme() != SCHEME:
        return None
    if (url.host() or url.path().strip("/")) != ASK:
        return Knock()
    words = QUrlQuery(url).queryItemValue("text", QUrl.ComponentFormattingOption.FullyDecoded)
    line = " ".join(words.replace("+", " ").split())
    return Knock(quick=True, text=line[:LONGEST])


def intake_of(asked: Asked) -> Intake:
    """Files as they are; a text as a document, about which the question is still to be asked."""
    taken = parts_of(asked.files)
    if not asked.text.strip():
        return taken
    name = QApplication.translate("Callers", "Selected text")
    document = DocumentPart(asked.text.encode("utf-8", "replace"), f"{name}.txt")
    return replace(taken, parts=(*taken.parts, document))


def files_of(knock: Knock) -> Intake:
    return parts_of([Path(name) for name in knock.files])
