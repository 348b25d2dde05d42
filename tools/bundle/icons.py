"""Makes the icons from their drawings: Kestrel.icns for the application, two PNGs for the menu bar.

    python -m tools.bundle.icons

An .icns holds PNGs of each size, every other of which is the double of a smaller one for sharp
displays. Pillow writes the container; each size is drawn from the SVG, not scaled down from one.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).parents[2] / "resources/icons"
APPLICATION = (16, 32, 64, 128, 256, 512, 1024)  # pixels
STATUS = {"status.png": 18, "status@2x.png": 36}


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
    sizes = [drawn(svg, side) for side in APPLICATION]
    packed = BytesIO()
    sizes[-1].save(packed, "ICNS", append_images=sizes[:-1])
    return packed.getvalue()


def main() -> None:
    application_of_qt = QGuiApplication.instance() or QGuiApplication(["icons"])
    (ICONS / "Kestrel.icns").write_bytes(application(ICONS / "kestrel.svg"))
    for name, side in STATUS.items():
        drawn(ICONS / "status.svg", side).save(ICONS / name)
    print(f"made in {ICONS}, by {application_of_qt.platformName()}")  # pyright: ignore[reportAttributeAccessIssue]


if __name__ == "__main__":
    main()
