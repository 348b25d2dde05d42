"""Who may ask, and for what: the difference between the Unix socket and TCP."""

from dataclasses import dataclass
from pathlib import Path

MAX_BODY = 256 << 20  # bytes; pictures and clips travel inside as base64
PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Access:
    """The rules of one listening socket. As it stands: this user's own Unix socket, no files."""

    token: str | None = None  # None: nobody is asked for one
    hosts: frozenset[str] | None = None  # names that a Host header may hold; None: any
    files: tuple[Path, ...] = ()  # folders, resolved, whose files a file: URL may name
    local: bool = True  # a Unix socket, which no browser and no other user reaches
    scratch: Path | None = None  # where clips sent as data lie for a while; None: the system's
    max_body: int = MAX_BODY
    patience: float = PATIENCE  # how long a client may neither read nor send
