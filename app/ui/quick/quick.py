"""The quick talk: asked in the engine's urgent lane, kept nowhere until the user moves it.

A quick talk lives in memory only. It leaves no trace in the store, nor snapshots on disk, until it
is moved to the main window; only then `Keep.keep` is called. It is forgotten some minutes after
the panel was closed, when a fresh one is begun, or when the program ends.
"""

import time
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal

from app.chat.conversation import ChatSettings
from app.chat.events import Attached, Call, End, Event, Prefill, Text, Thinking
from app.chat.message import Message, Part, TextPart, said
from app.client.client import Client
from app.client.stream import Stream
from app.ui import phase
from app.ui.composer.intake import Intake, parts_from
from app.ui.quick.context import Context
from app.ui.quick.exchange import Exchange, messages_of, replies_of
from app.ui.quick.keep import Keep, KeepFailed
from app.ui.quick.panel import QuickPanel

PAINT_MS = 33
KEPT_S = 300.0  # after the panel was closed the talk is still there for so long


class Quick(QObject):
    """Joins the panel to the client; one question at a time."""

    moved = Signal(str)  # the chat it became: show it in the main window
    capture_wanted = Signal()  # answer it with `attach`

    def __init__(
        self, client: Client, keep: Keep, panel: QuickPanel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._client, self._keep, self.panel = client, keep, panel
        self._settings = ChatSettings()
        self._talk: tuple[Exchange, ...] = ()
        self._stream: Stream | None = None
        self._moves = False  # as soon as the answer is whole
        self._thinks_since = 0.0
        self._closed_at = 0.0
        self._why = ""
        self._context = Context(client, self)
        self._paint = QTimer(self)
        self._paint.setSingleShot(True)
        self._paint.setInterval(PAINT_MS)
        self._paint.timeout.connect(self._show_last)
        self._context.changed.connect(panel.set_context)
        panel.asked.connect(self.ask)
        panel.stopped.connect(self.stop)
        panel.retry.connect(self.again)
        panel.closed.connect(self._left)
        panel.move_wanted.connect(self.move)
        panel.capture_wanted.connect(self.capture_wanted)
        panel.fresh_wanted.connect(self.forget)
        panel.context_removed.connect(self._detach)
        panel.dropped.connect(self._take_in)

    @property
    def talk(self) -> tuple[Exchange, ...]:
        return self._talk

    @property
    def context(self) -> Context:
        """What goes with the next question."""
        return self._context

    @property
    def is_busy(self) -> bool:
        return self._stream is not None

    def set_settings(self, settings: ChatSettings) -> None:
        """How quick questions are answered from now on."""
        self._settings = settings

    def wait_for(self, why: str) -> None:
        """What keeps answers from beginning, such as that the model is being loaded; else ""."""
        self._why = why
        if self.is_busy and isinstance(self._talk[-1].phase, phase.Waiting):
            self._grow(phase=phase.Waiting(why))

    def open(self, parts: Sequence[Part] = (), words: str = "") -> None:
        """Show the panel with the talk as it was left, or a fresh one where that is long ago.

        What comes with it begins a fresh talk about it; words stand in the field, not yet asked.
        """
        old = bool(self._closed_at) and time.monotonic() - self._closed_at > KEPT_S
        if (old or parts) and not self.is_busy:
            self.forget()
        self._closed_at = 0.0
        if parts:
            self._context.set(parts)
        if words:
            self.panel.field.setText(words)
        self.panel.appear()

    def hand(self, taken: Intake) -> None:
        """Begin a fresh talk about what another program handed over; say what cannot be taken."""
        self.open(taken.parts, taken.text)
        if taken.packed:
            if not self.is_busy:
                self.forget()
            self._context.set(taken.parts, taken.packed)
        self._say_refused(taken)

    def attach(self, parts: Sequence[Part]) -> None:
        """To the next question, in place of what was attached before."""
        self._context.set(parts)
        self.panel.appear()

    def ask(self, words: str) -> None:
        if self.is_busy or self._context.is_refused or self._context.is_opening:
            return
        question = Message("user", (*self._context.parts, TextPart(words)))
        self._context.clear()
        self._begin((*self._talk, Exchange(question)))

    def again(self) -> None:
        """Have the last question answered once more."""
        if self._talk and not self.is_busy:
            self._begin((*self._talk[:-1], Exchange(self._talk[-1].question)))

    def stop(self) -> None:
        """What came of the answer stays."""
        if self._stream is not None:
            self._stream.cancel()

    def move(self) -> None:
        """To the main window, as soon as the answer on its way is whole."""
        if self.is_busy:
            self._moves = True
            self.panel.set_context(self.tr("Moves to the window when the answer is whole"))
        elif self._talk:
            self._move()

    def forget(self) -> None:
        """Begin afresh."""
        self.stop()
        self._talk = ()
        self._context.clear()
        self.panel.show_talk(())
        self.panel.field.clear()

    def close(self) -> None:
        """End all of it; nothing is kept."""
        self.panel.close()
        self.forget()
        self._context.close()

    # --- the answer ---

    def _begin(self, talk: tuple[Exchange, ...]) -> None:
        self._talk = talk
        self._grow(phase=phase.Waiting(self._why), show=False)
        system = self._settings.system.strip()
        before = (said("system", system),) if system else ()
        messages = (*before, *messages_of(talk))
        self._client.start()  # one that failed is tried anew: a person wants an answer
        self._stream = self._client.ask(
            messages, self._settings.settings, urgent=True, keep="memory"
        )
        self._stream.told.connect(self._hear)
        self.panel.set_busy(True)
        self.panel.show_talk(self._talk)

    def _hear(self, event: Event) -> None:
        last = self._talk[-1]
        match event:
            case Attached(receipts):
                self._grow(reply=replace(last.reply, receipts=receipts))
            case Prefill(done, total):
                now = last.phase
                reused = now.reused if isinstance(now, phase.Prefilling) else done
                self._grow(phase=phase.Prefilling(done, total, reused))
            case Thinking(piece):
                self._think(piece)
            case Text(piece):
                self._grow(text=last.text + piece, phase=phase.Answering())
            case Call(_, name, arguments):  # no tools are offered here: it is shown as it came
                self._grow(text=last.text + name + arguments)
            case End():
                self._end(event)

    def _think(self, piece: str) -> None:
        last = self._talk[-1]
        now = time.monotonic()
        if not isinstance(last.phase, phase.Thinking):
            self._thinks_since = now
        reply = replace(
            last.reply, thinking=last.reply.thinking + piece, thought_s=now - self._thinks_since
        )
        self._grow(reply=reply, phase=phase.Thinking())

    def _end(self, end: End) -> None:
        self._stream = None
        last = self._talk[-1]
        model = self._client.connection.model
        self._grow(reply=replace(last.reply, end=end, model=model), phase=phase.Done())
        self._show_last()
        self.panel.set_busy(False)
        if self._moves:
            self._moves = False
            self.panel.set_context("")
            if end.reason in ("stop", "length"):
                self._move()

    def _grow(self, *, show: bool = True, **changed: object) -> None:
        self._talk = (*self._talk[:-1], replace(self._talk[-1], **changed))
        if show and not self._paint.isActive():
            self._paint.start()

    def _show_last(self) -> None:
        self._paint.stop()
        if self._talk:
            self.panel.grow(self._talk[-1])

    # --- the rest ---

    def _move(self) -> None:
        try:
            chat = self._keep.keep(messages_of(self._talk), replies_of(self._talk))
        except KeepFailed as error:
            self.panel.say(str(error))
            return
        self.panel.close()
        self.forget()
        self.moved.emit(chat)

    def _left(self) -> None:
        self._closed_at = time.monotonic()
        self.stop()

    def _detach(self) -> None:
        self._moves = False
        self._context.clear()

    def _take_in(self, mime: QMimeData) -> None:
        taken = parts_from(mime)
        if taken.parts or taken.packed:
            self._context.set(taken.parts, taken.packed)
        elif taken.text:
            self.panel.field.insert(taken.text)
        self._say_refused(taken)

    def _say_refused(self, taken: Intake) -> None:
        if taken.refused:
            name, reason = taken.refused[0]
            self._context.refuse(f"{name}: {reason}")
