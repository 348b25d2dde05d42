"""Which names a library gives and which it takes, and from where.

macOS binds each taken name to one library: its place among the dependencies stands in the symbol's
description (two-level namespace; mach-o/nlist.h, mach-o/loader.h: GET_LIBRARY_ORDINAL).
"""

import struct
from dataclasses import dataclass
from pathlib import Path

from tools.bundle.closure.machos import SYMBOL_SIZE, Slice

EXTERNAL, TYPE, UNDEFINED, DEBUGGING = 0x01, 0x0E, 0x00, 0xE0
WEAK_REFERENCE = 0x40
# Ordinals beyond these mean: itself, any library, the main program.
LAST_ORDINAL = 0xFC


@dataclass(frozen=True)
class Symbols:
    """`taken` are pairs of a dependency's path and a name, without those that may be missing.

    `local` is the weight, in bytes, of symbols that nobody outside needs; `strip -x` removes them.
    """

    given: frozenset[str] = frozenset()
    taken: frozenset[tuple[str, str]] = frozenset()
    local: int = 0


def symbols(path: Path, part: Slice) -> Symbols:
    if part.symbols is None:
        return Symbols()
    table, count, names, length = part.symbols
    with path.open("rb") as file:
        file.seek(table)
        entries = file.read(count * SYMBOL_SIZE)
        file.seek(names)
        strings = file.read(length)
    given, taken, local = set[str](), set[tuple[str, str]](), 0
    for at, kind, _, description, _ in struct.iter_unpack("<IBBHQ", entries):
        name = strings[at : strings.index(b"\0", at)]
        if kind & DEBUGGING or not kind & EXTERNAL:
            local += SYMBOL_SIZE + len(name) + 1
        elif kind & TYPE != UNDEFINED:
            given.add(name.decode())
        elif not description & WEAK_REFERENCE and 0 < (ordinal := description >> 8) <= LAST_ORDINAL:
            taken.add((part.dependencies[ordinal - 1].path, name.decode()))
    return Symbols(frozenset(given), frozenset(taken), local)
