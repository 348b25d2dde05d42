"""Mach-O files are known by their first bytes, and read or refused as a whole."""

from pathlib import Path

import pytest

from tests.fixtures.machos import ARM64, OBJECT, X86_64, Thin, fat
from tools.bundle.closure.machos import Dependency, Malformed, is_macho, read
from tools.bundle.closure.symbols import symbols
from tools.bundle.closure.tree import files, libraries

WHOLE = Thin(
    minimum=(13, 4),
    needs=("/usr/lib/libSystem.B.dylib", "@rpath/liba.dylib"),
    needs_weakly=("@rpath/libb.dylib",),
    required=0x20000,
    compatible=0x10203,
    rpaths=("@loader_path/../lib",),
    given=("_mine",),
    taken=(("_malloc", 1), ("_a", 2)),
    taken_weakly=(("_perhaps", 1),),
    local=("_hidden",),
)


def put(folder: Path, content: bytes, name: str = "libx.dylib") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_everything_of_a_slice_is_read(tmp_path: Path):
    path = put(tmp_path, WHOLE.content())
    (part,) = read(path)
    assert (part.cpu, part.minimum, part.signed) == ("arm64", (13, 4), True)
    assert part.size == len(WHOLE.content())
    assert part.dependencies == (
        Dependency("/usr/lib/libSystem.B.dylib", False, 0x20000),
        Dependency("@rpath/liba.dylib", False, 0x20000),
        Dependency("@rpath/libb.dylib", True, 0),
    )
    assert part.rpaths == ("@loader_path/../lib",)
    assert part.compatible == 0x10203


def test_symbols_are_bound_to_the_library_that_gives_them(tmp_path: Path):
    path = put(tmp_path, WHOLE.content())
    found = symbols(path, read(path)[0])
    assert found.given == {"_mine"}
    assert found.taken == {
        ("/usr/lib/libSystem.B.dylib", "_malloc"),
        ("@rpath/liba.dylib", "_a"),
    }
    assert found.local == 16 + len("_hidden") + 1


@pytest.mark.parametrize("wide", [False, True])
def test_each_slice_of_a_fat_file_is_read(tmp_path: Path, wide: bool):
    small, large = Thin(cpu=X86_64, signed=False), Thin(code=b"x" * 999, given=("_mine",))
    path = put(tmp_path, fat(small, large, wide=wide))
    first, second = read(path)
    assert (first.cpu, first.signed) == ("x86_64", False)
    assert (second.cpu, second.size) == ("arm64", len(large.content()))
    assert symbols(path, second).given == {"_mine"}


def test_the_older_way_to_name_a_system(tmp_path: Path):
    (part,) = read(put(tmp_path, Thin(minimum=(10, 13), minimum_command=0x24).content()))
    assert part.minimum == (10, 13)
    (silent,) = read(put(tmp_path, Thin(minimum=None, signed=False).content()))
    assert silent.minimum is None and not silent.signed


def test_a_file_is_known_by_its_content_not_by_its_name(tmp_path: Path):
    put(tmp_path, Thin().content(), "a-tool")
    put(tmp_path, fat(Thin()), "b.data")
    put(tmp_path, b"#!/bin/sh\n", "c.dylib")
    put(tmp_path, b"\xca\xfe\xba\xbe\x00\x00\x00\x41" + bytes(64), "Java.class")
    put(tmp_path, b"", "empty.so")
    assert [path.name for path in files(tmp_path) if is_macho(tmp_path / path)] == [
        "a-tool",
        "b.data",
    ]


def test_what_nothing_loads_is_no_library(tmp_path: Path):
    put(tmp_path, Thin(kind=OBJECT, signed=False).content(), "x.o")
    put(tmp_path, fat(b"!<arch>\n" + bytes(40), b"!<arch>\n" + bytes(40)), "x.a")
    put(tmp_path, Thin().content(), "libx.dylib")
    assert [place.name for place in libraries(tmp_path, files(tmp_path))] == ["libx.dylib"]


@pytest.mark.parametrize("content", [WHOLE.content(), fat(Thin(cpu=X86_64), WHOLE)])
def test_a_file_that_was_cut_off_is_refused_wherever_it_was(tmp_path: Path, content: bytes):
    path = put(tmp_path, content)
    for length in range(8, len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(Malformed, match="libx"):
            read(path)


@pytest.mark.parametrize("length", [0, 4, 0xFFFF])
def test_a_load_command_of_a_wrong_length_is_refused(tmp_path: Path, length: int):
    content = bytearray(WHOLE.content())
    content[36:40] = length.to_bytes(4, "little")
    with pytest.raises(Malformed, match="load command"):
        read(put(tmp_path, bytes(content)))


def test_something_else_in_a_fat_file_is_refused(tmp_path: Path):
    with pytest.raises(Malformed, match="no Mach-O"):
        read(put(tmp_path, fat(b"GIF89a" + bytes(64))))


def test_a_file_for_powerpc_is_kept_and_counts_for_none(tmp_path: Path):
    put(tmp_path, b"\xfe\xed\xfa\xcf" + bytes(60))
    (library,) = libraries(tmp_path, files(tmp_path)).values()
    assert library.arm64 is None
    assert library.dependencies() == ()


def test_the_slice_for_arm64_is_found_beside_another(tmp_path: Path):
    put(tmp_path, fat(Thin(cpu=X86_64), Thin(cpu=ARM64, needs=("@rpath/liba.dylib",))))
    (library,) = libraries(tmp_path, files(tmp_path)).values()
    assert [one.path for one in library.dependencies()] == ["@rpath/liba.dylib"]
