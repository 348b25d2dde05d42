"""macholib's reading of the same files: PyInstaller works by it. Only `make closure` has it."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from tools.bundle.closure.checks import Fault
from tools.bundle.closure.machos import ARM64, CPUS
from tools.bundle.closure.tree import Libraries


def disagreements(libraries: Libraries) -> Iterator[Fault]:
    for place, library in libraries.items():
        ours = library.arm64
        theirs = _reading(str(library.file))
        if ours is not None and theirs != (
            sorted(dependency.path for dependency in ours.dependencies),
            sorted(ours.rpaths),
            ours.minimum,
            ours.signed,
        ):
            yield Fault("macholib", str(place), f"is read as {theirs}")


def _reading(file: str) -> tuple[list[str], list[str], tuple[int, int] | None, bool] | None:
    for header in import_module("macholib.MachO").MachO(file).headers:
        if CPUS.get(header.header.cputype) == ARM64:
            mach_o = import_module("macholib.mach_o")
            commands: list[tuple[Any, Any, Any]] = header.commands
            kinds = [command.cmd for command, _, _ in commands]
            return (
                sorted(path for _, _, path in header.walkRelocatables()),
                sorted(
                    text.rstrip(b"\0").decode()
                    for command, _, text in commands
                    if command.cmd == mach_o.LC_RPATH
                ),
                _minimum(commands),
                mach_o.LC_CODE_SIGNATURE in kinds,
            )
    return None


def _minimum(commands: list[tuple[Any, Any, Any]]) -> tuple[int, int] | None:
    mach_o = import_module("macholib.mach_o")
    for command, body, _ in commands:
        if command.cmd in (mach_o.LC_BUILD_VERSION, mach_o.LC_VERSION_MIN_MACOSX):
            packed = body.minos if command.cmd == mach_o.LC_BUILD_VERSION else body.version
            return int(packed) >> 16, int(packed) >> 8 & 0xFF
    return None
