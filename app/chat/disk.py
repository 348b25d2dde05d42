"""Bytes on the disk itself, not in its cache."""

import fcntl
import os
from contextlib import suppress


def settle(handle: int) -> None:
    """On a Mac a plain fsync leaves them in the drive's own cache; not every disk can do more."""
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is not None:
        with suppress(OSError):
            fcntl.fcntl(handle, full)
            return
    os.fsync(handle)
