"""Who is writing replies just now: one locked file per open store.

The system lets go of the lock when a process dies, however it dies, so that a reply without an end
is known to be an orphan or to be written by somebody else at this moment.
"""

import fcntl
import os
import time
import uuid
from pathlib import Path

_FRESH_S = 60.0  # one that young may just not be locked yet


class Writer:
    """This store's own sign of life."""

    def __init__(self, folder: Path) -> None:
        self.token = uuid.uuid4().hex
        folder.mkdir(mode=0o700, exist_ok=True)
        _clear_away_the_dead(folder)
        self._file = folder / self.token
        self._handle = os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._closed = False

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._file.unlink(missing_ok=True)
            os.close(self._handle)

    def is_alive(self, token: str) -> bool:
        """Whether the store of that token is still open somewhere."""
        return token == self.token or _is_locked(self._file.with_name(token))


def _is_locked(file: Path) -> bool:
    try:
        handle = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _clear_away_the_dead(folder: Path) -> None:
    before = time.time() - _FRESH_S
    for file in folder.iterdir():
        try:
            if file.stat().st_mtime < before and not _is_locked(file):
                file.unlink()
        except FileNotFoundError:
            continue  # it was closed meanwhile
