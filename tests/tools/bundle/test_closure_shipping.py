"""What is resolved for a Mac, what of it ships, and how much that weighs."""

import sys
from pathlib import Path, PurePosixPath

import pytest

from tests.fixtures.machos import X86_64, Thin, fat
from tools.bundle.closure.interpreter import estimate
from tools.bundle.closure.resolution import (
    PYTHON,
    ROOT,
    TARGET,
    pins,
    version_faults,
    wheel_faults,
)
from tools.bundle.closure.shipping import shipped
from tools.bundle.closure.sizes import by_part
from tools.bundle.closure.tree import files, libraries

LOCK = """
mlx==0.32.4 ; sys_platform == 'darwin' or sys_platform == 'linux'
mlx-cpu==0.32.4 ; sys_platform == 'linux'
mlx-metal==0.32.4 ; sys_platform == 'darwin'
    # via mlx
numpy==2.4.6 ; python_full_version < '3.12'
numpy==2.5.5 ; python_full_version >= '3.12'
hf-xet==1.8.0 ; platform_machine == 'arm64'
Typing_Extensions==4.16.0
"""


def test_the_python_is_that_of_the_build():
    script = (ROOT / "build_macos.sh").read_text()
    assert f"--python {PYTHON} " in script
    assert f"--python-platform {TARGET} " in script


def test_pins_are_those_of_an_arm64_mac():
    assert pins(LOCK, "3.12") == {
        "mlx": "0.32.4",
        "mlx-metal": "0.32.4",
        "numpy": "2.5.5",
        "hf-xet": "1.8.0",
        "typing-extensions": "4.16.0",
    }
    assert pins(LOCK, "3.11")["numpy"] == "2.4.6"


@pytest.mark.parametrize(
    ("resolved", "what"),
    [
        ({"mlx": "0.32.4", "mlx-metal": "0.32.4"}, []),
        ({"mlx": "0.29.3", "mlx-metal": "0.32.4"}, ["is 0.29.3; requirements.lock has 0.32.4"]),
        ({"mlx": "0.32.4"}, ["was not resolved for a Mac at all"]),
        ({"mlx": "0.32.4", "mlx-metal": "0.32.4", "x": "1"}, ["is not in requirements.lock"]),
    ],
)
def test_another_version_than_the_locked_one_is_told(resolved: dict[str, str], what: list[str]):
    found = version_faults(resolved, pins(LOCK, "3.12"), ("mlx", "mlx-metal"))
    assert [fault.what for fault in found] == what


def wheel(site: Path, name: str, version: str, *tags: str) -> None:
    folder = site / f"{name}-{version}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / "WHEEL").write_text("".join(f"Tag: {tag}\n" for tag in tags))


@pytest.mark.parametrize(
    ("name", "tag", "what"),
    [
        ("numpy", "cp312-cp312-macosx_14_0_arm64", None),
        ("numpy", "cp312-abi3-macosx_11_0_universal2", None),
        ("click", "py3-none-any", None),
        ("numpy", "cp312-cp312-macosx_14_4_arm64", "is tagged macosx_14_4_arm64"),
        ("numpy", "cp312-cp312-macosx_10_9_x86_64", "is tagged macosx_10_9_x86_64"),
        ("numpy", "cp312-cp312-manylinux_2_28_aarch64", "is tagged manylinux_2_28_aarch64"),
        ("mlx-metal", "py3-none-macosx_14_0_arm64", None),
        ("mlx-metal", "py3-none-macosx_13_0_arm64", "is tagged macosx_13_0_arm64"),
        ("mlx-metal", "py3-none-macosx_26_0_arm64", "is tagged macosx_26_0_arm64"),
    ],
)
def test_a_wheel_that_a_mac_with_macos_14_does_not_take_is_told(
    tmp_path: Path, name: str, tag: str, what: str | None
):
    wheel(tmp_path, name, "1.0", tag)
    found = [fault.what for fault in wheel_faults(tmp_path, {name: "1.0"})]
    assert found == ([what] if what else [])


def test_what_was_unpacked_is_what_was_resolved(tmp_path: Path):
    wheel(tmp_path, "click", "8.0", "py3-none-any")
    found = wheel_faults(tmp_path, {"click": "8.5", "httpx": "0.28"})
    assert [(fault.place, fault.what) for fault in found] == [
        ("click", "8.0 was unpacked, 8.5 resolved"),
        ("httpx", "was not unpacked"),
    ]


QT = "PySide6/Qt/lib/{0}.framework/Versions/A/{0}"


