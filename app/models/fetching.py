"""All files of a checkpoint into one folder: from the cache, or from the first host that can."""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.catalogue import HostName, Source
from app.models.digest import agrees, hash_for, pieces
from app.models.getting import Etags, Getting
from app.models.hosts import Host, RemoteFile, StrangeListing
from app.models.hub_cache import blob, take
from app.models.manifest import PART, Manifest, read, write
from app.models.network import GETTING, NetworkLog
from app.models.progress import Meter
from app.models.wire import Passing, Unobtainable, Wire

SPARE = 256 << 20  # bytes of the disk that are left alone
ASKS = 3


@dataclass(frozen=True)
class Means:
    """What a download works with; a test gives it a host of its own and less patience."""

    log: NetworkLog
    hosts: Mapping[HostName, Host]
    cache: Path | None = None  # Hugging Face's, to take from
    silence_s: float = 20.0
    pause_s: float = 1.0


class NoRoom(Exception):
    """The disk is too full. The message says by how much."""


class Fetching:
    """One run of a download."""

    def __init__(
        self, folder: Path, name: str, means: Means, meter: Meter, *, is_repair: bool
    ) -> None:
        self._folder, self._means, self._meter = folder, means, meter
        self._purpose = GETTING + name
        self._is_repair = is_repair

    async def from_any(self, sources: Sequence[Source]) -> None:
        """Get it whole.

        Raises:
            Unobtainable: what each source said.
            NoRoom: with the numbers.
        """
        if self._is_repair and await self._is_sound():
            return
        reasons: list[str] = []
        for source in sources:
            wire = Wire(self._means.log, self._purpose, self._means.silence_s)
            try:
                await self._from(source, self._means.hosts[source.host], wire)
                return
            except (Unobtainable, StrangeListing) as error:
                said = str(error)
                reasons.append(said if source.host in said else f"{source.host}: {said}")
            finally:
                await wire.close()
        raise Unobtainable("; ".join(reasons) or "There is nowhere to get it from.")

    async def _is_sound(self) -> bool:
        """Nobody needs to be asked if all is as it was."""
        manifest = read(self._folder)
        if manifest is None:
            return False
        self._meter.total = manifest.size
        self._meter.enter("checking")
        sound = True
        for file in manifest.files:
            sound = await self._is_whole(file) and sound
        return sound

    async def _from(self, source: Source, host: Host, wire: Wire) -> None:
        self._meter.enter("asking")
        revision = host.revision(await self._ask(wire, host.revision_url(source.repository)))
        files = host.files(await self._ask(wire, host.listing_url(source.repository, revision)))
        former = read(self._folder)
        manifest = Manifest(source, revision, files).still_whole(former)
        self._drop_strangers(manifest, former)
        missing = await self._missing(manifest)
        etags: Etags = dict(manifest.etags)
        getting = Getting(
            wire, self._folder, etags, self._meter.arrived, self._waits, self._means.pause_s
        )
        have = sum(getting.size_of(file) for file in missing)
        self._meter.done = manifest.size - sum(file.size for file in missing) + have
        self._check_room(sum(file.size for file in missing) - have)
        self._meter.enter("getting")
        for file in missing:
            try:
                if not await self._taken(source.repository, file, getting):
                    url = host.file_url(source.repository, revision, file.name)
                    await getting.get(file, url)
                manifest = manifest.with_whole(file.name)
            finally:
                for name, etag in etags.items():
                    manifest = manifest.with_etag(name, etag)
                write(self._folder, manifest)

    async def _ask(self, wire: Wire, url: str) -> object:
        for attempt in range(ASKS):
            try:
                return await wire.json(url)
            except Passing as error:
                if attempt == ASKS - 1:
                    raise Unobtainable(str(error)) from error
                self._waits(str(error))
                await asyncio.sleep(self._means.pause_s * 2**attempt)
        raise AssertionError("unreachable")

    def _waits(self, reason: str) -> None:
        self._meter.enter("waiting", reason)

    def _drop_strangers(self, manifest: Manifest, former: Manifest | None) -> None:
        """What has arrived of a file that has changed since cannot be gone on with."""
        known = {file.name: file.digest for file in former.files} if former else {}
        for file in manifest.files:
            if known.get(file.name, file.digest) != file.digest:
                (self._folder / (file.name + PART)).unlink(missing_ok=True)

    async def _missing(self, manifest: Manifest) -> list[RemoteFile]:
        """Files that have to be got; after a download that was cut off, sizes have to do."""
        self._meter.total, self._meter.done = manifest.size, 0
        if self._is_repair:
            self._meter.enter("checking")
            return [file for file in manifest.files if not await self._is_whole(file)]
        return [
            file
            for file in manifest.files
            if file.name not in manifest.whole or _size(self._folder / file.name) != file.size
        ]

    async def _is_whole(self, file: RemoteFile) -> bool:
        path = self._folder / file.name
        if _size(path) != file.size:
            return False
        made = hash_for(file)
        for piece in pieces(path):
            made.update(piece)
            self._meter.counts(len(piece))
            await asyncio.sleep(0)
        return agrees(file, made)

    def _check_room(self, wanted: int) -> None:
        free = shutil.disk_usage(self._folder).free
        if wanted + SPARE > free:
            raise NoRoom(
                f"It needs {_gigabytes(wanted + SPARE)} more, and {_gigabytes(free)} are free on "
                "the disk: make room and try again."
            )

    async def _taken(self, repository: str, file: RemoteFile, getting: Getting) -> bool:
        """Whether Hugging Face's cache held it, whole."""
        cache = self._means.cache
        found = blob(cache, repository, file) if cache is not None else None
        if found is None:
            return False
        await asyncio.to_thread(take, found, self._folder / file.name)
        had, before = getting.size_of(file), self._meter.done
        sound = await self._is_whole(file)
        self._meter.done = before + (file.size - had if sound else 0)
        name = self._folder / (file.name + PART)
        (name if sound else self._folder / file.name).unlink(missing_ok=True)
        return sound


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def _gigabytes(nbytes: int) -> str:
    return f"{nbytes / 1e9:.1f} GB"
