"""What was dropped, pasted or chosen, as parts of a message; what cannot be one says why.

A file is told by its content. Nothing is decoded here: whether a picture or clip is whole shows
when it is measured (attaching.py), and documents of pages and folders are taken apart beside the
window (unpacking.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from app.chat.document import LARGEST
from app.chat.kinds import HEAD, kind_of
from app.chat.message import DocumentPart, ImagePart, Part, VideoPart

LONG = 20_000  # letters of a paste that is better shown as a document
READY_FORMATS = ("image/png", "image/jpeg", "image/gif", "image/webp")
TIFF = (b"II*\x00", b"MM\x00*")
translate = QCoreApplication.translate
# Formats that are written in 10 to 20 ms, where a PNG of a whole screen takes 150; attaching.py
# makes the PNG of it in a thread. The second one keeps transparency.
FAST = (b"ppm", b"tiff")


@dataclass(frozen=True)
class Note:
    """A line beside what a part costs, and what is said of it at length."""

    line: str
    tip: str = ""


@dataclass(frozen=True)
class Intake:
    """`refused` are names with the reason and the remedy.

    `packed` are documents of pages and folders, whose parts are still to be made of them;
    `notes` what else is to be said of parts.
    """

    parts: tuple[Part, ...] = ()
    text: str = ""
    refused: tuple[tuple[str, str], ...] = ()
    packed: tuple[Path, ...] = ()
    notes: tuple[tuple[Part, Note], ...] = ()


class _Refused(Exception):
    """The message says why, and what to do."""


def parts_from(mime: QMimeData) -> Intake:
    """Of a drop or a paste. Files hide the rest: it is only their names and icons."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        return parts_of(files)
    picture = _picture(mime)
    text = mime.text() if mime.hasText() else ""
    shown = () if picture is None else (picture,)
    if len(text) > LONG:
        name = translate("Intake", "Pasted text")
        return Intake((*shown, DocumentPart(text.encode("utf-8", "replace"), f"{name}.txt")))
    return Intake(shown, text)


def parts_of(files: Iterable[Path]) -> Intake:
    """Of chosen files."""
    parts: list[Part] = []
    packed: list[Path] = []
    refused: list[tuple[str, str]] = []
    for path in files:
        try:
            part = _part(path)
            parts.append(part) if part is not None else packed.append(path)
        except _Refused as error:
            refused.append((path.name or str(path), str(error)))
    return Intake(tuple(parts), "", tuple(refused), tuple(packed))


def _part(path: Path) -> Part | None:
    """None: it is of several parts."""
    try:
        if path.is_dir():
            return None
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise _Refused(_unreadable(error)) from error
    if not head:
        raise _Refused(translate("Intake", "It is empty; copy or download it again."))
    kind = kind_of(head, path.name)
    if kind == "pdf" or (head.startswith(TIFF) and QImageReader(str(path)).imageCount() > 1):
        return None
    if kind == "image":
        return ImagePart(path, path.name)
    if kind == "video":
        return VideoPart(path, path.name)
    if kind == "text":
        return _document(path, size)
    raise _Refused(_remedy(kind))


def _document(path: Path, size: int) -> DocumentPart:
    if size > LARGEST:
        raise _Refused(
            translate(
                "Intake", "It is larger than {count} MB of text; cut out the part you mean."
            ).format(count=LARGEST // 10**6)
        )
    return DocumentPart(path, path.name)


def _unreadable(error: OSError) -> str:
    return translate(
        "Intake", "It cannot be read ({reason}); check that it is there and its permissions."
    ).format(reason=error.strerror or error)


def _remedy(kind: str) -> str:
    """Why a kind of file is not taken, and what is."""
    remedies = {
        "office": translate(
            "Intake", "Office files cannot be read yet; paste the text, or capture the page."
        ),
        "heic": translate(
            "Intake", "HEIC pictures cannot be read yet; export this one as JPEG, or paste it."
        ),
        "raw": translate("Intake", "Raw photographs cannot be read; export this one as JPEG."),
        "audio": translate("Intake", "The models here do not hear; paste a transcript instead."),
        "archive": translate("Intake", "It is an archive; unpack it and drop the files in it."),
        "photoshop": translate(
            "Intake", "Layered pictures cannot be read; export this one as PNG."
        ),
    }
    unknown = translate(
        "Intake", "It is neither picture, clip nor text; export it as PNG, MP4 or plain text."
    )
    return remedies.get(kind, unknown)


def _picture(mime: QMimeData) -> ImagePart | None:
    """The bytes as they were copied where they are of a common format, else uncompressed."""
    name = translate("Intake", "Pasted picture")
    for kind in READY_FORMATS:
        if mime.hasFormat(kind):
            content = bytes(mime.data(kind).data())
            if content and kind_of(content[:HEAD], "") == "image":
                return ImagePart(content, f"{name}.{kind.removeprefix('image/')}")
    image = mime.imageData() if mime.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(FAST[image.hasAlphaChannel()])).write(image)
    return ImagePart(bytes(buffer.data().data()), f"{name}.png")
