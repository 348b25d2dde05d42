"""Which files of the unpacked wheels ship: what PyInstaller takes along by tools/bundle's rules.

It follows imports, what libraries need, and the plugins of Qt; from `contents` it has what is named
or left out beyond that, and `pruning` has the last word. Of packages other than Qt's more is taken
here than PyInstaller takes (see `imports`).
"""

import ast
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from app.desktop.mac.frameworks import FRAMEWORKS
from tools.bundle import contents
from tools.bundle.closure.imports import package, reached
from tools.bundle.closure.tree import Libraries, target
from tools.bundle.pruning import ships

ROOT = Path(__file__).parents[3]
QT = ("PySide6", "shiboken6")
PLUGINS = PurePosixPath("PySide6/Qt/plugins")
# PyInstaller's own hooks take these data files along.
HOOKED = {"certifi": "cacert.pem"}
MODULE_OF_QT = re.compile(r"\bPySide6\.(Qt\w+)")
CODE = (".py", ".so", ".dylib")


def program(root: Path = ROOT) -> list[Path]:
    return sorted(path for room in ("app", "mlx_model") for path in (root / room).rglob("*.py"))


def shipped(
    site: Path, places: list[PurePosixPath], libraries: Libraries, sources: list[Path]
) -> set[PurePosixPath]:
    kept = [
        place
        for place in places
        if package(place) not in contents.EXCLUDED and not _is_aside(place)
    ]
    names = reached(sources, site, kept, FRAMEWORKS)
    modules = {name for path in sources for name in MODULE_OF_QT.findall(path.read_text("utf-8"))}
    begun = {place for place in kept if _begins(place, names, modules)}
    needed = _needed({place for place in begun if place in libraries}, libraries)
    return {place for place in begun | needed if ships(str(place))}


def links(spec: str) -> dict[PurePosixPath, PurePosixPath]:
    """The links that the recipe adds itself."""
    found: dict[PurePosixPath, PurePosixPath] = {}
    for node in ast.walk(ast.parse(spec)):
        match node:
            case ast.Tuple(
                elts=[ast.Constant(str(place)), ast.Constant(str(leads)), ast.Constant("SYMLINK")]
            ):
                found[PurePosixPath(place)] = PurePosixPath(leads)
    return found


def _is_aside(place: PurePosixPath) -> bool:
    """What wheels have beside their packages, and debuggers' files."""
    return place.parts[0] == "bin" or any(
        part.endswith((".dist-info", ".dSYM")) for part in place.parts
    )


def _begins(place: PurePosixPath, names: set[str], modules: set[str]) -> bool:
    """Whether it is taken for itself, not because another file needs it."""
    top = package(place)
    if place.parts[0] in QT:
        return _begins_of_qt(place, modules)
    if top == "mlx" or (top in contents.WITH_DATA and top in names):
        return True
    return top in names and (place.suffix in CODE or HOOKED.get(top) == place.name)


def _begins_of_qt(place: PurePosixPath, modules: set[str]) -> bool:
    if place.is_relative_to(PLUGINS) or place.suffix == ".qm":
        return True
    if place.name.endswith(".abi3.so"):
        return place.name.removesuffix(".abi3.so") in {*modules, "Shiboken"}
    return place.suffix == ".py" and len(place.parts) == 2


def _needed(begun: Iterable[PurePosixPath], libraries: Libraries) -> set[PurePosixPath]:
    todo, found = list(begun), set[PurePosixPath]()
    while todo:
        place = todo.pop()
        if place not in found and libraries[place].arm64 is not None:
            found.add(place)
            dependencies = libraries[place].dependencies()
            targets = (target(libraries[place], one, libraries) for one in dependencies)
            todo += [one for one in targets if one is not None]
    return found
