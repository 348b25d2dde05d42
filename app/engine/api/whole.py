"""Events gathered to an answer in one piece."""

from dataclasses import dataclass, field
from typing import Any

from app.engine.api import values
from app.engine.api.chunks import call_id, finish_reason
from app.engine.api.values import Heading
from app.engine.face import Attached, Event
from mlx_model.fields import Json
from mlx_model.inputs.receipt import Receipt
from mlx_model.runtime.events import Call, End, Logprob, Text, Thinking


@dataclass
class Gathered:
    """Everything that was told, until `end` is set."""

    texts: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    calls: dict[int, list[Call]] = field(default_factory=dict)
    tokens: list[Logprob] = field(default_factory=list)
    receipts: tuple[Receipt, ...] = ()
    end: End | None = None

    def take(self, event: Event) -> None:
        """One more event."""
        match event:
            case Attached(receipts):
                self.receipts = receipts
            case Text(text):
                self.texts.append(text)
            case Thinking(text):
                self.thoughts.append(text)
            case Call():
                self.calls.setdefault(event.index, []).append(event)
            case Logprob():
                self.tokens.append(event)
            case End():
                self.end = event


def chat_answer(told: Gathered, heading: Heading, logprobs: bool) -> Json:
    """Of POST /v1/chat/completions."""
    assert told.end is not None
    text, calls = "".join(told.texts), [_call(told.calls[index]) for index in sorted(told.calls)]
    message: dict[str, Any] = {"role": "assistant", "content": text or (None if calls else "")}
    message["refusal"] = None
    if told.thoughts:
        message["reasoning_content"] = "".join(told.thoughts)
    if calls:
        message["tool_calls"] = calls
    choice = {
        "index": 0,
        "message": message,
        "logprobs": values.chat_logprobs(told.tokens) if logprobs else None,
        "finish_reason": finish_reason(told.end, bool(calls)),
    }
    return heading.around(choice, **_end(told, told.end))


def text_answer(told: Gathered, heading: Heading, logprobs: bool) -> Json:
    """Of POST /v1/completions."""
    assert told.end is not None
    choice = {
        "index": 0,
        "text": "".join(told.thoughts + told.texts),
        "logprobs": values.text_logprobs(told.tokens, 0) if logprobs else None,
        "finish_reason": told.end.reason,
    }
    return heading.around(choice, **_end(told, told.end))


def _end(told: Gathered, end: End) -> dict[str, Any]:
    more: dict[str, Any] = {"usage": values.usage(end.usage), "timings": values.timings(end)}
    if told.receipts:
        more["attachments"] = values.attachments(told.receipts)
    return more


def _call(pieces: list[Call]) -> Json:
    name, arguments = "", ""
    for piece in pieces:
        name, arguments = name + piece.name, arguments + piece.arguments
    function = {"name": name, "arguments": arguments}
    return {"id": call_id(), "type": "function", "function": function}
