"""What is dropped from the frozen program, and what must never be."""

import tomllib

import pytest

from app.desktop.mac.frameworks import FRAMEWORKS
from tools.bundle import contents
from tools.bundle.pruning import ships

KEPT = (
    "libmlx.so",
    "mlx/lib/libmlx.dylib",
    "mlx/lib/mlx.metallib",
    "mlx/core.cpython-312-darwin.so",
    "resources/models/kestrel-nano/model.safetensors",
    "resources/i18n/kestrel_zh_CN.qm",
    "PySide6/Qt/translations/qtbase_zh_CN.qm",
    "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
    "PySide6/Qt/plugins/styles/libqmacstyle.dylib",
    "PySide6/Qt/plugins/tls/libqsecuretransportbackend.dylib",
    "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
    "PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui",
    "PySide6/Qt/lib/libQt6XcbQpa.so.6",
    "PySide6/QtWidgets.abi3.so",
    "QtCore.abi3.so",
    "numpy/_core/_multiarray_umath.cpython-312-darwin.so",
    "ziamath/fonts/STIXTwoMath-Regular.ttf",
)
DROPPED = (
    "mlx/include/mlx/array.h",
    "mlx/share/cmake/MLX/MLXConfig.cmake",
    "mlx/core/__init__.pyi",
    "mlx/lib/libjaccl.dylib",
    "PySide6/Qt/translations/qtbase_de.qm",
    "PySide6/Qt/plugins/sqldrivers/libqsqlite.dylib",
    "PySide6/Qt/plugins/imageformats/libqpdf.dylib",
    "PySide6/Qt/plugins/platforms/libqeglfs.so",
    "PySide6/Qt/lib/QtQml.framework/Versions/A/QtQml",
    "PySide6/Qt/lib/libQt6Quick.so.6",
    "PySide6/Qt/lib/QtOpenGL.framework/Versions/A/QtOpenGL",
    "PySide6/QtQml.abi3.so",
    "PySide6/QtDesigner.abi3.so",
    "PySide6/lrelease",
    "PySide6/qmlls",
    "numpy/_core/include/numpy/ndarrayobject.h",
    "numpy/linalg/tests/test_linalg.py",
)


@pytest.mark.parametrize("path", KEPT)
def test_what_is_needed_ships(path: str):
    assert ships(path)


@pytest.mark.parametrize("path", DROPPED)
def test_what_only_weighs_does_not(path: str):
    assert not ships(path)


def test_our_own_files_are_there_to_be_taken():
    for source, _ in contents.data_files():
        assert (contents.ROOT / source).exists()


def test_nothing_that_the_program_needs_is_excluded():
    project = tomllib.loads((contents.ROOT / "pyproject.toml").read_text())["project"]
    needed = {line.split(">")[0].split("[")[0].lower() for line in project["dependencies"]}
    imported = {name.replace("-", "_") for name in needed} | set(FRAMEWORKS)
    assert not set(contents.EXCLUDED) & imported


def test_a_package_without_its_metadata_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(contents, "WITH_METADATA", ("numpy", "nowhere-to-be-found"))
    assert contents.missing_metadata() == ["nowhere-to-be-found"]
