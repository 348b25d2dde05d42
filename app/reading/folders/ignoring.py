"""What a repository ignores, by the rules of git.

The nearest file of rules that says anything about a path decides, and in it the last rule that
does; what lies in an ignored folder cannot be taken back. Git itself is not needed.

Source: gitignore(5).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.reading.folders.pattern import Pattern, pattern_of

LARGEST = 1 << 20  # bytes of a file of rules that are looked at
RULES, EXCLUDE = ".gitignore", ".git/info/exclude"
Patterns = Sequence[Pattern]


class BadPattern(Exception):
    """A pattern of the user's own is none. The message says which, and what to do."""


@dataclass(frozen=True)
class Rules:
    """Of one file: they hold below `base`, a path from the walked folder's root, "" or "a/b/".

    Rules of a folder above have no base but a `prefix`: how the walked folder is called from there.
    """

    patterns: Patterns
    name: str
    base: str = ""
    prefix: str = ""

    def says(self, path: str) -> bool | None:
        """Whether they ignore a path (a folder's ends with a slash), None if they do not tell."""
        if not path.startswith(self.base):
            return None
        return says(self.patterns, self.prefix + path.removeprefix(self.base))


def says(patterns: Patterns, path: str) -> bool | None:
    """Whether the last pattern that matches a path takes it in; None if none matches."""
    found = next((each for each in reversed(patterns) if each.matches(path)), None)
    return None if found is None else not found.negated


def ignored_by(rules: Sequence[Rules], path: str) -> str | None:
    """The name of the file that ignores a path; `rules` from the farthest to the nearest."""
    for each in reversed(rules):
        said = each.says(path)
        if said is not None:
            return each.name if said else None
    return None


def rules_in(folder: Path, base: str, name: str = RULES) -> list[Rules]:
    """The rules that a folder brings, if it does; `base` as of `Rules`."""
    patterns = _read(folder / name)
    return [Rules(patterns, base + name, base)] if patterns else []


def rules_above(folder: Path) -> list[Rules]:
    """Those of the repository around a folder, from its root down, the folder's own not among
    them. A folder with its own .git is a root itself.
    """
    root = next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)
    if root is None:
        return []
    whole = [*reversed(folder.relative_to(root).parents)] if folder != root else []
    found = _above(root, folder, EXCLUDE)
    for above in whole:
        found += _above(root / above, folder, RULES)
    return found


def own_patterns(globs: Sequence[str]) -> Patterns:
    """What a user wants or does not want, in the same language.

    Raises:
        BadPattern: one of them means nothing.
    """
    for glob in globs:
        if pattern_of(glob) is None:
            raise BadPattern(f"{glob!r} is no pattern; write one like *.py, docs/ or src/**/*.c")
    return _meant(globs)


def _above(place: Path, folder: Path, name: str) -> list[Rules]:
    patterns = _read(place / name)
    prefix = "" if place == folder else f"{folder.relative_to(place).as_posix()}/"
    return [Rules(patterns, name, "", prefix)] if patterns else []


def _read(path: Path) -> Patterns:
    """None of them where there is no such file, or it cannot be read: as git does."""
    try:
        if path.is_symlink() or not path.is_file():
            return []
        with path.open("rb") as file:
            text = file.read(LARGEST).decode("utf-8-sig", errors="surrogateescape")
    except OSError:
        return []
    return _meant(line.removesuffix("\r") for line in text.split("\n"))


def _meant(lines: Iterable[str]) -> Patterns:
    return [pattern for line in lines if (pattern := pattern_of(line)) is not None]
