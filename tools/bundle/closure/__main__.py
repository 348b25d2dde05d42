"""Resolve, unpack and check what the .app will hold of other people's code: `make closure`.

Nothing of it is run; that it works on a Mac is not said here. Downloads are kept in
build/closure/cache.
"""

import shutil
import sys
from collections import Counter
from pathlib import Path, PurePosixPath

from tools.bundle.closure import resolution, sizes, witness
from tools.bundle.closure.checks import Fault, faults
from tools.bundle.closure.floor import is_newer, minimum
from tools.bundle.closure.interpreter import estimate
from tools.bundle.closure.metal import metal
from tools.bundle.closure.resolution import PYTHON, ROOT
from tools.bundle.closure.shipping import links, program, shipped
from tools.bundle.closure.symbols import symbols
from tools.bundle.closure.tree import Libraries, files, libraries

FOLDER = ROOT / "build/closure"
SPEC = ROOT / "tools/bundle/kestrel.spec"
NEEDED = ("mlx", "mlx-metal", "pyside6-essentials", "shiboken6", "pyobjc-core")
LARGEST = 12


def unpacked() -> tuple[Path, list[Fault]]:
    """The folder with all wheels, and what is wrong with their versions."""
    site, requirements = FOLDER / "site", FOLDER / "requirements.txt"
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = resolution.compiled(PYTHON, FOLDER / "cache")
    requirements.write_text(text, encoding="utf-8")
    shutil.rmtree(site, ignore_errors=True)
    resolution.unpack(requirements, site, PYTHON, FOLDER / "cache")
    resolved = resolution.pins(text, PYTHON)
    locked = resolution.pins((ROOT / "requirements.lock").read_text(encoding="utf-8"), PYTHON)
    print(f"{len(resolved)} packages for {resolution.TARGET}, macOS {resolution.DEPLOYMENT}")
    return site, [
        *resolution.version_faults(resolved, locked, NEEDED),
        *resolution.wheel_faults(site, resolved),
    ]


def show_sizes(site: Path, places: set[PurePosixPath], known: Libraries) -> None:
    parts = Counter(sizes.by_part(site, places, known))
    parts["CPython (estimated)"] = estimate()
    for name, size in parts.most_common():
        print(f"  {size / 1e6:8.1f} MB  {name}")
    total = parts.total()
    verdict = "reached" if total <= sizes.GOAL else "NOT reached"
    print(
        f"  {total / 1e6:8.1f} MB  without models: the goal of {sizes.GOAL / 1e6:.0f} is {verdict}"
    )
    local = sum(
        symbols(known[place].file, part).local
        for place in places & known.keys()
        if (part := known[place].arm64) is not None
    )
    print(f"  {local / 1e6:8.1f} MB  of it are local symbols, which `strip -x` would remove")
    heavy = Counter({place: sizes.weight(site, place, known) for place in places})
    print("largest files:")
    for place, size in heavy.most_common(LARGEST):
        print(f"  {size / 1e6:8.1f} MB  {place}")


def show_newer(carried: Libraries) -> None:
    newer = [str(place) for place, library in carried.items() if is_newer(library)]
    if newer:
        print(f"{len(newer)} say that they are for a later macOS than 14.0 (see floor.py):")
        print(*(f"  {place}" for place in newer), sep="\n")


def show_faults(found: list[Fault]) -> None:
    for check, count in Counter(fault.check for fault in found).items():
        print(f"{check}: {count}")
        for fault in (one for one in found if one.check == check):
            print(f"  {fault.place} {fault.what}")


def main() -> None:
    site, found = unpacked()
    everything = list(files(site))
    known = libraries(site, everything)
    places = shipped(site, everything, known, program())
    carried = {place: library for place, library in known.items() if place in places}
    print(f"{len(carried)} of {len(known)} Mach-O files ship")
    found += [
        *faults(carried),
        *minimum(carried, known),
        *metal(places, links(SPEC.read_text(encoding="utf-8"))),
        *witness.disagreements(known),
    ]
    show_newer(carried)
    show_sizes(site, places, known)
    show_faults(found)
    sys.exit(f"{len(found)} faults" if found else 0)


if __name__ == "__main__":
    main()
