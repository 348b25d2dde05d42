"""What is checked before a request reaches a route: host, origin, token, size. Plain ASGI.

No answer ever carries a CORS header. A page in a browser is kept out by its Origin, and by its Host
where a foreign name was made to point here (DNS rebinding); a foreign program by the token.
"""

import hmac
import ipaddress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.engine.api.access import Access
from app.engine.api.refusal import Refused

_CLOSE = {"connection": "close"}  # whatever else it sends is not read


class Guard:
    """Stands before an ASGI application."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI wants it."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        try:
            check(_headers(scope), scope["query_string"], self._access)
        except Refused as refused:
            return await refused.response()(scope, receive, send)
        return await self._app(scope, _counted(receive, self._access.max_body), send)


def check(headers: dict[bytes, list[bytes]], query: bytes, access: Access) -> None:
    """Refuse by what stands in the head of a request.

    Raises:
        Refused: a foreign host or origin, no token or a wrong one, a body too large, a query.
    """
    if access.hosts is not None:
        _check_host(headers.get(b"host", []), access.hosts)
    if not access.local and b"origin" in headers:
        raise Refused(403, "Pages of a browser may not ask.", code="origin_refused", headers=_CLOSE)
    if access.token is not None:
        _check_token(headers.get(b"authorization", []), access.token)
    for length in headers.get(b"content-length", []):
        if not length.isdigit() or int(length[:20]) > access.max_body:
            raise too_large(access.max_body)
    if query:
        raise Refused(400, "No query is taken: leave out what follows the ?.", code="unknown_field")


def too_large(limit: int) -> Refused:
    """The refusal of a body."""
    return Refused(
        413,
        f"The body is larger than {limit:,} bytes: send fewer or smaller attachments.",
        code="body_too_large",
        headers=_CLOSE,
    )


def host_name(header: str) -> str:
    """A Host header's name without its port: `[::1]:8080` -> `::1`; "" where it is none."""
    if header.startswith("["):
        name, closed, port = header[1:].partition("]")
        port = port.removeprefix(":") if port.startswith(":") or not port else "x"
        name = name if closed else ""
    else:
        name, _, port = header.partition(":")
    return name.lower().rstrip(".") if not port or port.isdecimal() else ""


def _check_host(found: list[bytes], known: frozenset[str]) -> None:
    name = host_name(found[0].decode("latin-1")) if len(found) == 1 else ""
    if name not in known and not ("*" in known and _is_address(name)):
        raise Refused(
            403,
            "This server is not known by the name in the Host header: use its address.",
            code="host_refused",
            headers=_CLOSE,
        )


def _is_address(name: str) -> bool:
    """A number cannot be made to point elsewhere."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _check_token(found: list[bytes], token: str) -> None:
    scheme, _, given = found[0].partition(b" ") if len(found) == 1 else (b"", b"", b"")
    # Both are compared, in a time that tells nothing of the token.
    right = hmac.compare_digest(given.strip(), token.encode())
    if not right or scheme.lower() != b"bearer":
        raise Refused(
            401,
            "A token is required: send it as Authorization: Bearer TOKEN.",
            code="invalid_api_key",
            headers={**_CLOSE, "www-authenticate": "Bearer"},
        )


def _counted(receive: Receive, limit: int) -> Receive:
    """`receive` that refuses a body once it has grown beyond the limit."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > limit:
                raise too_large(limit)
        return message

    return counted


def _headers(scope: Scope) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.lower(), []).append(value)
    return found
