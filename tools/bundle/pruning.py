"""What of the collected files does not ship: it weighs much, and nothing of the program reads it.

Paths are those inside the program (`mlx/include/...`), with slashes, on both systems. The spec
gives its lists to `pruned`; `make closure` weighs a Mac's packages by the same rule.
"""

import posixpath
import re
from collections.abc import Iterable
from fnmatch import fnmatch

# Of PyInstaller's lists: the place in the program, the file that is taken (of a link: what it leads
# to, from where it lies), and the kind.
Entry = tuple[str, str, str]

# Dropped wherever one of these fits.
DROPPED = (
    # Headers and build files for those who extend MLX or numpy in C.
    "mlx/include/*",
    "mlx/share/*",
    "mlx/lib/cmake/*",
    "mlx/lib/*.a",
    "mlx/lib/libjaccl*",  # between several machines; libmlx does not load it by itself
    "numpy/_core/include/*",
    "numpy/*/tests/*",
    "numpy/random/lib/*",
    "*.pyi",
    "*.pyx",
    "*.pxd",
    "*.h",
    "*.hpp",
    "*/py.typed",
    # Qt's words in other languages than ours: qtbase has those of its dialogs.
    "PySide6/Qt/translations/*",
    "PySide6/translations/*",
    # The tools of Qt's own developers, and what belongs to QML.
    "PySide6/Qt/qml/*",
    "PySide6/Qt/libexec/*",
    "PySide6/Qt/metatypes/*",
    "PySide6/Qt/modules/*",
    "PySide6/glue/*",
    "PySide6/include/*",
    "PySide6/typesystems/*",
    "PySide6/scripts/*",
    "PySide6/doc/*",
    "PySide6/*.app/*",
    "PySide6/support/*",
    "PySide6/QtAsyncio/*",
    "PySide6/assistant",
    "PySide6/designer",
    "PySide6/linguist",
    "PySide6/lrelease",
    "PySide6/lupdate",
    "PySide6/qml*",
    "PySide6/svgtoqml",
)
KEPT_TRANSLATION = re.compile(r"translations/qtbase_zh_CN\.qm$")

# Qt's libraries and frameworks that ship, and those of its plugins.
QT_KEPT = ("Core", "DBus", "Gui", "Network", "Svg", "Widgets")
QT_KEPT_ON_LINUX = (*QT_KEPT, "XcbQpa", "OpenGL", "EglFSDeviceIntegration")
PLUGINS_KEPT = (
    "iconengines/*svgicon*",
    "imageformats/*gif*",
    "imageformats/*icns*",
    "imageformats/*ico*",
    "imageformats/*jpeg*",
    "imageformats/*svg*",
    "imageformats/*tiff*",
    "imageformats/*webp*",
    "platforms/*cocoa*",
    "platforms/*offscreen*",  # the self-test of a build without a display
    "platforms/*xcb*",
    "platforminputcontexts/*compose*",
    "platforminputcontexts/*ibus*",
    "platformthemes/*xdgdesktopportal*",
    "styles/*mac*",
    "tls/*",  # engines elsewhere are asked over https
    "xcbglintegrations/*glx*",
)
_PLUGIN = re.compile(r"^PySide6/(?:Qt/)?plugins/(.+)$")
_LIBRARY = re.compile(
    r"(?:^|/)(?:lib)?Qt6?([A-Z]\w*?)(?:\.framework/.*|\.abi3\.so|\.so[.\d]*|\.dylib)$"
)


def ships(path: str) -> bool:
    """Whether a collected file belongs into the program."""
    if KEPT_TRANSLATION.search(path):
        return True
    if any(fnmatch(path, pattern) for pattern in DROPPED):
        return False
    if plugin := _PLUGIN.match(path):
        return any(fnmatch(plugin[1], pattern) for pattern in PLUGINS_KEPT)
    if library := _LIBRARY.search(path):
        on_linux = path.rstrip(".0123456789").endswith(".so") and "abi3" not in path
        return library[1] in (QT_KEPT_ON_LINUX if on_linux else QT_KEPT)
    return True


def pruned(entries: Iterable[Entry]) -> list[Entry]:
    """What of them belongs into the program.

    PyInstaller links each library that another one needs at the top, under its last name. Where the
    library is dropped its link is too: codesign refuses an application in which one leads nowhere
    ("invalid destination for symbolic link in bundle"; Apple's Security, StaticCode.cpp).
    """
    return [entry for entry in entries if ships(entry[0]) and ships(_leads_to(entry))]


def _leads_to(entry: Entry) -> str:
    place, source, kind = entry
    if kind != "SYMLINK":
        return place
    return posixpath.normpath(posixpath.join(posixpath.dirname(place), source))
