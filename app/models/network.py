"""Every connection that the program makes to another machine, in a file that one can read.

Normally it is empty. A line is written when a connection begins, and one more when it ends.
"""

import contextlib
import json
import os
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

# Purposes are kept in English and shown in the user's language (app/ui/settings/network.py).
GETTING = "Getting "  # and the name of a model
ASKING = "Asking an engine on another computer"


@dataclass(frozen=True)
class Contact:
    """One connection. `received` and `sent` are bytes; `ended` is None while it is open."""

    id: str
    began: float
    host: str
    purpose: str
    received: int = 0
    sent: int = 0
    ended: float | None = None


class NetworkLog:
    """Safe to use from any thread; several programs may write to one file."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.Lock()

    def began(self, host: str, purpose: str) -> Contact:
        """Note it before the first byte is sent.

        Raises:
            OSError: it cannot be noted, and so must not be made.
        """
        contact = Contact(uuid.uuid4().hex[:12], self._clock(), host, purpose)
        self._write({"id": contact.id, "at": contact.began, "host": host, "purpose": purpose})
        return contact

    def ended(self, contact: Contact, *, received: int = 0, sent: int = 0) -> None:
        """Note what went over it."""
        line = {"id": contact.id, "ended": self._clock(), "received": received, "sent": sent}
        self._write(line)

    def contacts(self, limit: int = 1000) -> tuple[Contact, ...]:
        """The newest first. A line that is torn is passed over."""
        found: dict[str, Contact] = {}
        with contextlib.suppress(FileNotFoundError):
            for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    _add(found, line)
        return tuple(reversed(found.values()))[:limit]

    def clear(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._path.unlink(missing_ok=True)

    def _write(self, line: dict[str, str | float | int]) -> None:
        with self._lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            target = os.open(self._path, flags, 0o600)
            try:
                os.write(target, (json.dumps(line, ensure_ascii=False) + "\n").encode())
            finally:
                os.close(target)


def _add(found: dict[str, Contact], line: str) -> None:
    told = json.loads(line)
    name = str(told["id"])
    if "host" in told:
        found[name] = Contact(name, float(told["at"]), str(told["host"]), str(told["purpose"]))
    else:
        found[name] = replace(
            found[name],
            ended=float(told["ended"]),
            received=int(told["received"]),
            sent=int(told["sent"]),
        )
