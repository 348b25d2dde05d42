"""What CPython will weigh in the bundle: an estimate, since no macOS CPython can be fetched here.

It is made from the interpreter that runs this, on Linux: what is loaded of its library and of its
compiled modules, the libraries that macOS does not bring itself, and the standard library,
compressed.
"""

import struct
import sys
import sysconfig
import zlib
from importlib import import_module
from pathlib import Path

# What the standard library has that no program takes along.
LEFT_OUT = ("test", "tests", "idlelib", "lib2to3", "ensurepip", "turtledemo", "tkinter")
BROUGHT_BY = ("_ssl", "_sqlite3", "_lzma")
BROUGHT = ("libssl", "libcrypto", "libsqlite3", "liblzma")
LOADED_SEGMENT = 1


def estimate() -> int:
    library = Path(sysconfig.get_paths()["stdlib"])
    sources = [p for p in library.rglob("*.py") if not _left_out(p.relative_to(library))]
    modules = [p for p in library.glob("lib-dynload/*.so") if "test" not in p.name]
    return sum(map(_loaded, {_interpreter(), *modules, *_brought()})) + sum(
        len(zlib.compress(path.read_bytes())) for path in sources
    )


def _interpreter() -> Path:
    names = map(sysconfig.get_config_var, ("LIBDIR", "LDLIBRARY"))
    shared = Path(*(str(name) for name in names))
    return shared.resolve() if ".so" in shared.name else Path(sys.executable).resolve()


def _brought() -> set[Path]:
    for name in BROUGHT_BY:
        import_module(name)
    mapped = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines()}
    return {Path(path) for path in mapped if Path(path).name.startswith(BROUGHT)}


def _loaded(path: Path) -> int:
    """Of an ELF file what is mapped into memory: neither symbols nor what a debugger reads."""
    content = path.read_bytes()
    start, size, count = (
        struct.unpack_from(form, content, at)[0]
        for form, at in (("<Q", 32), ("<H", 54), ("<H", 56))
    )
    segments = (struct.unpack_from("<IIQQQQ", content, start + i * size) for i in range(count))
    return sum(length for kind, _, _, _, _, length in segments if kind == LOADED_SEGMENT)


def _left_out(path: Path) -> bool:
    return path.parts[0] == "site-packages" or any(part in LEFT_OUT for part in path.parts)
