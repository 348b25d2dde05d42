"""Each fault that a library can have is told, and a sound one is not blamed."""

from pathlib import Path, PurePosixPath

import pytest

from tests.fixtures.machos import X86_64, Thin, fat
from tools.bundle.closure.checks import Fault, faults
from tools.bundle.closure.floor import minimum
from tools.bundle.closure.metal import metal
from tools.bundle.closure.shipping import ROOT, links
from tools.bundle.closure.tree import Libraries, files, libraries

SYSTEM = "/usr/lib/libSystem.B.dylib"
SOUND = {
    "a/core.so": Thin(needs=("@rpath/liba.dylib", SYSTEM), rpaths=("@loader_path/lib/",)),
    "a/lib/liba.dylib": Thin(needs=("@loader_path/../../b/libb.dylib",)),
    "b/libb.dylib": Thin(needs=("/System/Library/Frameworks/AppKit.framework/AppKit",)),
}


def tree(folder: Path, contents: dict[str, Thin | bytes]) -> Libraries:
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.content())
    return libraries(folder, files(folder))


def told(folder: Path, contents: dict[str, Thin | bytes]) -> set[tuple[str, str]]:
    return {(fault.check, fault.place) for fault in faults(tree(folder, contents))}


def test_sound_libraries_are_not_blamed(tmp_path: Path):
    assert told(tmp_path, {**SOUND}) == set()


@pytest.mark.parametrize(
    ("wrong", "checks"),
    [
        (Thin(cpu=X86_64), {"arm64"}),
        (Thin(signed=False), {"signature"}),
        (fat(Thin(cpu=X86_64), Thin(signed=False)), {"signature"}),
        (Thin(needs=("@rpath/libnone.dylib",)), {"as unpacked", "in the bundle"}),
        (Thin(needs=("@loader_path/libnone.dylib",)), {"as unpacked", "in the bundle"}),
        (Thin(needs=("@executable_path/libnone.dylib",)), {"as unpacked", "in the bundle"}),
        (Thin(needs=("/opt/homebrew/lib/libnone.dylib",)), {"as unpacked", "in the bundle"}),
        (Thin(needs=("/usr/local/lib/libnone.dylib",)), {"as unpacked", "in the bundle"}),
        (Thin(needs=("@loader_path/../../../../libnone.dylib",)), {"as unpacked", "in the bundle"}),
        # It is there, but no rpath leads to it: PyInstaller would not find it by itself.
        (Thin(needs=("@rpath/liba.dylib",)), {"as unpacked"}),
        (Thin(needs=("@rpath/liba.dylib",), rpaths=("@loader_path/wrong",)), {"as unpacked"}),
    ],
)
def test_what_is_wrong_with_one_is_told(tmp_path: Path, wrong: Thin | bytes, checks: set[str]):
    assert told(tmp_path, {**SOUND, "w/wrong.so": wrong}) == {
        (check, "w/wrong.so") for check in checks
    }


@pytest.mark.parametrize(
    "right",
    [
        Thin(needs_weakly=("@rpath/libnone.dylib",)),
        Thin(needs=("@rpath/liba.dylib",), rpaths=("@loader_path/x", "@loader_path/../a/lib")),
        Thin(needs=("@rpath/right.so",), rpaths=("@loader_path/",)),
        fat(Thin(cpu=X86_64, needs=("@rpath/libnone.dylib",)), Thin()),
    ],
)
def test_what_is_right_is_not_blamed(tmp_path: Path, right: Thin | bytes):
    assert told(tmp_path, {**SOUND, "w/right.so": right}) == set()


def clashing(first: Thin, second: Thin, taken: tuple[tuple[str, int], ...] = ()) -> dict[str, Thin]:
    needs = ("@loader_path/libtiff.6.dylib",)
    return {
        "cv2/cv2.so": Thin(needs=needs, taken=taken, required=2),
        "cv2/libtiff.6.dylib": first,
        "PIL/_imaging.so": Thin(needs=needs),
        "PIL/libtiff.6.dylib": second,
    }


def clash(folder: Path, contents: dict[str, Thin]) -> list[Fault]:
    return [f for f in faults(tree(folder, {**contents})) if f.check == "one name each"]


