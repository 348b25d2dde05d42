"""What this is and runs on: versions, memory, disk."""

import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app import VERSION
from app.selftest.check import Outcome, failed, noted, ok

LEAST_DISK = 2 << 30  # bytes: a model of the smallest size and its snapshots
LEAST_MEMORY = 7 << 30  # bytes: what a Mac of 8 GB tells
OLDEST_MACOS = (14, 0)


def program() -> Outcome:
    how = "frozen" if getattr(sys, "frozen", False) else "from source"
    return ok(f"Kestrel {VERSION}, {how}, Python {platform.python_version()}")


def system() -> Outcome:
    """macOS 14 or later on Apple silicon is what the program is built for."""
    if sys.platform != "darwin":
        return noted(f"{platform.system()} {platform.release()}, {platform.machine()}: no Mac")
    told = f"macOS {platform.mac_ver()[0]}, {platform.machine()}"
    numbers = tuple(int(part) for part in platform.mac_ver()[0].split(".")[:2])
    if numbers < OLDEST_MACOS:
        return failed(f"{told}: Kestrel needs macOS 14 or later")
    if platform.machine() != "arm64":
        return failed(f"{told}: Kestrel needs Apple silicon, and not Rosetta")
    return ok(told)


def packages() -> Outcome:
    """As they were installed; a frozen program keeps their names and versions."""
    told: list[str] = []
    for name in ("mlx", "numpy", "pillow", "pyside6-essentials", "tokenizers", "llguidance"):
        try:
            told.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            told.append(f"{name} of unknown version")
    return ok(", ".join(told))


def memory() -> Outcome:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    free = _free_memory()
    told = f"{total / 2**30:.1f} GiB" + (f", {free / 2**30:.1f} GiB free" if free else "")
    if total < LEAST_MEMORY:
        return noted(f"{told}: only the smallest models fit")
    return ok(told)


def disk(home: Path) -> Outcome:
    """Where models and conversations are kept; the folder need not be there yet."""
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    told = f"{free / 2**30:.1f} GiB free for {home}"
    return ok(told) if free >= LEAST_DISK else noted(f"{told}: a model does not fit any more")


def _free_memory() -> int:
    """Linux tells what could be had without swapping; elsewhere nothing is said. Bytes."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    except OSError:
        pass
    return 0
