"""Files on the command line, or on standard input, as parts of a message.

What a file is, is told by its first bytes and never by its name. Only the kind is settled here;
whether a picture is whole and small enough is for `mlx_model.inputs`, which reads it anyway.
"""

import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal, TypeAlias

from app.chat.kinds import HEAD, Kind, kind_of
from app.chat.message import DocumentPart, ImagePart, VideoPart
from app.cli.refusal import Refusal

STDIN = Path("-")
Shown: TypeAlias = ImagePart | VideoPart | DocumentPart
_FOREIGN: dict[str, str] = {
    "pdf": "is a PDF; kestrel extract reads it (--schema receipt, or --as markdown --out page.md, "
    "which can be asked about)",
    "office": "is an office document, which cannot be read yet; give its text",
    "audio": "is a sound, and the models here do not hear; give a transcript",
    "archive": "is an archive; unpack it and name a file in it",
    "raw": "is a raw photograph; export it as JPEG",
}


@contextmanager
def opened(files: Sequence[Path]) -> Iterator[list[Shown]]:
    """The parts that show these files; `-` is standard input, once."""
    if list(files).count(STDIN) > 1:
        raise Refusal("standard input can be only one of the files; give the others by name")
    with ExitStack() as stack:
        yield [_from_stdin(stack) if path == STDIN else attachment(path) for path in files]


def attachment(path: Path) -> Shown:
    """The part that shows a file.

    Raises:
        Refusal: it is missing, unreadable, or of a kind that cannot be shown.
    """
    kind = _kind(_head(path), path.name)
    if kind == "text":
        return DocumentPart(path, path.name)
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
            raise Refusal(f"{part.name} is a video; give a picture, or use kestrel watch")
        if isinstance(part, DocumentPart):
            raise Refusal(f"{part.name} is a text; give a picture, or use kestrel ask")
        if (more := _more(part.source)) == "pages":
            raise Refusal(f"{part.name} has several pages; use kestrel extract --as markdown")
        if more:
            raise Refusal(f"{part.name} is animated; give a still picture, or use kestrel watch")
        yield part


def _more(source: Path | bytes) -> Literal["", "pages", "moving"]:
    """What a picture of several frames is. What cannot be opened is named by who reads it."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            # Whoever reads it says how large it may be.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(source) if isinstance(source, bytes) else source) as image:
                if not getattr(image, "is_animated", False):
                    return ""
                return "pages" if image.format == "TIFF" else "moving"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""


def _kind(head: bytes, name: str) -> Kind:
    """What a file is, by its first bytes. What is unknown is tried as a picture."""
    kind = kind_of(head, name)
    if kind in _FOREIGN:
        raise Refusal(f"{name} {_FOREIGN[kind]}")
    if kind == "text" and head:
        return "text"
    return "video" if kind == "video" else "image"


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


def _from_stdin(stack: ExitStack) -> Shown:
    content = sys.stdin.buffer.read()
    name = "standard input"
    if not content:
        raise Refusal("standard input is empty; pipe a picture, a video or a text into it")
    kind = _kind(content[:HEAD], name)
    if kind == "text":
        return DocumentPart(content, name)
    if kind == "image":
        return ImagePart(content, name)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kestrel-"))
    path = Path(folder) / "standard-input"  # a film is decoded from a file
    path.write_bytes(content)
    return VideoPart(path, name)
