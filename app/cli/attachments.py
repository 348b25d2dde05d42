"""Files on the command line, or on standard input, as parts of a message.

What a file is, is told by its first bytes and never by its name. Only the kind is settled here;
whether a picture is whole and small enough is for `mlx_model.inputs`, which reads it anyway.
"""

import codecs
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal

from app.chat.message import ImagePart, VideoPart
from app.cli.refusal import Refusal

STDIN = Path("-")
HEAD = 4096  # bytes that tell what a file is
_STILL_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1")
_FILM_ATOMS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
_FILM_STARTS = (
    b"\x1aE\xdf\xa3",  # Matroska, WebM
    b"FLV",
    b"OggS",
    b"0&\xb2u",  # ASF: wmv
    b"\x00\x00\x01\xba",  # MPEG programme stream
    b"\x00\x00\x01\xb3",  # MPEG video
)
_DOCUMENT_STARTS = (b"%PDF", b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0")


@contextmanager
def opened(files: Sequence[Path]) -> Iterator[list[ImagePart | VideoPart]]:
    """The parts that show these files; `-` is standard input, once."""
    if list(files).count(STDIN) > 1:
        raise Refusal("standard input can be only one of the files; give the others by name")
    with ExitStack() as stack:
        yield [_from_stdin(stack) if path == STDIN else attachment(path) for path in files]


def attachment(path: Path) -> ImagePart | VideoPart:
    """The part that shows a file.

    Raises:
        Refusal: it is missing, unreadable, or neither picture nor clip.
    """
    kind = kind_of(_head(path), path.name)
    return VideoPart(path, path.name) if kind == "video" else ImagePart(path, path.name)


@contextmanager
def still(path: Path) -> Iterator[ImagePart]:
    """The one picture that a command reads.

    Raises:
        Refusal: it is a video, or nothing that can be shown.
    """
    with opened([path]) as parts:
        part = parts[0]
        if isinstance(part, VideoPart):
            raise Refusal(f"{part.name} is a video; give a picture, or use kestrel ask")
        if _moves(part.source):
            raise Refusal(f"{part.name} is animated; give a still picture, or use kestrel ask")
        yield part


def _moves(source: Path | bytes) -> bool:
    """Whether a picture has several frames. What cannot be opened is named by who reads it."""
    from PIL import Image

    try:
        with Image.open(BytesIO(source) if isinstance(source, bytes) else source) as image:
            return getattr(image, "is_animated", False)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def kind_of(head: bytes, name: str) -> Literal["image", "video"]:
    """What a file is, by its first bytes. What is unknown is tried as a picture."""
    if _is_document(head):
        raise Refusal(
            f"{name} is neither a picture nor a video; documents and text files come in a later "
            "version, for now put the text into the question"
        )
    return "video" if _is_film(head) else "image"


def _is_film(head: bytes) -> bool:
    if head[4:8] in _FILM_ATOMS:
        return head[8:12] not in _STILL_BRANDS
    transport = head[:1] == b"G" and head[188:189] == b"G" and head[376:377] == b"G"
    riff = head[:4] == b"RIFF" and head[8:12] == b"AVI "
    return head.startswith(_FILM_STARTS) or riff or transport


def _is_document(head: bytes) -> bool:
    if head.startswith(_DOCUMENT_STARTS):
        return True
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    portable_map = head[:1] == b"P" and head[1:2].isdigit()  # PPM and its kin begin as text
    return bool(text) and not portable_map and all(c.isprintable() or c.isspace() for c in text)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except FileNotFoundError as error:
        raise Refusal(f"{path} does not exist; check the path") from error
    except IsADirectoryError as error:
        raise Refusal(f"{path} is a folder; name a file in it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Refusal(f"{path} cannot be read ({reason}); check its permissions") from error


def _from_stdin(stack: ExitStack) -> ImagePart | VideoPart:
    content = sys.stdin.buffer.read()
    name = "standard input"
    if not content:
        raise Refusal("standard input is empty; pipe a picture or a video into it")
    if kind_of(content[:HEAD], name) == "image":
        return ImagePart(content, name)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kestrel-"))
    path = Path(folder) / "standard-input"  # a film is decoded from a file
    path.write_bytes(content)
    return VideoPart(path, name)
