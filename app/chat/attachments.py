"""What was shown in conversations: files named after their content, so that each is kept once."""

import hashlib
import os
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from app.chat.disk import settle
from app.chat.errors import StoreError, explained
from app.chat.message import Part, TextPart
from app.chat.records import Source

PIECE = 1 << 20
DAY_S = 86_400.0
_PART = ".part"


class Attachments(Protocol):
    """Where the parts of a conversation find their bytes. Every method may run in any thread."""

    def keep(self, source: Source, name: str) -> Source:
        """Make it outlive its original; what it is kept as."""
        ...

    def put(self, source: Source) -> dict[str, str]:
        """How a record names it; what is only in memory is kept first."""
        ...

    def get(self, named: dict[str, str]) -> Source: ...


class FolderAttachments:
    """Files in a folder of the store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, source: Source, name: str) -> Path:
        if isinstance(source, Path) and self._holds(source):
            return source
        with explained(self.folder):
            if isinstance(source, bytes):
                target = self._named(hashlib.sha256(source), name)
                self._write(target, source)
                return target
            return self._copy(source, name or source.name)

    def put(self, source: Source) -> dict[str, str]:
        if isinstance(source, bytes):
            source = self.keep(source, "")
        return {"file": source.name} if self._holds(source) else {"path": str(source.absolute())}

    def get(self, named: dict[str, str]) -> Path:
        return self.folder / named["file"] if "file" in named else Path(named["path"])

    def sweep(self, used: set[str]) -> None:
        """Remove what nobody uses; what is younger than a day somebody may be about to use."""
        with explained(self.folder):
            names = os.listdir(self.folder)
        for name in names:
            if name not in used:
                self.remove(name, DAY_S)

    def remove(self, name: str, older_than_s: float) -> None:
        file = self.folder / name
        with explained(file):
            try:
                if file.lstat().st_mtime <= time.time() - older_than_s:
                    file.unlink()
            except FileNotFoundError:
                return  # another process did it

    def _holds(self, file: Path) -> bool:
        return file.parent == self.folder

    def _named(self, digest: "hashlib._Hash", name: str) -> Path:
        return self.folder / (digest.hexdigest() + suffix_of(name))

    def _write(self, target: Path, content: bytes) -> None:
        if not _stands(target, len(content)):
            part = self._part()
            with _fresh(part) as file:
                file.write(content)
            _name(part, target)

    def _copy(self, source: Path, name: str) -> Path:
        """Read once, however large."""
        if source.exists() and not source.is_file():  # a pipe would never end
            raise StoreError(f"{source} is not a file.", "refused")
        part, digest = self._part(), hashlib.sha256()
        with source.open("rb") as original, _fresh(part) as file:
            while piece := original.read(PIECE):
                digest.update(piece)
                file.write(piece)
        target = self._named(digest, name)
        if _stands(target, part.stat().st_size):
            part.unlink()
        else:
            _name(part, target)
        return target

    def _part(self) -> Path:
        return self.folder / (uuid.uuid4().hex + _PART)


class MemoryAttachments:
    """For a chat that leaves no trace: files stay where they are, bytes stay in memory."""

    def __init__(self) -> None:
        self._bytes: dict[str, bytes] = {}

    def keep(self, source: Source, name: str) -> Source:
        return source

    def put(self, source: Source) -> dict[str, str]:
        if isinstance(source, Path):
            return {"path": str(source.absolute())}
        digest = hashlib.sha256(source).hexdigest()
        self._bytes[digest] = source
        return {"memory": digest}

    def get(self, named: dict[str, str]) -> Source:
        return self._bytes[named["memory"]] if "memory" in named else Path(named["path"])


def kept_parts(attachments: Attachments, parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts, with everything they show kept."""
    return tuple(_kept(attachments, part) for part in parts)


def _kept(attachments: Attachments, part: Part) -> Part:
    if isinstance(part, TextPart):
        return part
    name = part.name or (part.source.name if isinstance(part.source, Path) else "")
    source = attachments.keep(part.source, name)
    if isinstance(source, bytes):
        assert not isinstance(part.source, Path), "a file is never kept as bytes"
        return part
    return type(part)(**{**vars(part), "source": source, "name": name})


def suffix_of(name: str) -> str:
    """A harmless suffix: some readers of clips go by it."""
    suffix = Path(name).suffix.lower()
    harmless = suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 10
    return suffix if harmless and suffix != _PART else ""


def _stands(target: Path, size: int) -> bool:
    """Whether it is there whole already; then it counts as new, lest it be swept now."""
    try:
        if target.stat().st_size != size:
            return False
        os.utime(target)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _fresh(path: Path) -> Iterator[BinaryIO]:
    """A new file that only this user can read, on the disk at the end; gone if anything failed."""
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            yield file
            file.flush()
            settle(file.fileno())
    except BaseException:  # also when cancelled: half a file must not stay; raised again
        path.unlink(missing_ok=True)
        raise


def _name(part: Path, target: Path) -> None:
    """Under its own name at once, the name on the disk too."""
    os.replace(part, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        settle(folder)
    finally:
        os.close(folder)
