"""Asks the engine what is on a screen, or where one thing on it is."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.chat.events import Answer, Attached, End, Event, Prefill, Text, Thinking, gather
from app.chat.message import ImagePart, Message
from app.chat.settings import EXACT
from app.client.client import Client
from app.client.stream import Stream
from app.places import PROMPTS
from app.reading.prompts import OWN_WORDING, Prompts, PromptsUnreadable, load_wording
from app.reading.reply import parse_reply
from app.reading.screens import finding, listing, reading_of, search_of
from app.ui.picture.decoding import PictureUnreadable, size_of


def wording_of(checkpoint: Path | None) -> Prompts:
    """How the checkpoint in a folder is asked; as the family is where it has no own wording.

    Raises:
        PromptsUnreadable: its file is damaged.
    """
    own = checkpoint / OWN_WORDING if checkpoint is not None else None
    return load_wording(Prompts, PROMPTS, own)


class ScreenReader(QObject):
    """One question at a time; a new one cancels the former, of which nothing more is told.

    Each question ends with one of `read`, `found`, `failed` and `cancelled`.
    """

    read = Signal(object)  # a screens.Reading
    found = Signal(object)  # a screens.Search
    failed = Signal(str)
    cancelled = Signal()
    seeing = Signal(int, int)  # tokens of the question that were seen, of all
    counted = Signal(int)  # elements told so far

    def __init__(
        self, client: Client, checkpoint: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._checkpoint = checkpoint
        self._stream: Stream | None = None
        self._picture: ImagePart | None = None
        self._finds = False
        self._events: list[Event] = []
        self._text = ""
        self._count = 0

    @property
    def is_busy(self) -> bool:
        return self._stream is not None

    def use(self, checkpoint: Path | None) -> None:
        """The folder of the checkpoint that answers from now on; None: it is not known."""
        self._checkpoint = checkpoint

    def list_elements(self, picture: ImagePart) -> None:
        """Ask for all elements; `read` brings them."""
        if (prompts := self._prompts()) is not None:
            self._ask(listing(picture, prompts), picture, finds=False)

    def find(self, picture: ImagePart, words: str) -> None:
        """Ask where something is; `found` brings the matches."""
        if (prompts := self._prompts()) is not None:
            self._ask(finding(picture, words, prompts), picture, finds=True)

    def cancel(self) -> None:
        """End the question, if there is one."""
        if self._stream is not None:
            self._stream.cancel()

    def _prompts(self) -> Prompts | None:
        self.cancel()
        try:
            return wording_of(self._checkpoint)
        except PromptsUnreadable as error:
            self.failed.emit(str(error))
            return None

    def _ask(self, messages: list[Message], picture: ImagePart, finds: bool) -> None:
        self._picture, self._finds = picture, finds
        self._events, self._text, self._count = [], "", 0
        self._stream = self._client.ask(messages, EXACT)
        self._stream.told.connect(self._hear)

    def _hear(self, event: Event) -> None:
        match event:
            case Prefill(done, total):
                self.seeing.emit(done, total)
            case Text(piece):
                self._events.append(event)
                self._text += piece
                self._tell_count(piece)
            case Attached():
                self._events.append(event)
            case End():
                self._end(event)
            case Thinking():
                pass  # screens are read without thoughts; a server may have some all the same
            case _:
                pass

    def _tell_count(self, piece: str) -> None:
        """An element is whole with its bracket, and only then worth a look at all of them."""
        if "}" not in piece:
            return
        count = len(parse_reply(self._text).marks)
        if count != self._count:
            self._count = count
            self.counted.emit(count)

    def _end(self, end: End) -> None:
        events, self._stream, self._events = [*self._events, end], None, []
        if end.reason == "failed":
            self.failed.emit(end.error)
        elif end.reason == "cancelled":
            self.cancelled.emit()
        else:
            self._tell(gather(events))

    def _tell(self, whole: Answer) -> None:
        try:
            size = self._seen_size(whole)
        except PictureUnreadable as error:
            self.failed.emit(str(error))
            return
        if self._finds:
            self.found.emit(search_of(whole, size))
        else:
            self.read.emit(reading_of(whole, size))

    def _seen_size(self, whole: Answer) -> tuple[int, int]:
        """As the engine tells it; from the file where a server of another kind tells nothing."""
        if len(whole.receipts) == 1:
            return whole.receipts[0].source_size
        assert self._picture is not None, "something was asked"
        return size_of(self._picture.source)
