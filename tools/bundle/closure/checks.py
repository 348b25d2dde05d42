"""What must hold of every library that ships. Each check gives its faults; none is forgiven.

The layout is that of PyInstaller 6.22 (utils/osx.py, depend/bindepend.py): each dependency is
renamed `@rpath/<its last name>`, every rpath is taken away, and one is set that leads to the top of
the bundle, where a link of that name leads to the library. So the last name alone decides there.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from tools.bundle.closure.symbols import Symbols, symbols
from tools.bundle.closure.tree import Libraries, Library, target

FLOOR = (14, 0)


@dataclass(frozen=True)
class Fault:
    check: str
    place: str
    what: str


def architecture(shipped: Libraries) -> Iterator[Fault]:
    for place, library in shipped.items():
        if library.arm64 is None:
            cpus = ", ".join(part.cpu for part in library.slices)
            yield Fault("arm64", str(place), f"is for {cpus} only")


def signature(shipped: Libraries) -> Iterator[Fault]:
    for place, library in shipped.items():
        if library.arm64 is not None and not library.arm64.signed:
            yield Fault("signature", str(place), "has none: macOS will not load it")


def wheel_layout(shipped: Libraries) -> Iterator[Fault]:
    """PyInstaller finds what to bring along by this layout."""
    for place, library in shipped.items():
        for dependency in library.dependencies():
            if not dependency.weak and target(library, dependency, shipped) is None:
                yield Fault("as unpacked", str(place), f"needs {dependency.path}")


def flat_layout(shipped: Libraries) -> Iterator[Fault]:
    names = {place.name for place in shipped}
    for place, library in shipped.items():
        for dependency in library.dependencies():
            name = PurePosixPath(dependency.path).name
            if not dependency.weak and name not in names:
                yield Fault("in the bundle", str(place), f"needs @rpath/{name}")


def one_name_each(shipped: Libraries) -> Iterator[Fault]:
    """No two libraries that others need share a name: one of them would serve for both.

    The disk of a Mac usually takes upper and lower case for the same.
    """
    wanted: defaultdict[str, dict[PurePosixPath, list[Library]]] = defaultdict(dict)
    for library in shipped.values():
        for dependency in library.dependencies():
            if (place := target(library, dependency, shipped)) is not None:
                wanted[place.name.casefold()].setdefault(place, []).append(library)
    for places in wanted.values():
        if len({shipped[place].fingerprint() for place in places}) > 1:
            yield _clash(shipped, places)


def _clash(shipped: Libraries, places: dict[PurePosixPath, list[Library]]) -> Fault:
    """What it would cost is told for each of them being the one that is found."""
    first, *others = sorted(places)
    told = [f"shares its name with {', '.join(map(str, others))}"]
    for chosen in (first, *others):
        takers = [taker for place in places if place != chosen for taker in places[place]]
        given = _symbols(shipped[chosen]).given
        lacking = {name for taker in takers for name in _taken(taker, chosen.name) - given}
        if lacking:
            told.append(
                f"{chosen} lacks {len(lacking)} names needed by others, e.g. {min(lacking)}"
            )
        if _too_old(shipped[chosen], takers):
            told.append(f"{chosen} claims an older version than others need")
    return Fault("one name each", str(first), "; ".join(told))


def _taken(taker: Library, name: str) -> set[str]:
    taken = _symbols(taker).taken
    return {symbol for path, symbol in taken if PurePosixPath(path).name == name}


def _too_old(chosen: Library, takers: list[Library]) -> bool:
    assert chosen.arm64 is not None, "it was found by what an arm64 slice needs"
    return any(
        dependency.required > chosen.arm64.compatible
        for taker in takers
        for dependency in taker.dependencies()
        if PurePosixPath(dependency.path).name == chosen.place.name
    )


def _symbols(library: Library) -> Symbols:
    assert library.arm64 is not None, "it was found by what an arm64 slice needs"
    return symbols(library.file, library.arm64)


CHECKS = (architecture, signature, wheel_layout, flat_layout, one_name_each)


def faults(shipped: Libraries) -> list[Fault]:
    return [fault for check in CHECKS for fault in check(shipped)]