def test_two_libraries_of_one_name_are_told(tmp_path: Path):
    first, second = Thin(given=("_open", "_zstd"), compatible=2), Thin(given=("_open",))
    (fault,) = clash(tmp_path, clashing(first, second, (("_open", 1), ("_zstd", 1))))
    assert fault.place == "PIL/libtiff.6.dylib"
    assert "shares its name with cv2/libtiff.6.dylib" in fault.what
    assert "PIL/libtiff.6.dylib lacks 1 names needed by others, e.g. _zstd" in fault.what
    assert "PIL/libtiff.6.dylib claims an older version" in fault.what
    assert "cv2/libtiff.6.dylib lacks" not in fault.what


def test_names_that_differ_by_case_alone_are_one(tmp_path: Path):
    contents = clashing(Thin(), Thin(code=b"other"))
    contents["PIL/_imaging.so"] = Thin(needs=("@loader_path/LibTIFF.6.dylib",))
    contents["PIL/LibTIFF.6.dylib"] = contents.pop("PIL/libtiff.6.dylib")
    assert len(clash(tmp_path, contents)) == 1


def test_the_same_library_twice_is_no_clash(tmp_path: Path):
    same = Thin(given=("_open",), compatible=2)
    assert clash(tmp_path, clashing(same, same, (("_open", 1),))) == []


def test_modules_of_one_name_that_nobody_links_are_no_clash(tmp_path: Path):
    assert clash(tmp_path, {"a/_lib.so": Thin(), "b/_lib.so": Thin(code=b"other")}) == []


def newer(taken: tuple[str, ...], weakly: tuple[str, ...] = ()) -> Thin:
    return Thin(
        minimum=(15, 0),
        needs=("/usr/lib/libc++.1.dylib",),
        taken=tuple((name, 1) for name in taken),
        taken_weakly=tuple((name, 1) for name in weakly),
    )


VOUCHER = Thin(needs=("/usr/lib/libc++.1.dylib",), taken=(("_known", 1),))


@pytest.mark.parametrize(
    ("library", "what"),
    [
        (Thin(minimum=None), "names none"),
        (newer(("_known", "_new")), "is for macOS 15.0 and needs _new of libc++.1.dylib"),
        (newer(("__ZTVNSt3__117bad_function_callE",)), "bad_function_callE of libc++"),
        (newer(("_known",), weakly=("_new",)), None),
        (newer(("_known", "__ZTIl", "___cxa_bad_typeid")), None),
        (Thin(minimum=(14, 0)), None),
        (fat(Thin(cpu=X86_64, minimum=(26, 0)), Thin()), None),
    ],
)
def test_a_library_for_a_later_system_is_told_unless_all_it_needs_is_old(
    tmp_path: Path, library: Thin | bytes, what: str | None
):
    known = tree(tmp_path, {"old/libold.dylib": VOUCHER, "new/libnew.dylib": library})
    found = list(minimum(known, known))
    assert [fault.place for fault in found] == (["new/libnew.dylib"] if what else [])
    assert what is None or what in found[0].what


def test_a_library_for_a_later_system_vouches_for_nothing(tmp_path: Path):
    known = tree(tmp_path, {"a/liba.dylib": newer(("_new",)), "b/libb.dylib": newer(("_new",))})
    assert len(list(minimum(known, known))) == 2


LIBMLX, METAL = PurePosixPath("mlx/lib/libmlx.dylib"), PurePosixPath("mlx/lib/mlx.metallib")
TOP = PurePosixPath("mlx.metallib")


@pytest.mark.parametrize(
    ("places", "added", "missing"),
    [
        ([LIBMLX, METAL], {TOP: METAL}, []),
        ([LIBMLX, METAL], {}, ["mlx.metallib"]),
        ([LIBMLX, METAL], {TOP: PurePosixPath("mlx/mlx.metallib")}, ["mlx.metallib"]),
        ([LIBMLX], {TOP: METAL}, ["mlx/lib/mlx.metallib"]),
        ([METAL], {TOP: METAL}, ["mlx/lib/libmlx.dylib"]),
    ],
)
def test_the_metal_library_lies_beside_both_paths(
    places: list[PurePosixPath], added: dict[PurePosixPath, PurePosixPath], missing: list[str]
):
    assert [fault.place for fault in metal(places, added)] == missing


def test_the_recipe_adds_the_link_to_it():
    spec = (ROOT / "tools/bundle/kestrel.spec").read_text()
    assert links(spec)[TOP] == METAL
    assert links(spec.replace("SYMLINK", "DATA")) == {}
