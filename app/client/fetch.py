"""A question to the server that is answered at once: which models, what it would cost, health."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.events import Receipt
from app.chat.message import VideoPart
from app.client.chunks import receipts
from app.client.connection import Connection
from app.client.exchange import CONNECT_S, Exchange
from app.client.failure import Failure, parsed, strange
from app.client.request import Request, Unsendable, body, clip

Json: TypeAlias = Mapping[str, Any]  # Any: what json.loads gives
Read: TypeAlias = Callable[[Json], object]
Send: TypeAlias = Callable[[Exchange, Connection], None]
LONGEST = 16 * 2**20  # bytes of such an answer
ANSWER_S = 30.0


@dataclass(frozen=True)
class Model:
    """A checkpoint that the server can answer with. `context` is 0 where it does not say."""

    id: str
    context: int = 0
    sees: bool = False
    loaded: bool = False


@dataclass(frozen=True)
class Measured:
    """What sending a request would cost."""

    receipts: tuple[Receipt, ...]
    prompt_tokens: int
    cached_tokens: int  # of them need no prefill
    bytes_needed: int
    bytes_free: int


@dataclass(frozen=True)
class Frame:
    """One picture of a clip that would be sent."""

    time: float  # seconds
    jpeg: bytes


@dataclass(frozen=True)
class Frames:
    """All of them, and their receipt."""

    receipt: Receipt
    frames: tuple[Frame, ...]


class Fetch(QObject):
    """Signals `answered` (with a value) or `failed` (with a Failure), once, unless cancelled."""

    answered = Signal(object)
    failed = Signal(object)
    over = Signal(object)  # itself, after either and when it was cancelled

    def __init__(self, send: Send, read: Read, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._send, self._read = send, read
        self._connection: Connection | None = None
        self._exchange: Exchange | None = None
        self._body = b""
        self._is_over = False

    @property
    def is_over(self) -> bool:
        return self._is_over

    def begin(self, connection: Connection) -> None:
        """Send it; without effect if it was cancelled before."""
        if self._is_over:
            return
        self._connection = connection
        self._exchange = Exchange(connection, self, connect_s=CONNECT_S)
        self._exchange.received.connect(self._gather)
        self._exchange.closed.connect(self._close)
        try:
            self._send(self._exchange, connection)
        except Unsendable as error:
            failure = Failure(str(error))
            QTimer.singleShot(0, self, lambda: self.fail(failure))

    def cancel(self) -> None:
        """Signal neither value nor failure."""
        if not self._is_over:
            self._abort()
            self.over.emit(self)

    def fail(self, failure: Failure) -> None:
        """It cannot be answered."""
        if not self._is_over:
            self._abort()
            self.failed.emit(failure)
            self.over.emit(self)

    def _abort(self) -> None:
        self._is_over = True
        if self._exchange is not None:
            self._exchange.abort()

    def _gather(self, piece: bytes) -> None:
        self._body += piece
        if len(self._body) > LONGEST and self._connection is not None:
            self.fail(strange(self._connection, "its answer has no end"))

    def _close(self, failure: Failure | None) -> None:
        assert self._connection is not None
        if failure is not None:
            self.fail(failure)
            return
        try:
            answer = parsed(self._body)
            if not isinstance(answer, dict):
                raise TypeError("no object")
            value = self._read(answer)
        except (KeyError, TypeError, ValueError, AttributeError):
            # A field is missing or of another type than the API's.
            self.fail(strange(self._connection, f"it answers {self._body[:40]!r}"))
            return
        self._is_over = True
        self.answered.emit(value)
        self.over.emit(self)


def models() -> Fetch:
    """GET /models: a tuple of Model."""

    def send(exchange: Exchange, connection: Connection) -> None:
        exchange.get(connection.endpoint("/models"), within_s=ANSWER_S)

    return Fetch(send, _models)


def measure(request: Request) -> Fetch:
    """POST /measure, which only a Kestrel has: a Measured."""

    def send(exchange: Exchange, connection: Connection) -> None:
        exchange.post("/measure", body(request, connection))

    return Fetch(send, _measured)


def memory() -> Fetch:
    """GET /status beside the API, which only a Kestrel has: bytes that the engine holds."""

    def send(exchange: Exchange, connection: Connection) -> None:
        exchange.get(connection.beside("/status"), within_s=ANSWER_S)

    return Fetch(send, lambda answer: int(answer["memory"]["process"]))


def frames(part: VideoPart, max_side: int, most: int | None = None) -> Fetch:
    """POST /frames, which only a Kestrel has: Frames, no more than `most`."""

    def send(exchange: Exchange, connection: Connection) -> None:
        wanted = clip(part, connection)
        if most is not None:
            wanted["max_frames"] = most
        asked = {"model": connection.model or "default", "video_url": wanted}
        exchange.post("/frames", json.dumps({**asked, "max_side": max_side}).encode())

    return Fetch(send, _frames)


def _models(answer: Json) -> tuple[Model, ...]:
    return tuple(_model(card) for card in answer["data"])


def _model(card: Json) -> Model:
    context = card.get("context") or card.get("max_model_len") or 0  # vLLM's name for it
    return Model(str(card["id"]), int(context), bool(card.get("sees")), bool(card.get("loaded")))


def _measured(answer: Json) -> Measured:
    return Measured(
        receipts(answer["attachments"]),
        int(answer["prompt_tokens"]),
        int(answer["cached_tokens"]),
        int(answer["bytes_needed"]),
        int(answer["bytes_free"]),
    )


def _frames(answer: Json) -> Frames:
    shown = answer["frames"]
    (receipt,) = receipts([answer["attachment"]])
    decoded = (
        Frame(float(one["time"]), base64.b64decode(one["jpeg"], validate=True)) for one in shown
    )
    return Frames(receipt, tuple(decoded))
