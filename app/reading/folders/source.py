"""One file as lines of text, or the reason why it is none."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from app.chat.document import decoded
from app.chat.kinds import HEAD, kind_of
from app.reading.folders.names import cleaned
from app.reading.folders.secrets import secret_in
from app.reading.folders.walking import Found, Skipped

LARGEST = 1 << 20  # bytes of a file; what people write themselves is smaller
LONGEST = 2000  # letters of a line; longer ones are made by machines
_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n\r"
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\f\x1b")) + b"\x7f"
_CONTROL = re.compile(b"[" + re.escape(_CONTROLS) + b"]")
LEAST_PLAIN = 0.7  # of the bytes of a text in an old encoding
_KINDS = {
    "image": "a picture",
    "video": "a film",
    "audio": "a sound",
    "pdf": "a PDF",
    "office": "an office document",
    "archive": "an archive",
    "raw": "a photograph",
    "heic": "a picture",
    "photoshop": "a picture",
}


@dataclass(frozen=True)
class Source:
    """A file's lines, counted from 1 as editors do, without controls and without line ends."""

    path: str
    lines: tuple[str, ...]
    size: int  # bytes of the file
    encoding: str = "UTF-8"
    shortened: int = 0  # lines that were cut at LONGEST letters


def read_source(found: Found, *, secrets: bool = False) -> Source | Skipped:
    """Read a file; `secrets`: even if it looks as if it held one."""
    if found.size > LARGEST:
        return Skipped(found.path, "too large", f"{found.size:,} bytes, more than {LARGEST:,}")
    try:
        content = _read(found.place)
    except OSError as error:
        return Skipped(found.path, "unreadable", f"cannot be read: {error.strerror or error}")
    if len(content) > LARGEST:
        return Skipped(found.path, "too large", f"grown beyond {LARGEST:,} bytes")
    text, encoding = _text(content)
    if text is None:
        return Skipped(found.path, "binary", _why_none(content, found.path))
    return _source(found, text, encoding, secrets=secrets)


def _source(found: Found, text: str, encoding: str, *, secrets: bool) -> Source | Skipped:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    secret = None if secrets else secret_in(lines)
    if secret is not None:
        words = f"line {secret.line} looks like {secret.what}"
        return Skipped(found.path, "secret", words)
    shortened = sum(len(line) > LONGEST for line in lines)
    whole = tuple(_shortened(cleaned(line)) for line in lines)
    return Source(found.path, whole, found.size, encoding, shortened)


def _is_plain(content: bytes) -> bool:
    plain = len(content) - len(content.translate(None, _PLAIN))
    return plain >= LEAST_PLAIN * len(content)


def _why_none(content: bytes, path: str) -> str:
    """What it is, where its beginning tells; else why it is no text: a single control character may
    be all that is wrong with it.
    """
    known = _KINDS.get(kind_of(content[:HEAD], path))
    control = _CONTROL.search(content)
    if known or control is None or not _is_plain(content):
        return known or "no text"
    line = content.count(b"\n", 0, control.start()) + 1
    return f"no text: the control character 0x{control[0][0]:02x} stands in line {line:,}"


def _shortened(line: str) -> str:
    if len(line) <= LONGEST:
        return line
    return f"{line[:LONGEST]} … and {len(line) - LONGEST:,} letters more"


def _read(place: Path) -> bytes:
    """Neither follows a link that came meanwhile, nor waits at a pipe."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with open(os.open(place, flags), "rb") as file:
        return file.read(LARGEST + 1)


def _text(content: bytes) -> tuple[str | None, str]:
    text = decoded(content)
    if text is not None:
        wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        return text.removeprefix("\ufeff"), "UTF-16" if wide else "UTF-8"
    if content.translate(None, _CONTROLS) != content:
        return None, ""
    if not _is_plain(content):
        return None, ""
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:  # five bytes mean nothing there
        return content.decode("latin-1"), "Latin-1"
