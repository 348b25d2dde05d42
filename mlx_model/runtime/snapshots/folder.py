"""The files in a folder of snapshots: which there are, how many bytes, which go first.

Several processes may share the folder, with one checkpoint or several. Each counts all files
against its budget and removes the longest unused, whosever they are; a file's time of change says
when it was last used. A file that another needs is never removed before that one.
"""

import logging
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mlx_model.runtime.snapshots.format import Label
from mlx_model.runtime.snapshots.writer import SUFFIX, sweep

log = logging.getLogger(__name__)

_NAME = re.compile(r"[0-9a-f]{12}-[0-9a-f]{40}" + re.escape(SUFFIX))


@dataclass
class Entry:
    """A file."""

    nbytes: int
    parent: str = ""  # the file that this one needs
    used: int = 0  # nanoseconds


class Folder:
    """A folder of mode 0700 and the files last seen there."""

    def __init__(self, path: Path) -> None:
        """Make the folder, or make it private.

        Raises:
            OSError: it cannot be made, or belongs to somebody else.
        """
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        info = path.stat()
        if info.st_uid != os.getuid():
            raise PermissionError(f"{path} belongs to another user")
        if info.st_mode & 0o777 != 0o700:
            path.chmod(0o700)
        self.path = path
        self.entries: dict[str, Entry] = {}
        self._changed = -1  # the folder's own time of change when it was last listed
        for name in sweep(path):
            log.info("removed %s, which a killed process had left", name)

    @property
    def nbytes(self) -> int:
        """Bytes of all files."""
        return sum(entry.nbytes for entry in self.entries.values())

    def size(self, names: Iterable[str]) -> int:
        """Bytes of these files."""
        return sum(self.entries[name].nbytes for name in names if name in self.entries)

    def place(self, name: str) -> Path:
        """The file of that name."""
        return self.path / (name + SUFFIX)

    def look(self) -> tuple[list[str], list[str]]:
        """The names that are new since the last look, and those that are gone."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)  # caches get cleaned
        changed = self.path.stat().st_mtime_ns
        if changed == self._changed:
            return [], []
        self._changed = changed
        with os.scandir(self.path) as found:
            sizes = {
                item.name.removesuffix(SUFFIX): item.stat(follow_symlinks=False).st_size
                for item in found
                if _NAME.fullmatch(item.name) and item.is_file(follow_symlinks=False)
            }
        new = [name for name in sizes if name not in self.entries]
        gone = [name for name in self.entries if name not in sizes]
        for name in gone:
            del self.entries[name]
        for name in new:
            self.entries[name] = Entry(sizes[name])
        return new, gone

    def look_again(self, name: str) -> None:
        """Let this file be new at the next look."""
        self.entries.pop(name, None)
        self._changed = -1

    def note(self, label: Label, nbytes: int) -> None:
        """Remember a file and what it needs."""
        self.entries[label.name] = Entry(nbytes, label.parent)

    def touch(self, name: str) -> None:
        """Say that a file was used."""
        try:
            os.utime(self.place(name))
        except OSError as error:
            log.debug("%s cannot be touched: %s", name, error)

    def remove(self, name: str) -> None:
        """Remove a file."""
        self.entries.pop(name, None)
        try:
            self.place(name).unlink(missing_ok=True)
        except OSError as error:
            log.warning("the snapshot %s cannot be removed: %s", name, error)

    def oldest(self, spare: Iterable[str]) -> str | None:
        """The longest unused file that no other needs, besides those to be spared."""
        needed = {entry.parent for entry in self.entries.values()} | set(spare)
        free = [name for name in self.entries if name not in needed]
        return min(free, key=lambda name: self.entries[name].used, default=None)

    def read_times(self) -> None:
        """See when each file was last used, by any process."""
        for name, entry in self.entries.items():
            try:
                entry.used = self.place(name).stat().st_mtime_ns
            except OSError:
                entry.used = 0  # gone or unreadable: the first to be removed
