"""What this is and runs on: versions, memory, disk."""

import os
import platform
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app import VERSION
from app.selftest.check import Outcome, failed, noted, ok

LEAST_DISK = 2 << 30  # bytes: a model of the smallest size and its snapshots
LEAST_MEMORY = 7 << 30  # bytes: what a Mac of 8 GB tells
OLDEST_MACOS = (14, 0)
VM_STAT = "/usr/bin/vm_stat"


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
    """Bytes that could be had without swapping, 0 where the system does not say."""
    try:
        if sys.platform == "darwin":
            done = subprocess.run([VM_STAT], capture_output=True, text=True, timeout=10)
            return free_on_mac(done.stdout)
        return free_on_linux(Path("/proc/meminfo").read_text())
    except (OSError, subprocess.SubprocessError):
        return 0


def free_on_linux(meminfo: str) -> int:
    """Of the kernel's own table."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB", meminfo, re.MULTILINE)
    return int(found[1]) << 10 if found else 0


def free_on_mac(vm_stat: str) -> int:
    """Of what `vm_stat` prints: pages that nobody uses, and those that only cache files."""
    size = re.search(r"page size of (\d+) bytes", vm_stat)
    kinds = re.findall(r"^Pages (?:free|inactive|speculative):\s+(\d+)\.", vm_stat, re.MULTILINE)
    return int(size[1]) * sum(map(int, kinds)) if size else 0
