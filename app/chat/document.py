"""The words of a document, as a model is given them: between fences, under its name."""

import codecs
import re
from pathlib import Path

from app.chat.message import DocumentPart

LARGEST = 2 * 10**6  # bytes; about half a million tokens, more than any checkpoint here takes
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # but tab, line feeds and escape


class NoDocument(Exception):
    """It cannot be read as text. The message says why, and what to do."""


def document_text(part: DocumentPart) -> str:
    """The document as it is sent.

    Raises:
        NoDocument: it is missing, too large, or no text.
    """
    words = read_document(part)
    longest = max((len(run) for run in re.findall(r"`{3,}", words)), default=2)
    fence = "`" * (longest + 1)
    kind = Path(part.name).suffix.removeprefix(".")
    kind = kind if kind.isalnum() else ""
    return f"{name_of(part)}:\n{fence}{kind}\n{words.rstrip()}\n{fence}\n\n"


def read_document(part: DocumentPart) -> str:
    """What stands in it; raises as `document_text`."""
    content = part.source if isinstance(part.source, bytes) else _read(part.source, name_of(part))
    if len(content) > LARGEST:
        raise NoDocument(_too_large(name_of(part)))
    words = decoded(content)
    if words is None:
        raise NoDocument(
            f"{name_of(part)} is no text in UTF-8 or UTF-16; save it as plain text in UTF-8."
        )
    return words.replace("\r\n", "\n").replace("\r", "\n")


def decoded(content: bytes) -> str | None:
    """The text in some bytes; None where they are none."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        words = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROLS.search(words) else words


def name_of(part: DocumentPart) -> str:
    """As it is told to people and to the model."""
    return part.name or (part.source.name if isinstance(part.source, Path) else "document")


def _read(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise NoDocument(_too_large(name))
        return path.read_bytes()
    except OSError as error:
        raise NoDocument(f"{path} cannot be read: {error.strerror or error}.") from error


def _too_large(name: str) -> str:
    return f"{name} is larger than {LARGEST // 10**6} MB of text; cut out the part you mean."
