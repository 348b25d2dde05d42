"""A text to be continued, and where either kind of question is posted."""

import json
from dataclasses import dataclass
from typing import Any

from app.chat.settings import Settings
from app.client.connection import Connection
from app.client.request import Request, Unsendable, body


@dataclass(frozen=True)
class Prompt:
    """It is given to the model as it stands."""

    text: str
    settings: Settings = Settings()


def sent(asked: Request | Prompt, connection: Connection) -> tuple[str, bytes]:
    """The path and what is posted there. Raises Unsendable."""
    if isinstance(asked, Request):
        return "/chat/completions", body(asked, connection)
    if not asked.text:
        raise Unsendable("There is no text to continue; write its beginning.")
    return "/completions", _completion(asked, connection)


def _completion(asked: Prompt, connection: Connection) -> bytes:
    settings = asked.settings
    wanted: dict[str, Any] = {  # Any: what json.dumps takes
        "model": connection.model or "default",
        "prompt": asked.text,
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": settings.max_tokens,
    }
    for name in ("temperature", "seed", "top_p", "presence_penalty"):
        if getattr(settings, name) is not None:
            wanted[name] = getattr(settings, name)
    if connection.is_kestrel:
        wanted["return_progress"] = True
        if settings.top_k is not None:
            wanted["top_k"] = settings.top_k
    text = json.dumps(wanted, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")  # half a surrogate pair: "?"
