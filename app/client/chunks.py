"""Chunks of a streamed chat completion, turned into the events of `app.chat.events`.

OpenAI's chat.completion.chunk, with what llama.cpp's server and our engine add to it
(reasoning_content, attachments, prompt_progress, timings). Nothing is trusted to be of its type.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.chat.events import (
    Attached,
    Call,
    End,
    EndReason,
    Event,
    Prefill,
    Receipt,
    Text,
    Thinking,
    Timings,
    Usage,
)
from app.client.failure import told_error

Json: TypeAlias = Mapping[str, Any]  # Any: what json.loads gives
DONE = "[DONE]"
REASONS: dict[str, EndReason] = {"length": "length", "loop": "loop"}  # all others: "stop"
FILTERED = "The server's content filter ended the answer."
UNFIT = {"invalid_request_error", "authentication_error", "permission_error", "not_found_error"}


class StrangeChunk(Exception):
    """What a server sent is no chunk of a chat completion."""


@dataclass
class ChunkReader:
    """Gathers what the end will tell. Nothing may be pushed after `ended`."""

    reason: EndReason | None = None
    usage: Usage = Usage()
    timings: Timings = Timings()
    error: str = ""
    retryable: bool = False
    is_done: bool = False  # the server said that no more will come
    _attached: bool = False

    def push(self, payload: str) -> list[Event]:
        """The events of one chunk, none of them an End. Raises StrangeChunk."""
        if payload.strip() == DONE:
            self.is_done = True
            return []
        try:
            chunk = json.loads(payload)
            if not isinstance(chunk, dict):
                raise StrangeChunk(f"a chunk that is {payload[:40]!r}")
            return [] if self._failed(chunk) else self._events(chunk)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            # A field of another type than OpenAI's; there are too many to ask for one by one.
            raise StrangeChunk(f"a chunk that begins {payload[:40]!r}") from error

    def end(self) -> End | None:
        """What the server said of the end; None if it said nothing."""
        if self.error:
            return End("failed", self.usage, self.timings, self.error, self.retryable)
        if self.reason is not None or self.is_done:
            return End(self.reason or "stop", self.usage, self.timings)
        return None

    def _failed(self, chunk: Json) -> bool:
        if not chunk.get("error"):
            return False
        error = chunk["error"]
        kind = error.get("type") if isinstance(error, dict) else ""
        self._fail(told_error(chunk) or str(error), retryable=kind not in UNFIT)
        return True

    def _fail(self, message: str, *, retryable: bool) -> None:
        self.error, self.retryable, self.is_done = message, retryable, True

    def _events(self, chunk: Json) -> list[Event]:
        events: list[Event] = []
        if chunk.get("attachments") and not self._attached:
            self._attached = True
            events.append(Attached(receipts(chunk["attachments"])))
        if progress := chunk.get("prompt_progress"):
            events.append(Prefill(int(progress["processed"]), int(progress["total"])))
        for choice in (chunk.get("choices") or [])[:1]:
            events += _delta(choice.get("delta") or {})
            if text := choice.get("text"):  # of a completion, which has no delta
                events.append(Text(_string(text)))
            self._finish(choice.get("finish_reason"))
        self._count(chunk)
        return events

    def _finish(self, reason: str | None) -> None:
        if reason == "content_filter":
            self._fail(FILTERED, retryable=False)
        elif reason:
            self.reason = REASONS.get(reason, "stop")

    def _count(self, chunk: Json) -> None:
        if usage := chunk.get("usage"):
            self.usage = _usage(usage)
        if timings := chunk.get("timings"):
            self.timings = _timings(timings)


def _delta(delta: Json) -> Iterator[Event]:
    """Servers name the thoughts in one of two ways."""
    if thoughts := delta.get("reasoning_content") or delta.get("reasoning"):
        yield Thinking(_string(thoughts))
    if text := delta.get("content"):
        yield Text(_string(text))
    for call in delta.get("tool_calls") or ():
        function = call.get("function") or {}
        yield Call(
            int(call.get("index") or 0),
            _string(function.get("name") or ""),
            _string(function.get("arguments") or ""),
            _string(call.get("id") or ""),
        )


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} for a string")
    return value


def _usage(usage: Json) -> Usage:
    prompt = usage.get("prompt_tokens_details") or {}
    completion = usage.get("completion_tokens_details") or {}
    return Usage(
        int(usage.get("prompt_tokens") or 0),
        int(prompt.get("cached_tokens") or 0),
        int(usage.get("completion_tokens") or 0),
        int(completion.get("reasoning_tokens") or 0),
    )


def _timings(timings: Json) -> Timings:
    def number(name: str) -> float:
        return float(timings.get(name) or 0)

    return Timings(
        prefill_s=number("prompt_ms") / 1000,
        first_token_s=number("first_token_ms") / 1000,
        decode_s=number("predicted_ms") / 1000,
        prefill_tps=number("prompt_per_second"),
        decode_tps=number("predicted_per_second"),
        drafted=int(number("draft_n")),
        accepted=int(number("draft_n_accepted")),
    )


def receipts(attachments: list[Json]) -> tuple[Receipt, ...]:
    """What the server says it sees. Raises KeyError, TypeError or ValueError."""
    return tuple(_receipt(attachment) for attachment in attachments)


def _receipt(attachment: Json) -> Receipt:
    return Receipt(
        name=_string(attachment["name"]),
        kind="video" if attachment["kind"] == "video" else "image",
        source_size=_size(attachment["source_size"]),
        seen_size=_size(attachment["seen_size"]),
        times=tuple(float(time) for time in attachment.get("times") or ()),
        visual_tokens=int(attachment["visual_tokens"]),
        sentence=_string(attachment["sentence"]),
    )


def _size(value: list[int]) -> tuple[int, int]:
    width, height = value
    return int(width), int(height)
