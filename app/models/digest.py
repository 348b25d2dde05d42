"""Is a file what its host says it is?"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from app.models.hosts import RemoteFile

PIECE = 1 << 20


class Hash(Protocol):
    """Of hashlib."""

    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


def hash_for(file: RemoteFile) -> Hash:
    """An empty one of the kind by which the host names the content."""
    if file.kind == "git":
        return hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    return hashlib.sha256()


def agrees(file: RemoteFile, made: Hash) -> bool:
    """True too where the host names no digest: then its size has to do."""
    return not file.digest or made.hexdigest() == file.digest


def pieces(path: Path) -> Iterator[bytes]:
    """The content, so that one may stop in between."""
    with path.open("rb") as content:
        while piece := content.read(PIECE):
            yield piece
