"""The files beside an export, and the names of what is written there."""

import os
import unicodedata
import uuid
from collections.abc import Callable
from pathlib import Path
from stat import S_ISREG

from app.chat.attachments import FolderAttachments
from app.chat.checked import fields, refuse
from app.chat.errors import StoreError, explained
from app.chat.message import Part, TextPart
from app.chat.records import Source

FOLDER = "files"
MISSING = "missing"  # instead of "file": it was gone when it was to be exported
_LONGEST_NAME = 80


class Outbox:
    """Copies what is shown into the folder `files`, each content once."""

    def __init__(self, target: Path) -> None:
        self._files = target / FOLDER

    def put(self, part: Part) -> dict[str, str]:
        """How an export names the part's source."""
        assert not isinstance(part, TextPart)
        source = part.source
        if isinstance(source, Path) and not source.is_file():
            return {MISSING: part.name or source.name}
        with explained(self._files):
            self._files.mkdir(parents=True, exist_ok=True)
        kept = FolderAttachments(self._files).keep(source, part.name)
        return {"file": f"{FOLDER}/{kept.name}"}


class Inbox:
    """Finds the files that an export names, and nothing else: a stranger may name any."""

    def __init__(self, folder: Path, keep: Callable[[Source, str], Source]) -> None:
        self._files, self._keep = folder / FOLDER, keep

    def get(self, source: object, name: str, where: str) -> Source | None:
        """The file, kept; None if it was missing when it was exported."""
        named = fields(source, where)
        if MISSING in named:
            return None
        told = named.get("file")
        if not isinstance(told, str) or "\0" in told:
            refuse(where, "names no file")
        folder, _, file = told.partition("/")
        if folder != FOLDER or file in ("", ".", "..") or "/" in file or "\\" in file:
            refuse(where, f"names a file outside of the folder “{FOLDER}”")
        path = self._files / file
        try:
            plain = not self._files.is_symlink() and S_ISREG(path.lstat().st_mode)
        except OSError:
            refuse(where, f"names the file {told}, which is not there")
        if not plain:
            refuse(where, f"names {told}, which is not a plain file")
        return self._keep(path, name)


def write_new(folder: Path, name: str, suffix: str, text: str) -> Path:
    """A file under that name, or under a name with a number after it; never over another one."""
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{uuid.uuid4().hex}.part"
        try:
            part.write_bytes(text.encode(errors="replace"))
            number = 1
            while True:
                target = folder / f"{name if number == 1 else f'{name} {number}'}{suffix}"
                try:
                    os.link(part, target)  # fails where it is there already
                    return target
                except FileExistsError:
                    number += 1
        finally:
            part.unlink(missing_ok=True)


def file_name(title: str) -> str:
    """A name that every system takes."""
    kept = [" " if sign in '/\\:*?"<>|' or not sign.isprintable() else sign for sign in title]
    name = unicodedata.normalize("NFC", " ".join("".join(kept).split())).lstrip(". ")
    while len(name.encode(errors="replace")) > _LONGEST_NAME:
        name = name[:-1]
    return name.strip() or "Untitled"


def check_target(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file. Choose a folder to export to.", "refused")
