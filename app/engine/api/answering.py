"""From a request's body to the engine and back: what the routes of the wire have in common."""

import asyncio
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from app.engine.api import whole
from app.engine.api.access import Access
from app.engine.api.body import parse, read_body
from app.engine.api.chunks import ChatChunks, TextChunks
from app.engine.api.feed import Feed
from app.engine.api.media import Scratch, video_part
from app.engine.api.orders import chat_order, completion_order
from app.engine.api.refusal import JsonAnswer, Refused, of_end, of_error
from app.engine.api.requests import ChatRequest, CompletionRequest, FramesRequest, Settings
from app.engine.api.stream import EventStream, unless_gone
from app.engine.api.validation import validated
from app.engine.api.values import Heading, frames, measured
from app.engine.face import Engine, Event, Measured, ModelCard
from app.engine.order import Order
from mlx_model.errors import KestrelError
from mlx_model.fields import Json
from mlx_model.inputs.message import VideoPart
from mlx_model.inputs.strip import Strip
from mlx_model.runtime.events import End

Told = TypeVar("Told")


@dataclass(frozen=True)
class Form:
    """In what an answer of one route differs from those of another."""

    prefix: str  # of the answer's id
    chunk: str  # OpenAI's name of a streamed piece
    full: str
    chunks: type[ChatChunks] | type[TextChunks]
    gather: Callable[[whole.Gathered, Heading, bool], Json]


CHAT = Form("chatcmpl-", "chat.completion.chunk", "chat.completion", ChatChunks, whole.chat_answer)
TEXT = Form("cmpl-", "text_completion", "text_completion", TextChunks, whole.text_answer)


