"""The model in this process: an `Ask` over the same engine that serves the window.

The engine has a thread of its own that owns MLX; what comes out of it are plain values.
"""

import json
import threading
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from app.chat import events as told
from app.chat.document import NoDocument, document_text
from app.chat.message import DocumentPart, ImagePart, Message, Part, TextPart
from app.chat.settings import Settings
from app.engine.checkpoint import recommended
from app.engine.engine import LocalEngine, open_engine
from app.engine.face import Attached, Event
from app.engine.order import Grammar, Order
from mlx_model.errors import KestrelError
from mlx_model.inputs import message as seen
from mlx_model.inputs.receipt import Receipt
from mlx_model.runtime import events as made
from mlx_model.runtime.sampling import Sampling

LOOK = 0.05  # seconds between two looks at whether the request was cancelled


class Local:
    """Answers with the checkpoint in `folder`, which is loaded by the first request.

    `snapshots`: a folder in which the states of conversations outlast this process.
    """

    def __init__(self, folder: Path, snapshots: Path | None = None) -> None:
        self._folder, self._snapshots = folder, snapshots
        self._engine: LocalEngine | None = None

    def __call__(
        self,
        messages: Sequence[Message],
        settings: Settings = Settings(),  # noqa: B008  # frozen
        cancel: threading.Event | None = None,
        schema: Mapping[str, Any] | None = None,  # Any: a JSON schema
    ) -> Generator[told.Event, None, None]:
        """Events as they come. Closing the iterator cancels."""
        try:
            order = _order(messages, settings, schema, recommended(self._folder))
            self._engine = self._engine or open_engine(self._folder, snapshots=self._snapshots)
        except (KestrelError, NoDocument) as error:
            yield told.End("failed", error=str(error))
            return
        yield from _answer(self._engine, order, cancel or threading.Event())

    def close(self) -> None:
        """Cancel what is under way, forget the model and wait for its thread to end."""
        if self._engine is not None:
            self._engine.close()


def _answer(
    engine: LocalEngine, order: Order, cancel: threading.Event
) -> Generator[told.Event, None, None]:
    heard: SimpleQueue[Event] = SimpleQueue()
    ticket = engine.submit(order, heard.put)
    over = False
    try:
        while not over:
            try:
                event = heard.get(timeout=LOOK)
            except Empty:
                if cancel.is_set():
                    ticket.cancel()
                continue
            if cancel.is_set():
                ticket.cancel()
            over = isinstance(event, made.End)
            if (known := _told(event)) is not None:
                yield known
    finally:
        if not over:
            cancel.set()
            ticket.cancel()


def _order(
    messages: Sequence[Message],
    settings: Settings,
    schema: Mapping[str, Any] | None,
    defaults: Sampling,
) -> Order:
    return Order(
        messages=tuple(_seen(message) for message in messages),
        think=settings.think,
        sampling=_sampling(settings, defaults),
        max_tokens=settings.max_tokens,
        grammar=None if schema is None else Grammar("json_schema", json.dumps(schema)),
    )


def _sampling(settings: Settings, defaults: Sampling) -> Sampling:
    """What the user chose replaces the checkpoint's; temperature 0 needs no other setting."""
    names = ("temperature", "top_p", "top_k", "presence_penalty")
    chosen = {name: getattr(settings, name) for name in names}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    if chosen.get("temperature", defaults.temperature) == 0:
        return Sampling(seed=settings.seed)
    return replace(defaults, **chosen, seed=settings.seed)


def _seen(message: Message) -> seen.Message:
    return seen.Message(message.role, tuple(seen_part(part) for part in message.parts))


def seen_part(part: Part) -> seen.Part:
    """A part as the port has it."""
    if isinstance(part, TextPart):
        return seen.TextPart(part.text)
    if isinstance(part, ImagePart):
        return seen.ImagePart(part.source, part.name)
    if isinstance(part, DocumentPart):
        return seen.TextPart(document_text(part))
    return seen.VideoPart(
        part.source, part.name, part.fps, part.start, part.end, max_tokens=part.max_tokens
    )


def told_receipt(receipt: Receipt) -> told.Receipt:
    """A receipt as the app has it."""
    return told.Receipt(
        name=receipt.name,
        kind=receipt.kind,
        source_size=receipt.source_size,
        seen_size=receipt.seen_size,
        times=receipt.times,
        visual_tokens=receipt.visual_tokens,
        sentence=receipt.sentence(),
    )


def _told(event: Event) -> told.Event | None:
    """As the app has it; None for what it has no use for."""
    match event:
        case Attached(receipts):
            return told.Attached(tuple(told_receipt(receipt) for receipt in receipts))
        case made.Prefill(done, total):
            return told.Prefill(done, total)
        case made.Thinking(text):
            return told.Thinking(text)
        case made.Text(text):
            return told.Text(text)
        case made.Call(index, name, arguments):
            return told.Call(index, name, arguments)
        case made.Logprob():
            return None
        case made.End():
            return told.End(
                event.reason,
                _usage(event.usage),
                _timings(event.timings),
                str(event.error or ""),
            )


def _usage(usage: made.Usage) -> told.Usage:
    return told.Usage(
        usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens, usage.reasoning_tokens
    )


def _timings(timings: made.Timings) -> told.Timings:
    return told.Timings(
        prefill_s=timings.prefill_s,
        first_token_s=timings.first_token_s,
        decode_s=timings.decode_s,
        prefill_tps=timings.prefill_tps,
        decode_tps=timings.decode_tps,
        drafted=timings.drafted,
        accepted=timings.accepted,
    )
