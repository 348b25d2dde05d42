"""The engine's values as the JSON that goes over the wire."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.engine.face import Measured, ModelCard, Status
from mlx_model.fields import Json
from mlx_model.inputs.receipt import Receipt
from mlx_model.inputs.strip import Strip
from mlx_model.runtime.events import End, Logprob, Timings, Usage

_NEVER = -9999.0  # JSON has no minus infinity; OpenAI writes this


@dataclass(frozen=True)
class Heading:
    """What every chunk of one answer begins with."""

    id: str
    kind: str  # OpenAI calls it `object`
    created: int  # seconds since 1970
    model: str

    def around(self, *choices: Json, **more: object) -> dict[str, Any]:
        """One JSON object of the answer."""
        told = {"id": self.id, "object": self.kind, "created": self.created, "model": self.model}
        return {**told, "choices": list(choices), **more}


def attachments(receipts: Iterable[Receipt]) -> list[Json]:
    """What the model sees, in order of appearance."""
    return [
        {
            "name": receipt.name,
            "kind": receipt.kind,
            "source_size": list(receipt.source_size),
            "seen_size": list(receipt.seen_size),
            "times": list(receipt.times),
            "visual_tokens": receipt.visual_tokens,
            "sentence": receipt.sentence(),
        }
        for receipt in receipts
    ]


def usage(counted: Usage) -> Json:
    """As OpenAI counts."""
    return {
        "prompt_tokens": counted.prompt_tokens,
        "completion_tokens": counted.completion_tokens,
        "total_tokens": counted.prompt_tokens + counted.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": counted.cached_tokens},
        "completion_tokens_details": {"reasoning_tokens": counted.reasoning_tokens},
    }


def timings(end: End) -> Json:
    """As llama.cpp's server names them, and the time to the first token."""
    took: Timings = end.timings
    return {
        "cache_n": end.usage.cached_tokens,
        "prompt_n": took.prefilled,
        "prompt_ms": took.prefill_s * 1000,
        "prompt_per_second": took.prefill_tps,
        "predicted_n": end.usage.completion_tokens,
        "predicted_ms": took.decode_s * 1000,
        "predicted_per_second": took.decode_tps,
        "first_token_ms": took.first_token_s * 1000,
        "draft_n": took.drafted,
        "draft_n_accepted": took.accepted,
    }


def chat_logprobs(tokens: Sequence[Logprob]) -> Json:
    """OpenAI's form; those of thoughts stand apart, as their text does."""
    content = [_chat_logprob(token) for token in tokens if not token.thinking]
    thoughts = [_chat_logprob(token) for token in tokens if token.thinking]
    return {"content": content, "refusal": None, "reasoning_content": thoughts}


def text_logprobs(tokens: Sequence[Logprob], before: int) -> Json:
    """The older form of raw completions; `before` characters were told already."""
    offsets, seen = [], b""
    for token in tokens:
        offsets.append(before + len(seen.decode("utf-8", "ignore")))
        seen += token.text
    return {
        "tokens": [_word(token.text) for token in tokens],
        "token_logprobs": [_finite(token.logprob) for token in tokens],
        "top_logprobs": [
            {_word(text): _finite(logprob) for _, text, logprob in token.top} for token in tokens
        ],
        "text_offset": offsets,
    }


def model(card: ModelCard) -> Json:
    """OpenAI's form, and what one may want to know before choosing."""
    return {
        "id": card.id,
        "object": "model",
        "created": card.created,
        "owned_by": "local",
        "loaded": card.loaded,
        "sees": card.sees,
        "chats": card.chats,
        "context": card.context,
    }


def measured(found: Measured) -> Json:
    """What an order would cost."""
    return {
        "attachments": attachments(found.receipts),
        "prompt_tokens": found.prompt_tokens,
        "cached_tokens": found.cached_tokens,
        "bytes_needed": found.bytes_needed,
        "bytes_free": found.bytes_free,
    }


def frames(strip: Strip) -> Json:
    """The frames of a clip that would be sent."""
    shown = zip(strip.receipt.times, strip.frames, strict=True)
    return {
        "attachment": attachments([strip.receipt])[0],
        "frames": [{"time": time, "jpeg": base64.b64encode(jpeg).decode()} for time, jpeg in shown],
    }


def status(found: Status) -> Json:
    """The engine's own words."""
    return {**asdict(found), "memory": dict(found.memory)}


def _chat_logprob(token: Logprob) -> Json:
    alternatives = [
        {"token": _text(text), "logprob": _finite(logprob), "bytes": list(text)}
        for _, text, logprob in token.top
    ]
    return {
        "token": _text(token.text),
        "logprob": _finite(token.logprob),
        "bytes": list(token.text),
        "top_logprobs": alternatives,
    }


def _text(token: bytes) -> str:
    return token.decode("utf-8", "replace")


def _word(token: bytes) -> str:
    """As OpenAI writes tokens that are only part of a letter, so that they stay apart as keys."""
    try:
        return token.decode("utf-8")
    except UnicodeDecodeError:
        return "bytes:" + "".join(f"\\x{byte:02x}" for byte in token)


def _finite(logprob: float) -> float:
    return logprob if logprob > _NEVER else _NEVER  # NaN, too
