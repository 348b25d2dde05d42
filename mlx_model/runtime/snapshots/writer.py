"""The thread that writes files, so that the model's thread waits for no disk.

It sees bytes only, never an array of MLX. A file comes to stand under its name whole or not at
all: written under another name, locked meanwhile, synced, then renamed. The lock tells a living
writer's file from what a killed one left: process ids are given out anew, locks end with their
holder.
"""

import fcntl
import itertools
import os
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from mlx_model.runtime.snapshots.format import Draft

SUFFIX = ".safetensors"
PART = ".part"

_numbers = itertools.count()


@dataclass(frozen=True)
class Written:
    """How writing a file ended."""

    name: str
    nbytes: int
    error: Exception | None


class Writer:
    """One thread, started by the first draft; files are written in the order given."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drafts: SimpleQueue[Draft | None] = SimpleQueue()
        self._written: deque[Written] = deque()
        self._changed = threading.Condition()
        self._sizes: dict[str, int] = {}  # of what was given and is not yet written
        self._thread: threading.Thread | None = None

    @property
    def nbytes(self) -> int:
        """Bytes given and not yet written."""
        with self._changed:
            return sum(self._sizes.values())

    def give(self, draft: Draft) -> None:
        """Write this file."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="snapshots", daemon=True)
            self._thread.start()
        with self._changed:
            self._sizes[draft.label.name] = draft.nbytes
        self._drafts.put(draft)

    def results(self) -> list[Written]:
        """What has ended since the last call."""
        return [self._written.popleft() for _ in range(len(self._written))]

    def wait(self, seconds: float) -> bool:
        """Wait until all is written, or no longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._sizes, seconds)

    def close(self, seconds: float) -> bool:
        """Write what was given, then end the thread; False if that takes longer."""
        if self._thread is None:
            return True
        self._drafts.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while draft := self._drafts.get():
            error = None
            try:
                write(self._folder, draft)
            except Exception as caught:  # whatever it is, the owner must hear of it
                error = caught
            with self._changed:
                name = draft.label.name
                self._written.append(Written(name, self._sizes.pop(name, 0), error))
                self._changed.notify_all()
            del draft  # its bytes, while waiting for the next


def write(folder: Path, draft: Draft) -> None:
    """Write one file, whole or not at all.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    part, file = open_part(folder, draft.label.name)
    try:
        with file:
            for chunk in draft.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            part.rename(folder / (draft.label.name + SUFFIX))
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def open_part(folder: Path, name: str) -> tuple[Path, BinaryIO]:
    """A new file of mode 0600, locked, to be renamed when it is whole."""
    while True:
        part = folder / f".{name}.{os.getpid()}-{next(_numbers)}{PART}"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        file = os.fdopen(descriptor, "wb")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return part, file
        file.close()  # another process swept it away before it was locked


def sweep(folder: Path) -> list[str]:
    """Remove what killed writers left; the names."""
    swept = []
    for part in folder.glob(f".*{PART}"):
        try:
            descriptor = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            continue  # renamed or removed meanwhile
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink(missing_ok=True)
            swept.append(part.name)
        except BlockingIOError:
            pass  # its writer lives
        finally:
            os.close(descriptor)
    return swept
