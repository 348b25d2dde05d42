"""The body of a request: read within bounds, and JSON in the strict sense of RFC 8259."""

import asyncio
import json
import math
from email.message import Message
from typing import Any

from starlette.requests import ClientDisconnect, Request

from app.engine.api.refusal import Refused

MAX_DEPTH = 64
_LARGEST = 2**64  # whole numbers stay below it in size


async def read_body(request: Request, patience: float) -> bytes:
    """The whole body; the guard counts its bytes while they come.

    Raises:
        Refused: it is no JSON by its header, or stops coming for `patience` seconds.
    """
    _check_type(request.headers.get("content-type", ""))
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(415, "A Content-Encoding is not taken: send the body as it is.")
    pieces: list[bytes] = []
    stream = aiter(request.stream())
    try:
        while True:
            async with asyncio.timeout(patience):
                pieces.append(await anext(stream))
    except StopAsyncIteration:
        return b"".join(pieces)
    except TimeoutError as error:
        raise Refused(
            408, "The body stopped coming: send it again.", headers={"connection": "close"}
        ) from error
    except ClientDisconnect as error:
        raise Refused(400, "The connection closed before the body was whole.") from error


def parse(body: bytes) -> dict[str, Any]:
    """A JSON object. Any: what a stranger sent is unknown until it is validated.

    Raises:
        Refused: no JSON, no object, too deep, a repeated name, a number or a text that cannot be.
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_finite,
            object_pairs_hook=_unrepeated,
        )
    except UnicodeDecodeError as error:
        raise _bad(f"it is not UTF-8 (byte {error.start})") from error
    except RecursionError as error:
        raise _bad(f"it is nested deeper than {MAX_DEPTH} levels") from error
    except ValueError as error:  # JSONDecodeError, and whole numbers of thousands of digits
        raise _bad(str(error)) from error
    if not isinstance(value, dict):
        raise _bad("it must be an object")
    _walk(value)
    return value


def _check_type(header: str) -> None:
    message = Message()
    message["content-type"] = header
    kind, charset = message.get_content_type(), message.get_param("charset", "utf-8")
    if not header or kind != "application/json":
        found = repr(header) if header else "nothing"
        raise Refused(415, f"The content type must be application/json; {found} was sent.")
    if str(charset).lower() not in ("utf-8", "utf8"):
        raise Refused(415, f"The charset must be utf-8; {charset!r} was sent.")


def _walk(value: object) -> None:
    """Without recursion, since what is walked may be as deep as the parser allows."""
    left: list[tuple[object, int]] = [(value, 1)]
    while left:
        value, depth = left.pop()
        if depth > MAX_DEPTH:
            raise _bad(f"it is nested deeper than {MAX_DEPTH} levels")
        if isinstance(value, dict):
            left += [(name, depth) for name in value]
            left += [(inner, depth + 1) for inner in value.values()]
        elif isinstance(value, list):
            left += [(inner, depth + 1) for inner in value]
        elif isinstance(value, str):
            _check_text(value)
        elif isinstance(value, int) and abs(value) >= _LARGEST:
            raise _bad("a whole number in it has more than 64 bits")


def _check_text(text: str) -> None:
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise _bad("a text in it holds half of a surrogate pair") from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"the number {text[:40]} is too large")
    return value


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice!r} stands twice in one object")
    return found


def _bad(reason: str) -> Refused:
    return Refused(400, f"The body is no JSON that can be taken: {reason}.", code="invalid_json")
