"""One line of a .gitignore: what it matches.

A line is held against an entry itself, never against what lies in it: that a folder's content
shares its fate is for the walk. (pathspec 1.1 matches whole paths instead, and differs from git
where a folder's name is taken back and something in it is not.) A path is matched folder by folder,
so that no line, whatever its number of stars, takes more time than its length times the path's.

Source: gitignore(5), and dowild() in git's wildmatch.c, with WM_PATHNAME.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_POSIX = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
_CLASS = re.compile(r"\[([!^]?)((?:\]|(?!\]))(?:\[:\w*:\]|\\.|[^\]\\])*)\]", re.DOTALL)
_ITEM = re.compile(r"\[:(\w*):\]|(\\?.)(?:-(\\?.))?", re.DOTALL)
LONGEST = 4096  # letters of a line, as of a path
_FOLDERS = re.compile(r"\*{2,}")  # any number of folders, where nothing else stands between slashes
_ANYTHING, _NOTHING = re.compile(".*", re.DOTALL), re.compile("(?!)")
Names = Sequence[re.Pattern[str] | None]  # None: any number of folders


@dataclass(frozen=True)
class Pattern:
    """It matches an entry of any name that fits, or, `anchored`, of a path from where it stands."""

    names: Names
    negated: bool
    anchored: bool
    folders_only: bool

    def matches(self, path: str) -> bool:
        """Of a path from where the pattern stands; a folder's ends with a slash."""
        plain = path.removesuffix("/")
        if self.folders_only and plain == path:
            return False
        asked = plain.split("/") if self.anchored else [plain.rpartition("/")[2]]
        places = {0}  # of the pattern, to which the path so far leads
        for name in asked:
            places = set(_after(self.names, _skipping(self.names, places), name))
        return len(self.names) in places


def pattern_of(line: str) -> Pattern | None:
    """None where the line means nothing: a comment, a blank one, a broken one."""
    text = _trimmed(line)
    if not text or text.startswith("#") or len(text) > LONGEST:
        return None
    negated = text.startswith("!")
    text = text.removeprefix("!")
    folders_only = text.endswith("/")
    text = text.removesuffix("/")
    names = _names(text.removeprefix("/"))
    if not text or names is None:
        return None
    return Pattern(names, negated, "/" in text, folders_only)


def _trimmed(line: str) -> str:
    """Without blanks at its end, but for one that is escaped."""
    text = line.rstrip(" ")
    escapes = len(text) - len(text.rstrip("\\"))
    return f"{text} " if escapes % 2 and text != line else text


def _skipping(names: Names, places: set[int]) -> set[int]:
    """Those places too to which any number of folders, being none, leads."""
    reached = set(places)
    for place, name in enumerate(names):
        if name is None and place in reached:
            reached.add(place + 1)
    return reached


def _after(names: Names, places: set[int], name: str) -> list[int]:
    after: list[int] = []
    for place in places:
        form = names[place] if place < len(names) else _NOTHING
        if form is None:
            after.append(place)
        elif form.fullmatch(name):
            after.append(place + 1)
    return after


def _names(glob: str) -> Names | None:
    """What each name of a path must be like; None where the pattern is broken."""
    names: list[re.Pattern[str] | None] = []
    parts = glob.split("/")
    for part in parts:
        form = _form(part)
        if form is None:
            return None
        names.append(None if _FOLDERS.fullmatch(part) and len(parts) > 1 else form)
    return [*names, _ANYTHING] if names[-1] is None else names  # a/** is what lies in a


def _form(glob: str) -> re.Pattern[str] | None:
    """Of one name. What stands between stars is taken where it comes first, and never again."""
    chunks: list[list[str]] = [[]]
    place = 0
    while place < len(glob):
        if glob[place] == "*":
            chunks.append([])
            place += 1
            continue
        piece, place = _letter(glob, place)
        if piece is None:
            return None
        chunks[-1].append(piece)
    first, *middle = ["".join(chunk) for chunk in chunks]
    if not middle:
        return re.compile(first, re.DOTALL)
    last = middle.pop()
    within = "".join(f"(?>.*?{chunk})" for chunk in middle if chunk)
    return re.compile(f"{first}{within}.*{last}", re.DOTALL)


def _letter(glob: str, place: int) -> tuple[str | None, int]:
    """What matches one letter, and the place behind it."""
    letter = glob[place]
    if letter == "?":
        return ".", place + 1
    if letter == "[":
        found = _CLASS.match(glob, place)
        return (_one_of(found), found.end()) if found else (None, place)
    if letter == "\\":
        escaped = glob[place + 1 : place + 2]
        return (re.escape(escaped) if escaped else None), place + 2
    return re.escape(letter), place + 1


def _one_of(found: re.Match[str]) -> str | None:
    items: list[str] = []
    for item in _ITEM.finditer(found[2]):
        name, first, last = item.groups()
        if name is not None:
            if name not in _POSIX:
                return None
            items.append(_POSIX[name])
        elif last is None or first[-1] > last[-1]:  # git takes [b-a] as [b]
            items.append(re.escape(first[-1]))
        else:
            items.append(f"{re.escape(first[-1])}-{re.escape(last[-1])}")
    return f"[{'^' if found[1] else ''}{''.join(items)}]"
