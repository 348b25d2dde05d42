"""The Mach-O files of a folder of unpacked wheels, and where their dependencies lie in it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tools.bundle.closure.machos import ARM64, LOADED, Dependency, Slice, is_macho, read


@dataclass(frozen=True)
class Library:
    """A file that can be loaded or run. `place` is relative to the folder `root`."""

    root: Path
    place: PurePosixPath
    slices: tuple[Slice, ...]

    @property
    def arm64(self) -> Slice | None:
        return next((part for part in self.slices if part.cpu == ARM64), None)

    @property
    def file(self) -> Path:
        return self.root / self.place

    def dependencies(self) -> tuple[Dependency, ...]:
        """Those that have to be brought along."""
        part = self.arm64
        return () if part is None else tuple(d for d in part.dependencies if not d.is_system)

    def fingerprint(self) -> str:
        return hashlib.sha256(self.file.read_bytes()).hexdigest()


Libraries = Mapping[PurePosixPath, Library]


def files(root: Path) -> Iterator[PurePosixPath]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield PurePosixPath(path.relative_to(root).as_posix())


def libraries(root: Path, places: Iterable[PurePosixPath]) -> Libraries:
    """Of these places, what can be loaded; object files and archives cannot.

    Raises:
        Malformed: see `machos.read`.
    """
    found: dict[PurePosixPath, Library] = {}
    for place in places:
        if is_macho(root / place):
            slices = read(root / place)
            # A file of another processor family is kept: that it cannot be loaded is a fault.
            if any(part.kind in LOADED or part.kind == 0 for part in slices):
                found[place] = Library(root, place, slices)
    return found


def target(library: Library, dependency: Dependency, known: Libraries) -> PurePosixPath | None:
    """Where dyld finds it while the wheels lie as they were unpacked, by the file's own rpaths.

    dyld tries the rpaths of whoever loaded the file too; a wheel that relied on them would break
    where PyInstaller reads it, which knows a file alone.
    """
    part = library.arm64
    assert part is not None, "of another processor nothing is looked up"
    head, _, tail = dependency.path.partition("/")
    by_rpaths = [f"{rpath}/{tail}" for rpath in part.rpaths]
    tried = by_rpaths if head == "@rpath" else [dependency.path]
    places = (_inside(library.place, path) for path in tried)
    return next((place for place in places if place in known), None)


def _inside(loader: PurePosixPath, path: str) -> PurePosixPath | None:
    head, _, tail = path.partition("/")
    if head != "@loader_path":
        return None  # the executable is Python's, which lies elsewhere; and so does all absolute
    parts: list[str] = []
    for part in (loader.parent / tail.lstrip("/")).parts:  # rpaths end in a slash or do not
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)
