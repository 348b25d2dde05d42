"""Events to the chunks of a streamed answer."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from app.engine.api import values
from app.engine.api.values import Heading
from app.engine.face import Attached, Event
from mlx_model.fields import Json
from mlx_model.runtime.events import Call, End, Logprob, Prefill, Text, Thinking


class Chunks(Protocol):
    """Each event becomes any number of chunks; an End that failed is not given to it."""

    def of(self, event: Event) -> Iterator[Json]: ...


@dataclass
class Progress:
    """The `prompt_progress` of llama.cpp's server."""

    start: float = field(default_factory=time.perf_counter)
    cached: int | None = None

    def of(self, event: Prefill) -> Json:
        """The first event tells what needed no prefill."""
        if self.cached is None:
            self.cached = event.done
        passed = time.perf_counter() - self.start
        return {
            "total": event.total,
            "cache": self.cached,
            "processed": event.done,
            "time_ms": round(passed * 1000, 3),
        }


def call_id() -> str:
    """A new id for a call to a tool."""
    return "call_" + secrets.token_hex(12)


def finish_reason(end: End, called: bool) -> str:
    """OpenAI's words, and `loop`."""
    return "tool_calls" if called and end.reason == "stop" else end.reason


class ChatChunks:
    """Of POST /v1/chat/completions."""

    def __init__(self, heading: Heading, *, logprobs: bool, progress: bool, usage: bool) -> None:
        self._heading, self._logprobs, self._usage = heading, logprobs, usage
        self._progress = Progress() if progress else None
        self._tokens: list[Logprob] = []  # told with the next text
        self._begun = self._called = False

    def of(self, event: Event) -> Iterator[Json]:
        """See Chunks."""
        if not self._begun:
            self._begun = True
            receipts = event.receipts if isinstance(event, Attached) else ()
            more = {"attachments": values.attachments(receipts)} if receipts else {}
            yield self._chunk({"role": "assistant", "content": ""}, more=more)
        match event:
            case Prefill() if self._progress is not None:
                yield self._chunk({}, more={"prompt_progress": self._progress.of(event)})
            case Logprob():
                self._tokens.append(event)
            case Thinking(text):
                yield from self._said("reasoning_content", text)
            case Text(text):
                yield from self._said("content", text)
            case Call():
                yield self._chunk({"tool_calls": [self._call(event)]}, with_logprobs=True)
            case End():
                yield from self._last(event)

    def _said(self, name: str, text: str) -> Iterator[Json]:
        if text:
            yield self._chunk({name: text}, with_logprobs=True)

    def _call(self, piece: Call) -> Json:
        self._called = True
        if piece.name:
            function = {"name": piece.name, "arguments": piece.arguments}
            return {
                "index": piece.index,
                "id": call_id(),
                "type": "function",
                "function": function,
            }
        return {"index": piece.index, "function": {"arguments": piece.arguments}}

    def _last(self, end: End) -> Iterator[Json]:
        reason = finish_reason(end, self._called)
        told = {"timings": values.timings(end)}
        yield self._chunk({}, reason, with_logprobs=True, more=told)
        if self._usage:
            yield self._heading.around(usage=values.usage(end.usage))

    def _chunk(
        self,
        delta: Json,
        reason: str | None = None,
        *,
        with_logprobs: bool = False,
        more: Json | None = None,
    ) -> Json:
        told = None
        if self._logprobs and with_logprobs and self._tokens:
            told, self._tokens = values.chat_logprobs(self._tokens), []
        choice = {"index": 0, "delta": delta, "logprobs": told, "finish_reason": reason}
        return self._heading.around(choice, **_empty_usage(self._usage), **(more or {}))


class TextChunks:
    """Of POST /v1/completions. Thoughts, should there be any, are text like all else."""

    def __init__(self, heading: Heading, *, logprobs: bool, progress: bool, usage: bool) -> None:
        self._heading, self._logprobs, self._usage = heading, logprobs, usage
        self._progress = Progress() if progress else None
        self._tokens: list[Logprob] = []
        self._length = 0  # characters whose logprobs were told

    def of(self, event: Event) -> Iterator[Json]:
        """See Chunks."""
        match event:
            case Prefill() if self._progress is not None:
                yield self._chunk("", prompt_progress=self._progress.of(event))
            case Logprob():
                self._tokens.append(event)
            case Thinking(text) | Text(text) if text:
                yield self._chunk(text)
            case End():
                yield self._chunk("", event.reason, timings=values.timings(event))
                if self._usage:
                    yield self._heading.around(usage=values.usage(event.usage))

    def _chunk(self, text: str, reason: str | None = None, **more: object) -> Json:
        told = None
        if self._logprobs and self._tokens:
            told = values.text_logprobs(self._tokens, self._length)
            self._length += len(
                b"".join(token.text for token in self._tokens).decode(errors="ignore")
            )
            self._tokens = []
        choice = {"index": 0, "text": text, "logprobs": told, "finish_reason": reason}
        return self._heading.around(choice, **_empty_usage(self._usage), **more)


def _empty_usage(wanted: bool) -> dict[str, None]:
    """OpenAI's clients find the field in every chunk, once they asked for it."""
    return {"usage": None} if wanted else {}
