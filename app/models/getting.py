"""One file from a host that may drop, corrupt, lie or change its mind: whole at last, or a reason.

What has arrived is kept as NAME.part and added to; NAME itself is there only once it was verified.
"""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from app.models.digest import Hash, agrees, hash_for, pieces
from app.models.hosts import RemoteFile
from app.models.manifest import PART
from app.models.wire import Answer, Passing, Unobtainable, Wire

TRIES = 6  # in a row that brought nothing
SPOILED = 3
Etags = dict[str, str]


class Spoiled(Exception):
    """What lies there is worth nothing. The message says why."""


class Getting:
    """Gets files into a folder. `arrived` is told how many bytes came, below 0: were lost."""

    def __init__(
        self,
        wire: Wire,
        folder: Path,
        etags: Etags,
        arrived: Callable[[int], None],
        waits: Callable[[str], None],
        pause_s: float = 1.0,
    ) -> None:
        self._wire, self._folder, self._etags = wire, folder, etags
        self._arrived, self._waits, self._pause_s = arrived, waits, pause_s

    async def get(self, file: RemoteFile, url: str) -> None:
        """Until it is whole.

        Raises:
            Unobtainable: with the reason of the last attempt.
        """
        failures = spoiled = 0
        while True:
            before = self.size_of(file)
            try:
                await self._attempt(file, url)
                return
            except Spoiled as error:
                self._forget(file)
                spoiled += 1
                if spoiled == SPOILED:
                    raise Unobtainable(f"{file.name}: {error}") from error
            except Passing as error:
                failures = 0 if self.size_of(file) > before else failures + 1
                if failures == TRIES:
                    raise Unobtainable(f"{file.name}: {error}") from error
                self._waits(str(error))
                await asyncio.sleep(self._pause_s * min(2**failures, 30))

    def size_of(self, file: RemoteFile) -> int:
        """Bytes of it that lie there."""
        part = self._part(file)
        return part.stat().st_size if part.exists() else 0

    def _part(self, file: RemoteFile) -> Path:
        return self._folder / (file.name + PART)

    def _forget(self, file: RemoteFile) -> None:
        self._arrived(-self.size_of(file))
        self._part(file).unlink(missing_ok=True)
        self._etags.pop(file.name, None)

    async def _attempt(self, file: RemoteFile, url: str) -> None:
        if self.size_of(file) > file.size:
            raise Spoiled("more of it lies there than it has")
        made = hash_for(file)
        if self.size_of(file):
            for piece in pieces(self._part(file)):
                made.update(piece)
                await asyncio.sleep(0)
        if self.size_of(file) < file.size or not self._part(file).exists():
            made = await self._receive(file, url, made)
        if self.size_of(file) < file.size:
            raise Passing("the host stopped before the end")
        if not agrees(file, made):
            raise Spoiled("what arrived is not what the host names")
        await asyncio.to_thread(_settle, self._part(file), self._folder / file.name)
        self._etags.pop(file.name, None)

    async def _receive(self, file: RemoteFile, url: str, made: Hash) -> Hash:
        """Add what is missing; the hash of all that lies there then."""
        have = self.size_of(file)
        headers: dict[str, str] = {}
        if have:
            headers["Range"] = f"bytes={have}-"
            if etag := self._etags.get(file.name):
                headers["If-Range"] = etag
        async with self._wire.get(url, headers) as response:
            if response.status_code == 416:
                raise Spoiled("the host says that it has ended already")
            if response.status_code != 206:
                if have:
                    self._forget(file)
                have, made = 0, hash_for(file)
            else:
                self._check_range(file, have, response)
            if etag := response.headers.get("etag", ""):
                self._etags[file.name] = etag
            with self._part(file).open("ab" if have else "wb") as part:
                async for piece in response.aiter_raw():
                    have += len(piece)
                    if have > file.size:
                        raise Spoiled("the host sends more than it named")
                    part.write(piece)
                    made.update(piece)
                    self._arrived(len(piece))
        return made

    def _check_range(self, file: RemoteFile, have: int, response: Answer) -> None:
        told = response.headers.get("content-range", "")
        if not told.startswith(f"bytes {have}-"):
            raise Spoiled("the host sends another part than was asked for")
        before, now = self._etags.get(file.name), response.headers.get("etag")
        if before and now and before != now:
            raise Spoiled("the host has changed it meanwhile")


def _settle(part: Path, target: Path) -> None:
    with part.open("rb") as content:
        os.fsync(content.fileno())
    os.replace(part, target)
