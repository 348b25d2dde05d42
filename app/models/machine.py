"""How much memory this machine has, and how much of it the GPU may use."""

import os
import sys
from dataclasses import dataclass

# What macOS lets the GPU hold unless told otherwise (iogpu.wired_limit_mb 0), as measured by
# others on Apple silicon: two thirds, and three quarters from 64 GB on. The engine asks Metal.
SHARE, LARGE_SHARE, LARGE = 2 / 3, 3 / 4, 64 << 30
CPU_SHARE = 0.6  # as app/engine/memory.py takes where there is no Metal


@dataclass(frozen=True)
class Machine:
    """Bytes. With `is_metal` attention keeps no scores in memory."""

    total: int
    usable: int
    is_metal: bool


def this_machine(limit: int | None = None) -> Machine:
    """`limit`: what the user allows the engine, in bytes."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    is_metal = sys.platform == "darwin"
    return machine_of(total, is_metal=is_metal, limit=limit)


def machine_of(total: int, *, is_metal: bool, limit: int | None = None) -> Machine:
    """A machine with so much memory."""
    share = (LARGE_SHARE if total >= LARGE else SHARE) if is_metal else CPU_SHARE
    usable = int(total * share)
    return Machine(total, usable if limit is None else min(limit, total), is_metal)
