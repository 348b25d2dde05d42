"""What the hosts of models say of a repository: its files, their sizes, their digests."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias
from urllib.parse import quote

from app.models.catalogue import HostName

Json: TypeAlias = Any  # what a host answers, decoded; nothing is known of it
WANTED = (".safetensors", ".json", ".jinja", ".txt")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")  # a file at the top, and no other


class StrangeListing(Exception):
    """A host says something that is no list of files. The message says what."""


@dataclass(frozen=True)
class RemoteFile:
    """`digest` is of the content (sha256) or of what git makes of it (git); "" if unknown."""

    name: str
    size: int
    kind: Literal["sha256", "git", ""] = ""
    digest: str = ""


class Host(Protocol):
    """Where files of a repository are listed, and where they are sent from."""

    name: HostName

    def revision_url(self, repository: str) -> str: ...

    def revision(self, answer: Json) -> str:
        """Raises StrangeListing."""
        ...

    def listing_url(self, repository: str, revision: str) -> str: ...

    def files(self, answer: Json) -> tuple[RemoteFile, ...]:
        """Those that a checkpoint needs. Raises StrangeListing."""
        ...

    def file_url(self, repository: str, revision: str, name: str) -> str: ...


class HuggingFace:
    """huggingface.co, or a server that speaks as it does."""

    name: HostName = "huggingface"

    def __init__(self, address: str = "https://huggingface.co") -> None:
        self._address = address

    def revision_url(self, repository: str) -> str:
        return f"{self._address}/api/models/{quote(repository)}/revision/main"

    def revision(self, answer: Json) -> str:
        return _revision(answer.get("sha") if isinstance(answer, dict) else None)

    def listing_url(self, repository: str, revision: str) -> str:
        return f"{self._address}/api/models/{quote(repository)}/tree/{revision}"

    def files(self, answer: Json) -> tuple[RemoteFile, ...]:
        try:
            return _wanted(_hugging_face(entry) for entry in answer if entry["type"] == "file")
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise StrangeListing("huggingface.co does not list files.") from error

    def file_url(self, repository: str, revision: str, name: str) -> str:
        return f"{self._address}/{quote(repository)}/resolve/{revision}/{quote(name)}"


class ModelScope:
    """modelscope.cn; it has no revisions to hold on to but those it names."""

    name: HostName = "modelscope"

    def __init__(self, address: str = "https://modelscope.cn") -> None:
        self._address = address

    def revision_url(self, repository: str) -> str:
        return f"{self._address}/api/v1/models/{quote(repository)}/revisions"

    def revision(self, answer: Json) -> str:
        try:
            branches = answer["Data"]["RevisionMap"]["Branches"]
            return _revision(branches[0]["Revision"] if branches else "master")
        except (TypeError, KeyError, IndexError) as error:
            raise StrangeListing("modelscope.cn names no revision.") from error

    def listing_url(self, repository: str, revision: str) -> str:
        place = f"{self._address}/api/v1/models/{quote(repository)}/repo/files"
        return f"{place}?Revision={quote(revision)}&Recursive=false"

    def files(self, answer: Json) -> tuple[RemoteFile, ...]:
        try:
            entries = answer["Data"]["Files"]
            return _wanted(_model_scope(entry) for entry in entries if entry["Type"] == "blob")
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise StrangeListing("modelscope.cn does not list files.") from error

    def file_url(self, repository: str, revision: str, name: str) -> str:
        place = f"{self._address}/models/{quote(repository)}/resolve"
        return f"{place}/{quote(revision)}/{quote(name)}"


def _hugging_face(entry: Json) -> RemoteFile:
    large = entry.get("lfs")
    if large:
        return RemoteFile(entry["path"], int(large["size"]), "sha256", str(large["oid"]))
    return RemoteFile(entry["path"], int(entry["size"]), "git", str(entry.get("oid") or ""))


def _model_scope(entry: Json) -> RemoteFile:
    digest = str(entry.get("Sha256") or "")
    return RemoteFile(entry["Path"], int(entry["Size"]), "sha256" if digest else "", digest)


def _wanted(files: Iterable[RemoteFile]) -> tuple[RemoteFile, ...]:
    found = tuple(
        file
        for file in files
        if NAME.fullmatch(file.name) and file.name.endswith(WANTED) and file.size >= 0
    )
    names = {file.name for file in found}
    if "config.json" not in names or not any(name.endswith(".safetensors") for name in names):
        raise StrangeListing("The repository holds no checkpoint.")
    return found


def _revision(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9._-]{1,80}", value):
        raise StrangeListing("The host names no revision.")
    return value
