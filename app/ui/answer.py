"""One answer on its way: from the stream into the store and onto the screen.

The screen hears of it at most 30 times a second, the store twice a second, and both of its end. It
lives on when its chat is no longer the one that is open.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.conversation import Reply, Turn
from app.chat.events import Attached, Call, End, Event, Prefill, Receipt, Text, Thinking
from app.chat.message import TextPart
from app.chat.store import Store, StoreError
from app.client.stream import Stream
from app.ui import phase
from app.ui.phase import Phase

PAINT_MS = 33
KEEP_MS = 500


class Answer(QObject):
    """`grew` carries the turn and its phase; `ended` carries the turn, once, last."""

    grew = Signal(object, object)
    ended = Signal(object)
    refused = Signal(str)  # it could not be stored, and why

    def __init__(self, store: Store, turn: Turn, stream: Stream, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._turn, self._stream = store, turn, stream
        self._text: list[str] = []
        self._thoughts: list[str] = []
        self._receipts: tuple[Receipt, ...] = ()
        self._phase: Phase = phase.Waiting()
        self._thinks_since: float | None = None
        self._thought_s = 0.0
        self._reused: int | None = None
        self._paint = self._timer(PAINT_MS, self._tell)
        self._keep = self._timer(KEEP_MS, self._store_it)
        stream.told.connect(self._hear)

    @property
    def turn(self) -> Turn:
        """As it stands now."""
        assert self._turn.reply is not None
        reply = replace(
            self._turn.reply,
            thinking="".join(self._thoughts),
            thought_s=self._thought_now(),
            receipts=self._receipts,
        )
        return replace(self._turn, parts=(TextPart("".join(self._text)),), reply=reply)

    @property
    def phase(self) -> Phase:
        return self._phase

    def wait_for(self, why: str) -> None:
        """Say what keeps it from beginning, if nothing of it has come."""
        if isinstance(self._phase, phase.Waiting) and self._phase.why != why:
            self._phase = phase.Waiting(why)
            self._tell()

    def stop(self) -> None:
        """What came so far stays."""
        self._stream.cancel()

    def _timer(self, period_ms: int, tick: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(period_ms)
        timer.timeout.connect(tick)
        return timer

    def _hear(self, event: Event) -> None:
        match event:
            case Attached(receipts):
                self._receipts = receipts
            case Prefill(done, total):
                if self._reused is None:
                    self._reused = done
                self._phase = phase.Prefilling(done, total, self._reused)
            case Thinking(piece):
                if self._thinks_since is None:
                    self._thinks_since = time.monotonic()
                self._thoughts.append(piece)
                self._phase = phase.Thinking()
            case Text(piece):
                self._end_of_thought()
                self._text.append(piece)
                self._phase = phase.Answering()
            case Call(_, name, arguments):  # no tools are offered here: it is shown as it came
                self._text.append(name + arguments)
            case End():
                self._end(event)
                return
        self._soon()

    def _soon(self) -> None:
        for timer in (self._paint, self._keep):
            if not timer.isActive():
                timer.start()

    def _thought_now(self) -> float:
        if self._thinks_since is None:
            return self._thought_s
        return self._thought_s + time.monotonic() - self._thinks_since

    def _end_of_thought(self) -> None:
        self._thought_s, self._thinks_since = self._thought_now(), None

    def _tell(self) -> None:
        self.grew.emit(self.turn, self._phase)

    def _store_it(self) -> None:
        turn = self.turn
        assert turn.reply is not None
        reply = turn.reply
        self._kept(lambda: self._store.grow(turn.id, turn.text, reply.thinking, reply.thought_s))

    def _kept(self, write: Callable[[], None]) -> None:
        """A full disk, or a chat that is gone, must not cost what is on the screen."""
        try:
            write()
        except StoreError as error:
            self.refused.emit(str(error))

    def _end(self, end: End) -> None:
        self._paint.stop()
        self._keep.stop()
        self._end_of_thought()
        turn = self.turn
        reply: Reply = replace(turn.reply or Reply(), end=end)
        self._phase = phase.Done()
        self._turn = replace(turn, reply=reply)
        self._kept(lambda: self._store.finish(turn.id, turn.text, reply))
        self.grew.emit(self._turn, self._phase)
        self.ended.emit(self._turn)
