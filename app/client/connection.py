"""Where answers come from: this machine's engine on a Unix socket, or a server by its address."""

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

# Of sockaddr_un on macOS, its closing zero included; Linux allows four more.
LONGEST_SOCKET = 103
_LOCAL_URL = "unix+http://localhost/v1"


class AddressError(ValueError):
    """An address that cannot be meant. The message says what to write instead."""


@dataclass(frozen=True)
class Connection:
    """One place to ask. Make it by `to_engine` or `to_server`, which check what they are given."""

    url: str  # what OpenAI's clients call the base URL: the version is its last part
    socket: Path | None = None  # of the engine; `url` then only names the paths
    key: str = field(default="", repr=False)
    model: str = ""  # "" leaves it to the server
    is_kestrel: bool = False  # it understands what we add to OpenAI's requests

    @classmethod
    def to_engine(cls, socket: Path, model: str = "") -> "Connection":
        """The engine that listens on `socket`."""
        if len(str(socket).encode()) > LONGEST_SOCKET:
            raise AddressError(
                f"{socket} is too long for a Unix socket ({LONGEST_SOCKET} bytes at most); "
                "choose a shorter folder."
            )
        return cls(_LOCAL_URL, socket, model=model, is_kestrel=True)

    @classmethod
    def to_server(
        cls, url: str, key: str = "", model: str = "", *, is_kestrel: bool = False
    ) -> "Connection":
        """Any server that speaks OpenAI's API. An address without a path gets its usual /v1."""
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise AddressError(f"{url!r} is no address; write it like https://host:8000/v1.")
        if parts.username or parts.query or parts.fragment:
            raise AddressError(f"{parts.hostname}: write the address without user, ? and #.")
        if not re.fullmatch(r"[!-~]*", key):
            raise AddressError("The key holds a space or a letter that no key has; copy it again.")
        path = parts.path.rstrip("/") or "/v1"
        return cls(f"{parts.scheme}://{parts.netloc}{path}", None, key, model, is_kestrel)

    @property
    def is_local(self) -> bool:
        """The engine itself: it may read this user's files, and what it is told stays here."""
        return self.socket is not None

    @property
    def leaves_the_machine(self) -> bool:
        """What is sent goes over the network."""
        return self.socket is None and not _loopback(urlsplit(self.url).hostname)

    @property
    def is_readable_on_the_way(self) -> bool:
        """What is sent, the key included, leaves this machine and is not encrypted."""
        parts = urlsplit(self.url)
        return self.socket is None and parts.scheme == "http" and not _loopback(parts.hostname)

    @property
    def name(self) -> str:
        """For people."""
        return "the engine" if self.socket else urlsplit(self.url).netloc

    def endpoint(self, path: str) -> str:
        """The URL of one of the API's paths, such as /chat/completions."""
        return self.url + path

    def beside(self, path: str) -> str:
        """The URL of a path outside the version, such as /health."""
        return re.sub(r"/v\d+$", "", self.url) + path


def _loopback(host: str | None) -> bool:
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
