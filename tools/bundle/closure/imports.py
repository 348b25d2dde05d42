"""Which of the unpacked packages the program reaches by imports; PyInstaller follows them as well.

A package is taken whole once anything imports it, in whatever place, be it an example in a text:
that is more than PyInstaller takes, never less, except for names that are made at run time. Read by
a pattern, since the wheels' sources may be of a later Python than the one that runs this.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

IMPORT = re.compile(
    r"^\s*(?:from\s+(\w[\w.]*)\s+import\b|import\s+(\w[\w. \t]*(?:,[\w. \t]+)*))", re.MULTILINE
)


def reached(
    program: Iterable[Path], site: Path, places: Iterable[PurePosixPath], named: Iterable[str]
) -> set[str]:
    """Names of top folders and of single modules; `named` are imported by name."""
    sources: defaultdict[str, list[Path]] = defaultdict(list)
    for place in places:
        if place.suffix == ".py" or ".so" in place.suffixes:
            sources[package(place)].append(site / place)
    begun = {name for path in program for name in _imported(path)} | set(named)
    return _reached(begun, sources)


def _reached(names: set[str], sources: Mapping[str, list[Path]]) -> set[str]:
    todo, found = [name for name in names if name in sources], set[str]()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            paths = [path for path in sources[name] if path.suffix == ".py"]
            todo += [one for path in paths for one in _imported(path) if one in sources]
    return found


def package(place: PurePosixPath) -> str:
    return place.parts[0].split(".")[0]


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for module, modules in IMPORT.findall(path.read_text(encoding="utf-8", errors="replace")):
        listed = [module] if module else re.sub(r"\s+as\s+\w+", "", modules).split(",")
        found |= {name.strip().split(".")[0] for name in listed}
    return found
