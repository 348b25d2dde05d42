"""Whether every library runs on macOS 14: by the system it was built for, or else by what it takes.

A library names the oldest system that it was built for. Of a library built for a later one, macOS
refuses none for that number, only for a name that the system lacks (dyld: "Symbol not found ...
built for macOS 15.0 which is newer than running OS"). The bindings of PySide6 since 6.10 are built
for 15.0, so of such libraries each name that they need of the system is looked at: it must be
needed by a library built for 14 as well, or be known to be old. PySide6 6.12 is caught by this: its
QtCore needs os_sync_wait_on_address of macOS 14.4, its bindings a part of libc++ of macOS 15.4.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.bundle.closure.checks import FLOOR, Fault
from tools.bundle.closure.machos import Dependency
from tools.bundle.closure.symbols import symbols
from tools.bundle.closure.tree import Libraries, Library

# Library and name, with why macOS 14 has it although nothing built for 14 may vouch for it. What is
# of C++'s library here was in its first version for macOS, 10.7.
OLD = (
    ("Contacts", r"_OBJC_CLASS_\$_CNContactStore", "macOS 10.11"),
    ("CoreBluetooth", r"_OBJC_CLASS_\$_CBCentralManager", "macOS 10.7"),
    ("EventKit", r"_OBJC_CLASS_\$_EKEventStore", "macOS 10.8"),
    ("libc++.1.dylib", r"__ZTI[a-z]", "a type of the language itself"),
    ("libc++.1.dylib", r"___cxa_bad_typeid", "of the C++ ABI"),
    ("libc++.1.dylib", r"__ZNSt3__115recursive_mutex(C1|D1|4lock|6unlock)Ev", "a mutex"),
    ("libc++.1.dylib", r"__ZNSt3__112basic_stringI\w*EE6assignEPK[cw]m?", "text = text"),
    ("libc++.1.dylib", r"__ZNSt3__113basic_ostreamI\w*EElsE(PKv|[a-z])", "stream << value"),
)


def is_newer(library: Library) -> bool:
    part = library.arm64
    return part is not None and part.minimum is not None and part.minimum > FLOOR


def minimum(shipped: Libraries, known: Libraries) -> Iterator[Fault]:
    """`known` are all libraries that can vouch, also those that do not ship."""
    vouched = {
        name
        for library in known.values()
        if library.arm64 is not None and library.arm64.minimum is not None
        if not is_newer(library)
        for name in _of_system(library)
    }
    for place, library in shipped.items():
        part = library.arm64
        if part is not None and part.minimum is None:
            yield Fault("minimum system", str(place), "names none")
        elif part is not None and part.minimum is not None and is_newer(library):
            doubtful = [one for one in sorted(_of_system(library) - vouched) if not _is_old(*one)]
            if doubtful:
                needed = ".".join(map(str, part.minimum))
                names = ", ".join(f"{name} of {of}" for of, name in doubtful)
                yield Fault(
                    "minimum system", str(place), f"is for macOS {needed} and needs {names}"
                )


def _is_old(library: str, name: str) -> bool:
    return any(library == of and re.fullmatch(pattern, name) for of, pattern, _ in OLD)


def _of_system(library: Library) -> set[tuple[str, str]]:
    assert library.arm64 is not None, "of another processor nothing is asked"
    return {
        (PurePosixPath(path).name, name)
        for path, name in symbols(library.file, library.arm64).taken
        if Dependency(path).is_system
    }
