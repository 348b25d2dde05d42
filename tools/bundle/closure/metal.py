"""MLX's Metal library must lie beside libmlx, by whichever path libmlx was loaded.

MLX asks the system for its own path and looks there (facts/macos.md §0.1). PyInstaller keeps the
library in its folder and puts a link to it at the top; which of the two paths the system answers is
not known, so that the Metal library has to be found at both.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from tools.bundle.closure.checks import Fault

LIBRARY, METAL = PurePosixPath("mlx/lib/libmlx.dylib"), PurePosixPath("mlx/lib/mlx.metallib")


def metal(
    shipped: Iterable[PurePosixPath], links: Mapping[PurePosixPath, PurePosixPath]
) -> Iterator[Fault]:
    """`links` are those that the spec adds, from the place at the top to where they lead."""
    places = set(shipped)
    if LIBRARY not in places:
        yield Fault("Metal library", str(LIBRARY), "is missing")
    if METAL not in places:
        yield Fault("Metal library", str(METAL), "is missing")
    top = PurePosixPath(METAL.name)
    if links.get(top) != METAL:
        yield Fault("Metal library", str(top), f"does not lead to {METAL}")
