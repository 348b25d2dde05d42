"""JSON in an answer about a film: lists of events, and the few words of a second look."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.reading.reply import Unread, values_in

SENTENCE = 300  # letters of one event
MANY = 60  # events of one stretch
Schema = Mapping[str, Any]  # Any: a JSON schema

_TIME = {"type": "string", "pattern": r"^[0-9]{2,3}:[0-5][0-9]\.[0-9]{2}$"}
_WORDS = {"type": "string", "maxLength": SENTENCE}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "maxItems": MANY, "items": of}


EVENTS = _list(_object(start=_TIME, end=_TIME, text=_WORDS))
STEPS = _list(_object(time=_TIME, action=_WORDS, place=_WORDS))
_COORDINATE = {"type": "integer", "minimum": 0, "maximum": 1000}
_BOX = {"type": "array", "minItems": 4, "maxItems": 4, "items": _COORDINATE}
BOXES = _list(_object(bbox_2d=_BOX, label={"type": "string", "maxLength": 60}))
LOOK = _object(shown=_WORDS, seen={"type": "string", "enum": ["yes", "no", "unclear"]})
NUMBER = _object(count={"type": "integer", "minimum": 0, "maximum": 9999})


@dataclass(frozen=True)
class Entries:
    """The objects of an answer in its order, and what of it could not be read."""

    objects: tuple[Mapping[str, object], ...]
    unread: tuple[Unread, ...]


def entries_of(text: str) -> Entries:
    """Every object in an answer, be it in a list, inside a list of an object, or alone."""
    values = values_in(text)
    objects: list[Mapping[str, object]] = []
    unread = [value for value in values if isinstance(value, Unread)]
    for value in (value for value in values if not isinstance(value, Unread)):
        for entry in _flat(value):
            if isinstance(entry, dict):
                objects.append(entry)
            else:
                unread.append(Unread(json.dumps(entry, ensure_ascii=False), "no object"))
    if not values and text.strip():
        unread.append(Unread(text.strip(), "an answer in words, not a list"))
    return Entries(tuple(objects), tuple(unread))


def words_in(entry: Mapping[str, object], *names: str) -> str:
    """The first of these keys that holds words, as one line."""
    for name in names:
        value = entry.get(name)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return ""


def unread_entry(entry: Mapping[str, object], reason: str) -> Unread:
    return Unread(json.dumps(entry, ensure_ascii=False), reason)


def _flat(value: object) -> Sequence[object]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        for inner in value.values():
            if isinstance(inner, list) and inner and all(isinstance(e, dict) for e in inner):
                return inner
    return [value]
