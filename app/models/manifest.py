"""What a downloaded folder should hold: kept beside the files, to go on and to repair by."""

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from app.models.catalogue import Source
from app.models.hosts import RemoteFile

MANIFEST = "kestrel-files.json"
PART = ".part"


@dataclass(frozen=True)
class Manifest:
    """`etags` belong to the unfinished files."""

    source: Source
    revision: str
    files: tuple[RemoteFile, ...]
    etags: Mapping[str, str] = field(default_factory=dict)
    whole: tuple[str, ...] = ()  # names of files that were verified

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    def with_etag(self, name: str, etag: str) -> "Manifest":
        """The same; "" forgets it."""
        kept = {key: value for key, value in self.etags.items() if key != name}
        return replace(self, etags={**kept, name: etag} if etag else kept)

    def with_whole(self, name: str) -> "Manifest":
        return replace(self.with_etag(name, ""), whole=tuple(sorted({*self.whole, name})))

    def still_whole(self, former: "Manifest | None") -> "Manifest":
        """The same, with those files as verified that an earlier attempt got and nobody changed."""
        known = {(f.name, f.digest) for f in former.files if f.digest} if former else set()
        kept = former.whole if former else ()
        names = {f.name for f in self.files if (f.name, f.digest) in known}
        same = former is not None and former.revision == self.revision
        return replace(
            self,
            whole=tuple(name for name in kept if name in names),
            etags=former.etags if former is not None and same else {},
        )


def write(folder: Path, manifest: Manifest) -> None:
    """At once or not at all."""
    target = folder / MANIFEST
    beside = folder / (MANIFEST + PART)
    beside.write_text(json.dumps(asdict(manifest), indent=1))
    os.replace(beside, target)


def read(folder: Path) -> Manifest | None:
    """None where there is none, or a damaged one."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        raw = json.loads((folder / MANIFEST).read_text())
        return Manifest(
            Source(**raw["source"]),
            str(raw["revision"]),
            tuple(RemoteFile(**file) for file in raw["files"]),
            dict(raw["etags"]),
            tuple(raw["whole"]),
        )
    return None