def needing(*names: str) -> Thin:
    return Thin(needs=tuple(f"@rpath/{name}" for name in names), rpaths=("@loader_path/Qt/lib",))


SITE: dict[str, str | Thin] = {
    "fastapi/__init__.py": "def f():\n  from starlette.app import App\n  import re, click as c\n",
    "fastapi/logo.svg": "a picture",
    "starlette/app.py": "import huggingface_hub\nimport nothing\n",
    "click.py": "",
    "huggingface_hub/__init__.py": "import hf_xet",
    "hf_xet/hf_xet.so": Thin(),
    "colorama/__init__.py": "",
    "mlx/core.cpython-312-darwin.so": Thin(
        needs=("@rpath/libmlx.dylib",), rpaths=("@loader_path/lib",)
    ),
    "mlx/lib/libmlx.dylib": Thin(),
    "mlx/lib/mlx.metallib": "kernels",
    "mlx/include/mlx.h": "",
    "certifi/__init__.py": "",
    "certifi/cacert.pem": "certificates",
    "PySide6/__init__.py": "",
    "PySide6/QtWidgets.abi3.so": needing("QtWidgets.framework/Versions/A/QtWidgets"),
    "PySide6/QtQml.abi3.so": needing("QtQml.framework/Versions/A/QtQml"),
    QT.format("QtWidgets"): Thin(
        needs=("@rpath/QtGui.framework/Versions/A/QtGui",), rpaths=("@loader_path/../../../",)
    ),
    QT.format("QtGui"): Thin(),
    QT.format("QtQml"): Thin(),
    "PySide6/Qt/plugins/platforms/libqcocoa.dylib": Thin(),
    "PySide6/Qt/plugins/sqldrivers/libqsqlite.dylib": Thin(),
    "click-8.5.dist-info/METADATA": "",
    "bin/uvicorn": "",
}
PROGRAM = (
    "import fastapi\nimport mlx.core as mx\nfrom PySide6.QtWidgets import QWidget\nimport certifi\n"
)


def site(folder: Path) -> Path:
    for name, content in SITE.items():
        path = folder / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content.content())
    (folder / "program.py").write_text(PROGRAM)
    return folder / "site"


def test_what_the_program_reaches_ships_and_nothing_else(tmp_path: Path):
    root = site(tmp_path)
    places = list(files(root))
    found = shipped(root, places, libraries(root, places), [tmp_path / "program.py"])
    left_out = {
        "fastapi/logo.svg",  # data that nobody named
        "huggingface_hub/__init__.py",  # excluded
        "hf_xet/hf_xet.so",
        "colorama/__init__.py",  # nobody imports it
        "mlx/include/mlx.h",
        "PySide6/QtQml.abi3.so",
        QT.format("QtQml"),
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.dylib",
        "click-8.5.dist-info/METADATA",
        "bin/uvicorn",
    }
    assert {str(place) for place in found} == SITE.keys() - left_out


def test_of_a_fat_file_the_slice_for_arm64_alone_is_weighed(tmp_path: Path):
    small = Thin(code=b"a" * 500)
    (tmp_path / "numpy").mkdir()
    (tmp_path / "numpy/core.so").write_bytes(fat(Thin(cpu=X86_64, code=bytes(9000)), small))
    (tmp_path / "numpy/core.py").write_text("x = 1\n" * 1000)
    (tmp_path / "numpy/table.bin").write_bytes(bytes(70))
    (tmp_path / "mlx.metallib").write_bytes(bytes(11))
    places = list(files(tmp_path))
    parts = by_part(tmp_path, places, libraries(tmp_path, places))
    assert parts["numpy"] == len(small.content()) + 70
    assert parts["MLX's Metal library"] == 11
    assert 0 < parts["Python modules (compressed)"] < 1000


@pytest.mark.skipif(sys.platform != "linux", reason="it is made from an interpreter on Linux")
def test_the_estimate_of_python_is_of_its_order():
    """Frozen programs' share of Python is known to be of this order on every system."""
    assert 10e6 < estimate() < 40e6


def test_a_library_that_is_needed_ships_though_nobody_imports_it(tmp_path: Path):
    root = site(tmp_path)
    places = list(files(root))
    known = libraries(root, places)
    (tmp_path / "program.py").write_text("from PySide6.QtWidgets import QWidget\n")
    found = shipped(root, places, known, [tmp_path / "program.py"])
    assert PurePosixPath(QT.format("QtGui")) in found
    assert PurePosixPath("fastapi/__init__.py") not in found
