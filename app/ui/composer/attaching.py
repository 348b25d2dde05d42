"""Joins the composer to the engine: each attachment is measured before anything is sent.

An attachment that the engine refuses holds the whole draft back, with the reason on its chip. One
that could not be measured, since the engine does not run, does not. Another machine is shown
nothing before it is sent.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.message import ImagePart, Message, Part
from app.chat.settings import Settings
from app.client.client import Client
from app.client.failure import Failure
from app.client.fetch import Fetch, Model
from app.client.states import Ready, State
from app.ui.composer.composer import Composer
from app.ui.composer.costs import Told, told
from app.ui.composer.framing import Framing
from app.ui.composer.intake import Intake
from app.ui.composer.measuring import Measuring, is_refusal
from app.ui.composer.thumbnails import Thumbnails
from app.ui.composer.unpacking import Unpacking

DEBOUNCE_MS = 150


class Attaching(QObject):
    """Tells the composer what its attachments cost, and blocks it while one cannot be sent.

    `readable` names a document of which not everything was attached, and why.
    """

    readable = Signal(object, str)  # Path, and why

    def __init__(self, composer: Composer, client: Client, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._composer, self._client = composer, client
        self._known: dict[Part, Measuring] = {}
        self._before: tuple[Message, ...] = ()
        self._settings = Settings()
        self._rate = 0.0
        self._model = ""
        self._whole: Fetch | None = None
        self._framing = Framing(composer, client, self)
        self._thumbnails = Thumbnails(self)
        self._thumbnails.made.connect(composer.show_picture)
        self._thumbnails.packed.connect(composer.replace)
        self._unpacking = Unpacking(self)
        self._unpacking.opened.connect(self._unpacked)
        self._unpacking.changed.connect(self._judge)
        self._unpacking.readable.connect(self.readable)
        composer.unpack_wanted.connect(self._unpacking.open)
        composer.unpack_dropped.connect(self._unpacking.drop)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(DEBOUNCE_MS)
        self._soon.timeout.connect(self._measure)
        composer.parts_changed.connect(self._look)
        client.changed.connect(self._follow)
        self._look()

    def set_rate(self, tokens_a_second: float) -> None:
        """How fast the engine saw the last prompt; 0 says no times."""
        if tokens_a_second != self._rate:
            self._rate = tokens_a_second
            self._framing.set_rate(tokens_a_second)
            for known in self._known.values():
                self._tell(known)

    def set_before(self, messages: Sequence[Message], settings: Settings) -> None:
        """What the draft will follow, so that the whole is known to fit."""
        self._before, self._settings = tuple(messages), settings
        if self._known:
            self._soon.start()

    def close(self) -> None:
        """Ask for nothing more."""
        self._soon.stop()
        self._unpacking.close()
        self._framing.close()
        self._drop_whole()
        for known in self._known.values():
            known.cancel()
        self._known.clear()
        self._thumbnails.close()

    def _look(self) -> None:
        """Other attachments: forget those that went, begin with those that came."""
        parts = self._composer.draft().parts
        for part in [part for part in self._known if part not in parts]:
            gone = self._known.pop(part)
            gone.cancel()
            gone.deleteLater()
        came = [part for part in parts if part not in self._known]
        for part in came:
            self._known[part] = self._begun(part)
        self._known = {part: self._known[part] for part in parts}
        self._judge()
        if parts:
            self._soon.start()

    def _unpacked(self, path: Path, taken: Intake) -> None:
        self._composer.tray.arrived(path)
        self._composer.take_in(taken)

    def _begun(self, part: Part) -> Measuring:
        known = Measuring(part, self._client, self)
        known.told.connect(self._tell)
        known.pictured.connect(self._composer.show_picture)
        if isinstance(part, ImagePart):
            self._thumbnails.make(part)
        return known

    def _follow(self, state: State) -> None:
        """Another model sees otherwise; and what failed with the engine is tried again."""
        if isinstance(state, Ready):
            other, self._model = state.model != self._model, state.model
            if other and self._client.connection.is_local:
                self._client.models().answered.connect(self._learn_context)
            for known in self._known.values():
                if other or known.trouble:
                    known.forget()
            if self._known:
                self._soon.start()

    def _learn_context(self, models: Sequence[Model]) -> None:
        """How much of a folder the model takes."""
        loaded = [model.context for model in models if model.loaded]
        self._unpacking.context = loaded[0] if loaded else 0

    def _measure(self) -> None:
        for known in self._known.values():
            if self._client.connection.is_local:
                known.begin(self._settings)
                known.picture()
            else:
                self._tell(known)
        self._measure_whole()

    def _measure_whole(self) -> None:
        """Once each is known: whether all of it fits after what was said before."""
        self._drop_whole()
        parts = tuple(self._known)
        if not all(known.measured for known in self._known.values()):
            return
        if len(parts) > 1 or (parts and self._before):
            asked = [*self._before, Message("user", parts)]
            self._whole = self._client.measure(asked, self._settings)
            self._whole.failed.connect(self._whole_failed)
            self._whole.answered.connect(self._whole_fits)

    def _drop_whole(self) -> None:
        whole, self._whole = self._whole, None
        if whole is not None:
            whole.cancel()

    def _tell(self, known: Measuring) -> None:
        if known.measured is not None:
            words = told(known.part, known.measured, self._rate)
        elif known.refusal:
            words = Told(known.refusal, refused=True)
        elif known.trouble:
            words = Told(self.tr("Not measured: {reason}").format(reason=known.trouble))
        elif not self._client.connection.is_local:
            host = self._client.connection.name
            words = Told(self.tr("Not measured: {host} sees it when it is sent").format(host=host))
        else:
            return
        self._composer.tell(known.part, words)
        self._judge()
        if known.measured is not None:
            self._measure_whole()

    def _whole_fits(self, _measured: object) -> None:
        self._whole = None
        self._judge()

    def _whole_failed(self, failure: Failure) -> None:
        self._whole = None
        if is_refusal(failure):
            self._composer.set_blocked(failure.message)

    def _judge(self) -> None:
        if any(known.refusal for known in self._known.values()):
            self._composer.set_blocked(self.tr("Take away what cannot be sent, then ask."))
        elif self._unpacking.is_busy:
            self._composer.set_blocked(self.tr("It is still being opened."))
        else:
            self._composer.set_blocked("")
