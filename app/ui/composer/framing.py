"""Opens the strip of a clip whose chip was clicked, and fetches what it shows."""

import math

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QWidget

from app.chat.message import Part, VideoPart
from app.client.client import Client
from app.client.failure import Failure
from app.client.fetch import Fetch, Frames
from app.ui.composer.composer import Composer
from app.ui.composer.costs import clip_words
from app.ui.composer.strip import WIDTH, FrameStrip

SIDE = 192  # pixels of a frame
DEBOUNCE_MS = 200
GAP = 8  # points between the strip and the composer


class Framing(QObject):
    """What is chosen in the strip takes the place of the attachment at once."""

    def __init__(self, composer: Composer, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._composer, self._client = composer, client
        self._strip: FrameStrip | None = None
        self._part: VideoPart | None = None  # as it stands in the draft
        self._fetches: list[Fetch] = []
        self._rate = 0.0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(DEBOUNCE_MS)
        self._soon.timeout.connect(self._choose)
        composer.opened.connect(self.open)

    @property
    def strip(self) -> FrameStrip | None:
        """The one that is open."""
        return self._strip

    def set_rate(self, tokens_a_second: float) -> None:
        self._rate = tokens_a_second

    def open(self, part: Part) -> None:
        """Show the strip of a clip; not of other parts, nor where another machine would be told."""
        if not isinstance(part, VideoPart) or not self._client.connection.is_local:
            return
        self.close()
        self._part = part
        window = self._composer.window()
        self._strip = FrameStrip(part, window)
        self._strip.chosen.connect(self._soon.start)
        self._strip.closed.connect(self._closed)
        length = self._fetch(VideoPart(part.source, part.name), most=2)
        length.answered.connect(self._show_length)
        self._show_frames(part)
        self._place(self._strip, window)
        self._strip.show()
        self._strip.raise_()
        self._strip.film.setFocus()

    def _place(self, strip: FrameStrip, window: QWidget) -> None:
        """Above the composer, within the window."""
        strip.resize(min(WIDTH, window.width() - 2 * GAP), strip.sizeHint().height())
        middle = self._composer.mapTo(window, QPoint(self._composer.width() // 2, 0))
        left = min(max(middle.x() - strip.width() // 2, GAP), window.width() - strip.width() - GAP)
        strip.move(left, max(middle.y() - strip.height() - GAP, GAP))

    def close(self) -> None:
        """Put the strip away."""
        if self._strip is not None:
            self._strip.close()

    def _closed(self) -> None:
        if self._soon.isActive():
            self._soon.stop()
            self._choose()
        self._cancel()
        strip, self._strip, self._part = self._strip, None, None
        if strip is not None:
            strip.deleteLater()

    def _choose(self) -> None:
        if self._strip is None or self._part is None:
            return
        old, self._part = self._part, self._strip.part
        self._composer.replace(old, self._part)
        self._show_frames(self._part)

    def _show_frames(self, part: VideoPart) -> None:
        self._cancel_all_but_length()
        fetch = self._fetch(part)
        fetch.answered.connect(self._show)
        fetch.failed.connect(self._fail)

    def _fetch(self, part: VideoPart, most: int | None = None) -> Fetch:
        fetch = self._client.frames(part, SIDE, most)
        self._fetches.append(fetch)
        return fetch

    def _cancel_all_but_length(self) -> None:
        """The first fetch of a strip asks for the length."""
        for fetch in self._fetches[1:]:
            fetch.cancel()
        del self._fetches[1:]

    def _cancel(self) -> None:
        for fetch in self._fetches:
            fetch.cancel()
        self._fetches.clear()

    def _show_length(self, found: Frames) -> None:
        """The last frame begins a little before the end."""
        if self._strip is not None and found.frames:
            self._strip.set_length(math.floor(found.frames[-1].time * 10 + 1) / 10)

    def _show(self, found: Frames) -> None:
        if self._strip is not None and self._part is not None:
            self._strip.show_frames(found, clip_words(self._part, found.receipt, self._rate))

    def _fail(self, failure: Failure) -> None:
        if self._strip is not None:
            self._strip.show_failure(failure.message)
