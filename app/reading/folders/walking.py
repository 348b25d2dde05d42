"""The files of a folder, and what was passed over and why. Nothing is dropped silently.

Links are never followed, so a walk neither leaves the folder nor turns in circles; folders are
visited in the order of their names, whatever order the disk has them in.
"""

import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias

from app.reading.folders.ignoring import (
    Rules,
    ignored_by,
    own_patterns,
    rules_above,
    rules_in,
    says,
)
from app.reading.folders.names import shown_name
from app.reading.folders.secrets import secret_by_name, secret_folder

MOST_FILES = 100_000
EVERY = 500  # files between two tellings
Why: TypeAlias = Literal[
    "ignored", "not wanted", "secret", "binary", "too large", "link", "unreadable", "no room"
]


class NoFolder(Exception):
    """There is no folder to read. The message says why, and what to do."""


@dataclass(frozen=True)
class Skipped:
    """A file or a whole folder (its path ends with a slash) that is not read."""

    path: str
    why: Why
    words: str  # the reason in full


@dataclass(frozen=True)
class Choice:
    """What a user wants of a folder: patterns as in a .gitignore; `secrets`: those as well."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    secrets: bool = False


@dataclass(frozen=True)
class Found:
    """A file: its path from the folder as it is shown, and where it lies."""

    path: str
    place: Path
    size: int


@dataclass
class Walked:
    """All files in the order of their names, and all that was skipped."""

    found: list[Found] = field(default_factory=list[Found])
    skipped: list[Skipped] = field(default_factory=list[Skipped])


def walk(
    folder: Path,
    choice: Choice = Choice(),  # noqa: B008  # frozen
    *,
    tell: Callable[[int], None] = lambda files: None,
    check: Callable[[], None] = lambda: None,
) -> Walked:
    """Everything below a folder.

    Args:
        tell: is told now and then how many files were found.
        check: is called at each; what it raises ends the walk.

    Raises:
        NoFolder: it is missing, no folder, or closed to us.
        BadPattern: a pattern of the choice means nothing.
    """
    root = _opened(folder)
    return _Walk(root, choice, tell, check).whole()


class _Walk:
    """One walk under way."""

    def __init__(
        self,
        root: Path,
        choice: Choice,
        tell: Callable[[int], None],
        check: Callable[[], None],
    ) -> None:
        self._root, self._secrets = root, choice.secrets
        self._wanted, self._unwanted = own_patterns(choice.include), own_patterns(choice.exclude)
        self._tell, self._check = tell, check
        # Such a folder may be the one that was named, or lie above it.
        self._within = next(filter(None, map(secret_folder, root.parts)), None)
        self._walked = Walked()
        self._visited: set[tuple[int, int]] = set()  # a mount may lie within itself
        self._names: set[str] = set()
        self._seen = 0

    def whole(self) -> Walked:
        above = rules_above(self._root)
        waiting: list[tuple[Path, str, list[Rules]]] = [(self._root, "", above)]
        while waiting:
            place, base, rules = waiting.pop()
            rules = rules + rules_in(place, base)
            folders: list[tuple[Path, str, list[Rules]]] = []
            for entry in self._entries(place, base):
                if self._seen >= MOST_FILES:
                    self._skip(base or "./", "no room", f"more than {MOST_FILES:,} files: the rest")
                    return self._walked
                below = self._take(entry, base, rules)
                if below is not None:
                    folders.append((Path(entry.path), below, rules))
            waiting.extend(reversed(folders))
        return self._walked

    def _entries(self, place: Path, base: str) -> Sequence[os.DirEntry[str]]:
        try:
            own = place.stat()
            if (own.st_dev, own.st_ino) in self._visited:
                self._skip(base, "link", "a folder that was visited already")
                return []
            self._visited.add((own.st_dev, own.st_ino))
            with os.scandir(place) as entries:
                return sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            self._skip(base or "./", "unreadable", f"cannot be opened: {error.strerror or error}")
            return []

    def _take(self, entry: os.DirEntry[str], base: str, rules: Sequence[Rules]) -> str | None:
        """Take a file; the path of a folder that is to be walked, ending with a slash."""
        self._seen += 1
        self._check()
        if self._seen % EVERY == 0:
            self._tell(len(self._walked.found))
        path = base + entry.name
        try:
            info = entry.stat(follow_symlinks=False)
        except OSError as error:
            self._skip(path, "unreadable", f"cannot be looked at: {error.strerror or error}")
            return None
        is_folder = stat.S_ISDIR(info.st_mode)
        asked = f"{path}/" if is_folder else path
        reason = self._reason(entry.name, asked, info.st_mode, rules)
        if reason is not None:
            self._skip(asked, *reason)
            return None
        if is_folder:
            return asked
        self._find(path, Path(entry.path), info.st_size)
        return None

    def _reason(
        self, name: str, path: str, mode: int, rules: Sequence[Rules]
    ) -> tuple[Why, str] | None:
        if name == ".git":
            return "ignored", "git's own files"
        if stat.S_ISLNK(mode):
            return "link", "a link, and links are not followed"
        by = ignored_by(rules, path)
        if by is not None:
            return "ignored", f"ignored by {shown_name(by)}"
        if says(self._unwanted, path):
            return "not wanted", "left out by --exclude"
        if stat.S_ISDIR(mode):
            return self._secret(secret_folder(name))
        if not stat.S_ISREG(mode):
            return "unreadable", "neither a file nor a folder"
        if self._wanted and not self._is_wanted(path):
            return "not wanted", "not among --include"
        return self._secret(self._within or secret_by_name(name))

    def _secret(self, what: str | None) -> tuple[Why, str] | None:
        return ("secret", f"by its name {what}") if what and not self._secrets else None

    def _is_wanted(self, path: str) -> bool:
        """A pattern that names a folder means all that lies in it."""
        above = [f"{folder}/" for folder in PurePosixPath(path).parents if folder.name]
        return any(says(self._wanted, each) for each in (path, *above))

    def _find(self, path: str, place: Path, size: int) -> None:
        shown = shown_name(path)
        if shown in self._names:
            self._skip(path, "unreadable", "its name cannot be told from another's")
            return
        self._names.add(shown)
        self._walked.found.append(Found(shown, place, size))

    def _skip(self, path: str, why: Why, words: str) -> None:
        self._walked.skipped.append(Skipped(shown_name(path), why, words))


def _opened(folder: Path) -> Path:
    try:
        root = folder.resolve(strict=True)
        os.scandir(root).close()
    except FileNotFoundError as error:
        raise NoFolder(f"{folder} does not exist; check the path") from error
    except NotADirectoryError as error:
        raise NoFolder(f"{folder} is a file; name the folder that it lies in") from error
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise NoFolder(f"{folder} cannot be opened ({reason}); check its permissions") from error
    return root
