"""GET over the network, every connection noted before its first byte; for downloads only."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

import httpx

from app.models.hosts import Json
from app.models.network import NetworkLog

Answer: TypeAlias = httpx.Response
HOPS = 6
LONGEST_LIST = 16 << 20  # bytes
HEADERS = {"User-Agent": "Kestrel", "Accept-Encoding": "identity"}


class Unobtainable(Exception):
    """It is not to be had there. The message says why."""


class Passing(Exception):
    """It failed, and may not when it is tried again."""


class Wire:
    """Open one for a download, `close` it after; `silence_s`: the longest pause of a server."""

    def __init__(self, log: NetworkLog, purpose: str, silence_s: float = 20.0) -> None:
        self._log, self._purpose = log, purpose
        timeout = httpx.Timeout(silence_s, connect=min(silence_s, 15.0))
        self._client = httpx.AsyncClient(timeout=timeout, headers=HEADERS)

    async def close(self) -> None:
        await self._client.aclose()

    @asynccontextmanager
    async def get(
        self, url: str, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[Answer]:
        """A success, wherever the host sends us for it, or status 416.

        Raises:
            Passing, Unobtainable: what the host or the network says instead.
        """
        try:
            for _ in range(HOPS):
                contact = self._log.began(urlsplit(url).hostname or "?", self._purpose)
                received = 0
                try:
                    async with self._client.stream("GET", url, headers=headers) as response:
                        try:
                            if not response.has_redirect_location:
                                _check(response)
                                yield response
                                return
                            url = _next(url, response.headers["location"])
                        finally:
                            received = response.num_bytes_downloaded
                finally:
                    self._log.ended(contact, received=received)
        except (httpx.TimeoutException, httpx.TransportError) as error:
            raise Passing(_said(error, url)) from error
        except httpx.InvalidURL as error:
            raise Unobtainable(f"sends to {url[:80]!r}, which is no address") from error
        raise Unobtainable("sends from one address to the next without end")

    async def json(self, url: str) -> Json:
        """Raises Passing, Unobtainable."""
        body = bytearray()
        async with self.get(url) as response:
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > LONGEST_LIST:
                    raise Unobtainable("its list of files has no end")
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Unobtainable("does not answer in JSON") from error


def _next(url: str, location: str) -> str:
    following = urljoin(url, location)
    scheme = urlsplit(following).scheme
    if scheme not in ("http", "https") or (url.startswith("https:") and scheme != "https"):
        raise Unobtainable(f"sends to {following[:80]!r}, where nobody can be trusted")
    return following


def _check(response: Answer) -> None:
    status = response.status_code
    if status in (408, 425, 429) or status >= 500:
        raise Passing(f"answers with status {status}")
    if not 200 <= status < 300 and status != 416:
        missing = "has no such repository or file" if status in (404, 410) else "refuses"
        raise Unobtainable(f"{missing} (status {status})")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Unobtainable("sends something else than was asked for")


def _said(error: Exception, url: str) -> str:
    host = urlsplit(url).hostname
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return f"{host} cannot be reached"
    if isinstance(error, httpx.TimeoutException):
        return f"{host} fell silent"
    return f"the connection to {host} was lost"
