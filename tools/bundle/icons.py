"""Makes the icons from their drawings: Kestrel.icns for the application, two PNGs for the menu bar.

    python -m tools.bundle.icons

Each size is drawn from the SVG, none is scaled down from another. An .icns holds
entries of a name of four letters, a length and a picture; the names:
https://en.wikipedia.org/wiki/Apple_Icon_Image_format. Pillow's writer leaves out the two smallest
sizes of ordinary displays, so the container is written here; Pillow reads it in the tests. No Mac
has shown it yet.
"""

import struct
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).parents[2] / "resources/icons"
# PNGs, by their name in the container: pixels of a side. Two sizes stand twice, as themselves and
# as the double of a smaller one for sharp displays.
PICTURES = {
    "ic11": 32,
    "ic12": 64,
    "ic07": 128,
    "ic13": 256,
    "ic08": 256,
    "ic14": 512,
    "ic09": 512,
    "ic10": 1024,
}
# The two smallest for ordinary displays: colours and opacity apart, in the oldest form, since in an
# application macOS shows no PNG under a name of theirs (see the page above).
SMALL = {("is32", "s8mk"): 16, ("il32", "l8mk"): 32}
STATUS = {"status.png": 18, "status@2x.png": 36}
LONGEST = 128  # bytes in one run of a packed channel


def drawn(svg: Path, side: int) -> Image.Image:
    """A drawing as (side, side) RGBA pixels. There must be a QGuiApplication."""
    renderer = QSvgRenderer(str(svg))
    assert renderer.isValid(), f"{svg} is no drawing"
    picture = QImage(side, side, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    packed = QByteArray()
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    return Image.open(BytesIO(packed.data())).convert("RGBA")


def application(svg: Path) -> bytes:
    """The .icns with all sizes."""
    entries: list[bytes] = []
    for (colours, opacity), side in SMALL.items():
        *channels, alpha = drawn(svg, side).split()
        entries.append(_entry(colours, b"".join(_packed(one.tobytes()) for one in channels)))
        entries.append(_entry(opacity, alpha.tobytes()))
    entries += [_entry(name, _png(drawn(svg, side))) for name, side in PICTURES.items()]
    return _entry("icns", b"".join(entries))


def _entry(name: str, content: bytes) -> bytes:
    """The file itself has the form of its entries."""
    return struct.pack(">4sI", name.encode("ascii"), 8 + len(content)) + content


def _packed(channel: bytes) -> bytes:
    """As runs of different bytes only: macOS is said to misread a run of equal ones at the end."""
    runs = [channel[start : start + LONGEST] for start in range(0, len(channel), LONGEST)]
    return b"".join(bytes([len(run) - 1]) + run for run in runs)


def _png(picture: Image.Image) -> bytes:
    packed = BytesIO()
    picture.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def main() -> None:
    application_of_qt = QGuiApplication.instance() or QGuiApplication(["icons"])
    (ICONS / "Kestrel.icns").write_bytes(application(ICONS / "kestrel.svg"))
    for name, side in STATUS.items():
        drawn(ICONS / "status.svg", side).save(ICONS / name)
    print(f"made in {ICONS}, by {application_of_qt.platformName()}")  # pyright: ignore[reportAttributeAccessIssue]


if __name__ == "__main__":
    main()
