"""Values out of JSON that a stranger wrote: every field is looked at before it becomes a value.

What a class does not know is passed over, so that files of later versions can be read.
"""

import dataclasses
import json
import math
from functools import lru_cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

from app.chat.errors import StoreError, explained

LARGEST = 1 << 29  # bytes of one file: half a gigabyte of words is more than anyone wrote

Value = TypeVar("Value")


def refuse(where: str, why: str) -> NoReturn:
    raise StoreError(f"This cannot be imported: {where} {why}.", "refused")


def read_text(file: Path) -> str:
    """A stranger's file, whole."""
    with explained(file):
        if not file.is_file():
            refuse(str(file), "is not a file")
        if file.stat().st_size > LARGEST:
            refuse(str(file), f"is larger than {LARGEST >> 20} MB")
        try:
            return file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            refuse(str(file), "is not text in UTF-8")


def read_json(text: str, where: str) -> object:
    """JSON as it is defined: without NaN, and not nested without end."""
    try:
        return json.loads(text, parse_constant=lambda name: refuse(where, f"holds {name}"))
    except json.JSONDecodeError as error:
        refuse(where, f"is not JSON (line {error.lineno}: {error.msg})")
    except (RecursionError, ValueError):
        refuse(where, "is not JSON that can be read")


def fields(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        refuse(where, "is not an object")
    return value


def entries(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        refuse(where, "is not a list")
    return value


def read(kind: type[Value], value: object, where: str, **given: object) -> Value:
    """A value of a dataclass; `given` fields are taken as they are."""
    record = fields(value, where)
    found = dict(given)
    for field in dataclasses.fields(kind):  # pyright: ignore[reportArgumentType]
        if field.name in given:
            continue
        if field.name in record:
            hint = _hints(kind)[field.name]
            found[field.name] = _fit(hint, record[field.name], f"{where}.{field.name}")
        elif field.default is dataclasses.MISSING:
            refuse(where, f"has no “{field.name}”")
    return kind(**found)


def read_plain(kind: type[Value], value: object, where: str) -> Value:
    """A text, a number or a truth."""
    return _fit(kind, value, where)


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


# A type as the interpreter has it, for which the checker knows no name.
def _fit(hint: Any, value: object, where: str) -> Any:  # noqa: ANN401
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        if value is None and NoneType in get_args(hint):
            return None
        return _fit(next(one for one in get_args(hint) if one is not NoneType), value, where)
    if origin is Literal:
        return value if value in get_args(hint) else refuse(where, "is none of the known words")
    if origin is tuple:
        return _fit_all(get_args(hint), entries(value, where), where)
    if dataclasses.is_dataclass(hint):
        assert isinstance(hint, type)
        return read(hint, value, where)
    if hint is float:
        return _number(value, where)
    if hint is int and isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < 1 << 63 else refuse(where, "is too large")
    if hint in (str, bool) and isinstance(value, hint):
        return value
    refuse(where, f"is not of the kind {getattr(hint, '__name__', hint)}")


def _fit_all(hints: tuple[Any, ...], values: list[object], where: str) -> tuple[object, ...]:
    if hints[-1] is Ellipsis:
        hints = (hints[0],) * len(values)
    if len(hints) != len(values):
        refuse(where, f"has {len(values)} entries, not {len(hints)}")
    return tuple(
        _fit(hint, value, f"{where}[{place}]")
        for place, (hint, value) in enumerate(zip(hints, values, strict=True))
    )


def _number(value: object, where: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            if math.isfinite(number := float(value)):
                return number
        except OverflowError:
            pass
    refuse(where, "is not a number")
