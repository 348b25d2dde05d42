"""What is asked, and its form on the wire.

To a server that is no Kestrel only what OpenAI's API knows is sent; the engine on this machine gets
the paths of files, all others their bytes.
"""

import base64
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from app.chat.document import NoDocument, document_text
from app.chat.message import DocumentPart, ImagePart, Message, Part, TextPart, VideoPart
from app.chat.settings import Settings
from app.client.connection import Connection

Json: TypeAlias = dict[str, Any]  # Any: what json.dumps takes
MOST = 180 * 2**20  # bytes of one attachment: as base64 about what our server takes

MAGIC = (
    (b"\x89PNG", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"BM", 0, "image/bmp"),
    (b"II*\x00", 0, "image/tiff"),
    (b"MM\x00*", 0, "image/tiff"),
)


class Unsendable(Exception):
    """An attachment cannot be sent. The message says why, and what to do."""


@dataclass(frozen=True)
class Request:
    """One question with all that was said before it."""

    messages: tuple[Message, ...]
    settings: Settings = Settings()
    schema: Mapping[str, Any] | None = None  # of JSON: the answer has to be of this form
    urgent: bool = False  # the quick ask's lane
    keep: Literal["disk", "memory", "nothing"] = "disk"  # where the engine may keep snapshots
    warm: bool = True  # the engine may work ahead when it is idle


def body(request: Request, connection: Connection) -> bytes:
    """A streamed chat completion. Raises Unsendable."""
    settings = request.settings
    wanted: Json = {
        "model": connection.model or "default",
        "messages": [_message(message, connection) for message in request.messages],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": settings.max_tokens,
    }
    for name in ("temperature", "seed", "top_p", "presence_penalty"):
        if getattr(settings, name) is not None:
            wanted[name] = getattr(settings, name)
    if request.schema is not None:
        form = {"name": "answer", "schema": request.schema, "strict": True}
        wanted["response_format"] = {"type": "json_schema", "json_schema": form}
    if connection.is_kestrel:
        wanted |= _additions(request)
    text = json.dumps(wanted, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")  # half a surrogate pair: "?"


def _additions(request: Request) -> Json:
    top_k = request.settings.top_k
    return {
        **({} if top_k is None else {"top_k": top_k}),
        "chat_template_kwargs": {"enable_thinking": request.settings.think},
        "return_progress": True,
        "priority": "urgent" if request.urgent else "normal",
        "snapshots": request.keep,
        "warm": request.warm,
    }


def _message(message: Message, connection: Connection) -> Json:
    """Words alone go as one string: some servers take no parts but from the user."""
    parts = [_worded(part) for part in message.parts]
    if all(isinstance(part, TextPart) for part in parts):
        text = "".join(part.text for part in parts if isinstance(part, TextPart))
        return {"role": message.role, "content": text}
    return {"role": message.role, "content": [_part(part, connection) for part in parts]}


def _worded(part: Part) -> TextPart | ImagePart | VideoPart:
    if not isinstance(part, DocumentPart):
        return part
    try:
        return TextPart(document_text(part))
    except NoDocument as error:
        raise Unsendable(str(error)) from error


def _part(part: TextPart | ImagePart | VideoPart, connection: Connection) -> Json:
    if isinstance(part, TextPart):
        return {"type": "text", "text": part.text}
    if isinstance(part, VideoPart):
        return {"type": "video_url", "video_url": clip(part, connection)}
    shown: Json = {"url": _url(part.source, connection)}
    if part.name and connection.is_kestrel:
        shown["name"] = part.name
    return {"type": "image_url", "image_url": shown}


def clip(part: VideoPart, connection: Connection) -> Json:
    """A clip on the wire, and how it is to be sampled. Raises Unsendable."""
    asked: Json = {"start": part.start or None, "end": part.end, "fps": part.fps}
    asked["max_tokens"] = part.max_tokens
    asked = {name: value for name, value in asked.items() if value is not None}
    if asked and not connection.is_kestrel:
        raise Unsendable(
            f"{connection.name} takes clips only as they are; set range, rate and budget of "
            f"{part.name or part.source.name} back to automatic, or cut the file."
        )
    if part.name and connection.is_kestrel:
        asked["name"] = part.name
    return {"url": _url(part.source, connection), **asked}


def _url(source: Path | bytes, connection: Connection) -> str:
    if isinstance(source, Path) and connection.is_local:
        return source.absolute().as_uri()
    data = _read(source, connection) if isinstance(source, Path) else source
    kind = _kind(data, source.name if isinstance(source, Path) else "")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _read(path: Path, connection: Connection) -> bytes:
    try:
        if path.stat().st_size > MOST:
            raise Unsendable(
                f"{path.name} is larger than {MOST // 2**20} MB, too large to send to "
                f"{connection.name}; cut out the part you mean."
            )
        return path.read_bytes()
    except OSError as error:
        raise Unsendable(f"{path} cannot be read: {error.strerror or error}.") from error


def _kind(data: bytes, name: str) -> str:
    for magic, at, kind in MAGIC:
        if data[at : at + len(magic)] == magic:
            return kind
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
