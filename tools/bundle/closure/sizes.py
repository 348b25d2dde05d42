"""What ships, weighed in bytes: of a file for several processors the arm64 slice alone counts.

Python sources are weighed compressed, since PyInstaller keeps them so (as byte code, which is of
about the same weight). Python's own part is only estimated: `interpreter`.
"""

import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from tools.bundle.closure.tree import Libraries

GOAL = 280_000_000
# What the top folders of the wheels belong to; everything else is told as one.
PARTS = {
    "PySide6": "Qt and PySide",
    "shiboken6": "Qt and PySide",
    "mlx": "MLX",
    "cv2": "OpenCV",
    "av": "PyAV",
    "numpy": "numpy",
    "PIL": "Pillow",
    "tokenizers": "tokenizers",
    "llguidance": "llguidance",
    "hf_xet": "hf-xet",
    "pydantic_core": "pydantic-core",
    "objc": "pyobjc",
    "pypdfium2_raw": "PDFium",
}
PYTHON_SOURCES, OTHER = "Python modules (compressed)", "everything else"


def weight(root: Path, place: PurePosixPath, libraries: Libraries) -> int:
    library = libraries.get(place)
    if library is not None and library.arm64 is not None:
        return library.arm64.size
    if place.suffix == ".py":
        return len(zlib.compress((root / place).read_bytes()))
    return (root / place).stat().st_size


def part(place: PurePosixPath) -> str:
    if place.name == "mlx.metallib":
        return "MLX's Metal library"
    if place.suffix == ".py":
        return PYTHON_SOURCES
    return PARTS.get(place.parts[0], OTHER)


def by_part(root: Path, shipped: Iterable[PurePosixPath], libraries: Libraries) -> Counter[str]:
    parts: Counter[str] = Counter()
    for place in shipped:
        parts[part(place)] += weight(root, place, libraries)
    return parts