@dataclass(frozen=True)
class Desk:
    """Takes requests in and gives answers out."""

    engine: Engine
    access: Access

    async def chat(self, request: Request) -> Response:
        """POST /v1/chat/completions."""
        scratch = Scratch(self.access.scratch)
        wanted, card, order = await self._taken(request, scratch)
        return await self._answer(request, wanted, card, order, scratch, CHAT)

    async def complete(self, request: Request) -> Response:
        """POST /v1/completions."""
        self._ready()
        body = await read_body(request, self.access.patience)
        wanted = validated(CompletionRequest, parse(body))
        card = self._card(wanted.model)
        order = _made(lambda: completion_order(wanted, card))
        return await self._answer(request, wanted, card, order, Scratch(None), TEXT)

    async def measure(self, request: Request) -> Response:
        """POST /v1/measure."""
        scratch = Scratch(self.access.scratch)
        _, _, order = await self._taken(request, scratch)
        told: asyncio.Future[Measured | KestrelError] = asyncio.get_running_loop().create_future()
        self.engine.measure(order, _listener(told, scratch))
        result = await unless_gone(_awaited(told), request.receive)
        if isinstance(result, KestrelError):
            raise of_error(result)
        return JsonAnswer(measured(result))

    async def frames(self, request: Request) -> Response:
        """POST /v1/frames."""
        scratch = Scratch(self.access.scratch)
        self._ready()
        body = await read_body(request, self.access.patience)
        part, side = await asyncio.to_thread(self._clip, body, scratch)
        told: asyncio.Future[Strip | KestrelError] = asyncio.get_running_loop().create_future()
        listen, gone = _listener(told, scratch), threading.Event()
        self.engine.frames(part, side, gone.is_set, listen)
        try:
            result = await unless_gone(_awaited(told), request.receive)
        finally:
            gone.set()
        if isinstance(result, KestrelError):
            raise of_error(result)
        return await asyncio.to_thread(lambda: JsonAnswer(frames(result)))

    def _clip(self, body: bytes, scratch: Scratch) -> tuple[VideoPart, int]:
        wanted = validated(FramesRequest, parse(body))
        self._card(wanted.model)
        part = video_part(wanted.video_url, self.access, scratch, "video_url.url")
        return part, wanted.max_side

    async def _taken(
        self, request: Request, scratch: Scratch
    ) -> tuple[ChatRequest, ModelCard, Order]:
        """In a thread of its own: pictures are decoded from base64 and files looked up."""
        self._ready()
        body = await read_body(request, self.access.patience)

        def take() -> tuple[ChatRequest, ModelCard, Order]:
            wanted = validated(ChatRequest, parse(body))
            card = self._card(wanted.model)
            return wanted, card, _made(lambda: chat_order(wanted, card, self.access, scratch))

        try:
            return await asyncio.to_thread(take)
        except Refused:
            scratch.clear()
            raise

    async def _answer(
        self,
        request: Request,
        wanted: Settings,
        card: ModelCard,
        order: Order,
        scratch: Scratch,
        form: Form,
    ) -> Response:
        if wanted.return_progress and not wanted.stream:
            scratch.clear()
            raise Refused(
                400,
                "return_progress cannot be taken: only a streamed answer tells its progress.",
                param="return_progress",
                code="invalid_value",
            )
        feed = Feed(self.engine, order, scratch.clear)
        kind = form.chunk if wanted.stream else form.full
        heading = Heading(form.prefix + secrets.token_hex(12), kind, int(time.time()), card.id)
        try:
            if wanted.stream:
                return await self._streamed(request, wanted, order, feed, heading, form)
            told = await unless_gone(_gathered(feed), request.receive)
        except BaseException:  # also when this task is cancelled: the engine must not go on
            feed.close()
            raise
        return JsonAnswer(form.gather(told, heading, order.logprobs is not None))

    async def _streamed(
        self,
        request: Request,
        wanted: Settings,
        order: Order,
        feed: Feed,
        heading: Heading,
        form: Form,
    ) -> Response:
        """Sends no header before the first event, so that a refusal still has its status."""
        chunks = form.chunks(
            heading,
            logprobs=order.logprobs is not None,
            progress=wanted.return_progress is True,
            usage=bool(wanted.stream_options and wanted.stream_options.include_usage),
        )
        first = await unless_gone(feed.read(), request.receive)
        _refuse_failed(first[:1])
        return EventStream(feed, first, chunks, self.access.patience)

    def _ready(self) -> None:
        found = self.engine.status()
        if found.state == "failed":
            raise Refused(503, f"The checkpoint cannot be used: {found.error}", code="failed")
        if found.state == "loading":
            raise Refused(
                503,
                "The checkpoint is being loaded: try again in a moment.",
                code="loading",
                headers={"retry-after": "1"},
            )

    def _card(self, name: str) -> ModelCard:
        """The checkpoint that a request names."""
        cards = self.engine.models()
        for card in cards:
            if card.loaded and name in ("", "default", card.id):
                return card
        known = [card.id for card in cards]
        if name in known:
            why = f"The model {name!r} is not loaded; start the server with it."
        else:
            why = f"There is no model {name[:80]!r}: /v1/models lists {', '.join(known) or 'none'}."
        raise Refused(404, why, param="model", code="model_not_found")


def _made(make: Callable[[], Order]) -> Order:
    """An order whose settings the port itself may refuse."""
    try:
        return make()
    except KestrelError as error:
        raise of_error(error) from error


async def _gathered(feed: Feed) -> whole.Gathered:
    told = whole.Gathered()
    while told.end is None:
        events = await feed.read()
        for event in events:
            told.take(event)
    _refuse_failed([told.end])
    return told


def _refuse_failed(events: Iterable[Event]) -> None:
    for event in events:
        refused = of_end(event) if isinstance(event, End) else None
        if refused is not None:
            raise refused


def _listener(told: "asyncio.Future[Told]", scratch: Scratch) -> Callable[[Told], None]:
    """Brings what the engine tells in a thread of its own to the future of this loop."""
    loop = told.get_loop()

    def tell(result: Told) -> None:
        if not told.done():  # else the client has left
            told.set_result(result)

    def listen(result: Told) -> None:
        scratch.clear()
        with suppress(RuntimeError):  # the loop has closed, so nobody is left to hear of it
            loop.call_soon_threadsafe(tell, result)

    return listen


async def _awaited(told: "asyncio.Future[Told]") -> Told:
    return await told
