"""The values of a conversation as JSON and back, for the database and for export.

Fields are taken as they stand in the classes, so that a new field with a default is kept too and
older records are read without it. What is read here was written here; strangers' files are
checked by `app/chat/checked.py` first.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from app.chat.conversation import ChatSettings, Draft, Reply, Turn
from app.chat.events import End, Receipt, Timings, Usage
from app.chat.message import DocumentPart, ImagePart, Origin, Part, TextPart, VideoPart
from app.chat.settings import Settings

# Where a picture's bytes lie: {"file": name} among the attachments, {"path": …} where the user
# has it, {"memory": …} for a chat that leaves no trace.
Source: TypeAlias = Path | bytes
Put: TypeAlias = Callable[[Source], dict[str, str]]
Get: TypeAlias = Callable[[dict[str, str]], Source]
Record: TypeAlias = dict[str, Any]  # JSON

KINDS: dict[str, type[Part]] = {
    "text": TextPart,
    "image": ImagePart,
    "video": VideoPart,
    "document": DocumentPart,
}
_KIND_OF = {part: kind for kind, part in KINDS.items()}


def dumped(value: object) -> str:
    """As JSON that a database takes: half of a surrogate pair is escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


def loaded(text: str) -> Any:  # noqa: ANN401 (JSON)
    return json.loads(text)


def parts_record(parts: tuple[Part, ...], put: Put) -> list[Record]:
    return [part_record(part, put) for part in parts]


def part_record(part: Part, put: Put) -> Record:
    record: Record = {"kind": _KIND_OF[type(part)], **vars(part)}
    if not isinstance(part, TextPart):
        record["source"] = put(part.source)
    if isinstance(part, ImagePart):
        record["origin"] = None if part.origin is None else vars(part.origin)
    return record


def parts_of(records: list[Record], get: Get) -> tuple[Part, ...]:
    return tuple(_part_of(record, get) for record in records)


def _part_of(record: Record, get: Get) -> Part:
    kind = record.pop("kind")
    if kind == "text":
        return TextPart(**record)
    record["source"] = get(record["source"])
    origin = record.get("origin")
    if origin is not None:
        sides = {"bounds": tuple(origin["bounds"]), "content": tuple(origin["content"])}
        record["origin"] = Origin(**{**origin, **sides})
    return KINDS[kind](**record)


def reply_record(reply: Reply) -> Record:
    end = reply.end
    told = end and {**vars(end), "usage": vars(end.usage), "timings": vars(end.timings)}
    return {**vars(reply), "receipts": [vars(one) for one in reply.receipts], "end": told}


def reply_of(record: Record) -> Reply:
    receipts = tuple(_receipt_of(one) for one in record.pop("receipts"))
    told = record.pop("end")
    end = None
    if told is not None:
        usage, timings = Usage(**told.pop("usage")), Timings(**told.pop("timings"))
        end = End(**told, usage=usage, timings=timings)
    return Reply(**record, receipts=receipts, end=end)


def _receipt_of(record: Record) -> Receipt:
    for field in ("source_size", "seen_size", "times"):
        record[field] = tuple(record[field])
    return Receipt(**record)


def settings_record(settings: ChatSettings) -> Record:
    return {**vars(settings), "settings": vars(settings.settings)}


def settings_of(record: Record) -> ChatSettings:
    return ChatSettings(**{**record, "settings": Settings(**record["settings"])})


def draft_record(draft: Draft, put: Put) -> Record:
    return {**vars(draft), "parts": parts_record(draft.parts, put)}


def draft_of(record: Record, get: Get) -> Draft:
    return Draft(**{**record, "parts": parts_of(record["parts"], get)})


def searchable(turn: Turn) -> str:
    """What a search looks through: the words, and the names of what was shown."""
    return "\n\n".join(
        part.text if isinstance(part, TextPart) else part.name for part in turn.parts
    )
