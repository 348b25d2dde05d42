"""One attachment at the engine: what it costs, and the first frame of a clip."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.chat.message import Message, Part, VideoPart
from app.chat.settings import Settings
from app.client.client import Client
from app.client.failure import Failure
from app.client.fetch import Fetch, Frames, Measured

THUMB_SIDE = 128
REFUSALS = {0, 400, 413, 422, 507}  # of what was sent; 0: it could not even be sent


def is_refusal(failure: Failure) -> bool:
    """Whether it lies in the attachment, and not in the engine or the way to it."""
    return failure.status in REFUSALS and not failure.retryable


class Measuring(QObject):
    """`told` when its state has changed; `pictured` carries a part and its QImage."""

    told = Signal(object)  # itself
    pictured = Signal(object, object)

    def __init__(self, part: Part, client: Client, parent: QObject) -> None:
        super().__init__(parent)
        self.part = part
        self.measured: Measured | None = None
        self.refusal = ""
        self.trouble = ""  # why it could not be measured
        self._client = client
        self._fetch: Fetch | None = None
        self._picture: Fetch | None = None
        self._is_pictured = False

    def begin(self, settings: Settings) -> None:
        """Ask, unless it is known or asked already."""
        if self._fetch is None and not (self.measured or self.refusal or self.trouble):
            self._fetch = self._client.measure([Message("user", (self.part,))], settings)
            self._fetch.answered.connect(self._answered)
            self._fetch.failed.connect(self._failed)

    def picture(self) -> None:
        """Ask for the first frame of a clip."""
        if isinstance(self.part, VideoPart) and not self._is_pictured:
            self._is_pictured = True
            self._picture = self._client.frames(self.part, THUMB_SIDE, most=1)
            self._picture.answered.connect(self._show)

    def forget(self) -> None:
        """Another model sees it otherwise."""
        if self._fetch is None:
            self.measured, self.refusal, self.trouble = None, "", ""

    def cancel(self) -> None:
        """Hear of nothing more."""
        for fetch in (self._fetch, self._picture):
            if fetch is not None:
                fetch.cancel()
        self._fetch = self._picture = None

    def _answered(self, measured: Measured) -> None:
        self._fetch, self.measured = None, measured
        self.told.emit(self)

    def _failed(self, failure: Failure) -> None:
        self._fetch = None
        if is_refusal(failure):
            self.refusal = failure.message
        else:
            self.trouble = failure.message
        self.told.emit(self)

    def _show(self, found: Frames) -> None:
        self._picture = None
        if found.frames:
            self.pictured.emit(self.part, QImage.fromData(found.frames[0].jpeg))
