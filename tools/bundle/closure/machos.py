"""Mach-O files, read as far as loading one on another system depends on it.

A file is recognised by its first bytes, never by its name. Of each slice the load commands are
read, none of the code. The layouts are those of Apple's headers mach-o/fat.h, mach-o/loader.h and
mach/machine.h; `make closure` compares every file's reading with that of macholib, which is
PyInstaller's reader.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FAT, FAT_64 = b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf"
THIN_64, THIN_32 = b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"
BIG_ENDIAN = (b"\xfe\xed\xfa\xcf", b"\xfe\xed\xfa\xce")
MAGICS = (FAT, FAT_64, THIN_64, THIN_32, *BIG_ENDIAN)
# A compiled Java class begins like a fat file; its version stands where the number of slices would.
FIRST_JAVA = 45

ARM64 = "arm64"
CPUS = {0x01000007: "x86_64", 0x0100000C: ARM64, 7: "i386", 12: "arm"}
OBJECT, EXECUTABLE, LIBRARY, PLUGIN = 1, 2, 6, 8
LOADED = (EXECUTABLE, LIBRARY, PLUGIN)

MUST_UNDERSTAND = 0x80000000
SYMBOL_TABLE, SIGNATURE = 0x2, 0x1D
IDENTITY, RPATH = 0xD, 0x1C | MUST_UNDERSTAND
MINIMUM, BUILD_VERSION = 0x24, 0x32
LOAD, LOAD_WEAK = 0xC, 0x18 | MUST_UNDERSTAND
REEXPORT, LOAD_UPWARD = 0x1F | MUST_UNDERSTAND, 0x23 | MUST_UNDERSTAND
LOADS = (LOAD, LOAD_WEAK, REEXPORT, LOAD_UPWARD)
SYMBOL_SIZE = 16


class Malformed(Exception):
    """A file that begins as a Mach-O and does not go on as one. The message says where."""


@dataclass(frozen=True)
class Dependency:
    """A library named in a load command. A weak one may be missing.

    `required` is the least version that the library found there must claim to be compatible with.
    """

    path: str
    weak: bool = False
    required: int = 0

    @property
    def is_system(self) -> bool:
        return self.path.startswith(("/usr/lib/", "/System/Library/"))


@dataclass(frozen=True)
class Slice:
    """The part of a file for one kind of processor.

    `minimum` is (major, minor) of macOS. `symbols` says where the symbol table begins in the file,
    how many symbols it has, where their names begin and how long these are together.
    """

    cpu: str
    kind: int
    size: int
    minimum: tuple[int, int] | None = None
    signed: bool = False
    compatible: int = 0
    dependencies: tuple[Dependency, ...] = ()
    rpaths: tuple[str, ...] = ()
    symbols: tuple[int, int, int, int] | None = None


def is_macho(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(8)
    if start[:4] in (FAT, FAT_64):
        return len(start) == 8 and struct.unpack(">I", start[4:])[0] < FIRST_JAVA
    return start[:4] in MAGICS


def read(path: Path) -> tuple[Slice, ...]:
    """Every slice; those of fat archives (`.a`), which nothing loads, are left out.

    Raises:
        Malformed: it is cut off, or its load commands reach beyond their end.
    """
    content = path.read_bytes()
    try:
        places = list(_places(content))
        if any(start + size > len(content) for start, size in places):
            raise Malformed(f"{path}: a slice reaches beyond the end of the file")
        return tuple(
            _slice(content, start, size, path)
            for start, size in places
            if content[start : start + 8] != b"!<arch>\n"
        )
    except (struct.error, IndexError) as error:
        raise Malformed(f"{path}: cut off ({error})") from error


def _places(content: bytes) -> Iterator[tuple[int, int]]:
    """Offset and size of each slice."""
    magic = content[:4]
    if magic not in (FAT, FAT_64):
        yield 0, len(content)
        return
    wide = magic == FAT_64
    for index in range(struct.unpack_from(">I", content, 4)[0]):
        form, length = (">IIQQII", 32) if wide else (">IIIII", 20)
        yield struct.unpack_from(form, content, 8 + index * length)[2:4]


def _slice(content: bytes, start: int, size: int, path: Path) -> Slice:
    magic = content[start : start + 4]
    if magic in BIG_ENDIAN:
        return Slice("big-endian", 0, size)
    if magic not in (THIN_64, THIN_32):
        raise Malformed(f"{path}: no Mach-O at {start}")
    cpu, _, kind, count, length = struct.unpack_from("<IIIII", content, start + 4)
    first = start + (32 if magic == THIN_64 else 28)
    if first + length > start + size:
        raise Malformed(f"{path}: its load commands reach beyond its end")
    commands = list(_commands(content, first, first + length, count, path))
    for what, begin, end in _parts_at_the_end(commands):
        if not 0 <= begin <= end <= size:
            raise Malformed(f"{path}: its {what} reaches beyond its end")
    return _understood(CPUS.get(cpu, hex(cpu)), kind, start, size, commands)


def _commands(
    content: bytes, first: int, end: int, count: int, path: Path
) -> Iterator[tuple[int, bytes]]:
    at = first
    for _ in range(count):
        command, length = struct.unpack_from("<II", content, at)
        if length < 8 or at + length > end:
            raise Malformed(f"{path}: a load command of {length} bytes at {at}")
        yield command, content[at : at + length]
        at += length


def _parts_at_the_end(commands: list[tuple[int, bytes]]) -> Iterator[tuple[str, int, int]]:
    """What a file that was cut off lacks first."""
    for command, body in commands:
        if command == SIGNATURE:
            begin, length = struct.unpack_from("<II", body, 8)
            yield "signature", begin, begin + length
        elif command == SYMBOL_TABLE:
            table, count, names, length = struct.unpack_from("<IIII", body, 8)
            yield "symbol table", table, table + count * SYMBOL_SIZE
            yield "names", names, names + length


def _understood(
    cpu: str, kind: int, start: int, size: int, commands: list[tuple[int, bytes]]
) -> Slice:
    minimum: tuple[int, int] | None = None
    symbols: tuple[int, int, int, int] | None = None
    for command, body in commands:
        if command in (MINIMUM, BUILD_VERSION):
            packed = struct.unpack_from("<I", body, 8 if command == MINIMUM else 12)[0]
            minimum = packed >> 16, packed >> 8 & 0xFF
        elif command == SYMBOL_TABLE:
            table, number, names, length = struct.unpack_from("<IIII", body, 8)
            symbols = start + table, number, start + names, length
    loads = [(command, body) for command, body in commands if command in LOADS]
    return Slice(
        cpu,
        kind,
        size,
        minimum,
        any(command == SIGNATURE for command, _ in commands),
        next((_version(body) for command, body in commands if command == IDENTITY), 0),
        tuple(Dependency(_text(body), c == LOAD_WEAK, _version(body)) for c, body in loads),
        tuple(_text(body) for command, body in commands if command == RPATH),
        symbols,
    )


def _text(body: bytes) -> str:
    """A command's string: where it begins stands in its third word."""
    return body[struct.unpack_from("<I", body, 8)[0] :].split(b"\0")[0].decode()


def _version(body: bytes) -> int:
    """The version that a library is, or has to be, compatible with: 0xMMMMmmpp."""
    return struct.unpack_from("<I", body, 20)[0]
