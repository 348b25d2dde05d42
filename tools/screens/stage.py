"""The program as it is photographed: run, waited for, taken in light and dark."""

import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QMargins, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.theme import Appearance, theme

RATIO = 2
COLOURS, COMMON, VIVID = 256, 48, 70
LIMIT_S = 90.0
BACKDROP = {"light": "#cfd3da", "dark": "#3a3d44"}
BOTH: tuple[Appearance, ...] = ("light", "dark")


@dataclass
class Stage:
    """Takes pictures into a folder and remembers what each shows."""

    folder: Path
    only: Sequence[str] = ()
    taken: list[tuple[str, str]] = field(default_factory=list)

    def until(self, true: Callable[[], object]) -> None:
        """Let the program run until it is true."""
        end = time.monotonic() + LIMIT_S
        while not true():
            if time.monotonic() > end:
                raise TimeoutError("the state to be photographed never came")
            self.run(0.01)

    def run(self, seconds: float) -> None:
        """Let it paint, load and settle."""
        end = time.monotonic() + seconds
        while True:
            QApplication.processEvents()
            if time.monotonic() >= end:
                return
            time.sleep(0.005)

    def shoot(
        self,
        name: str,
        shows: str,
        widget: QWidget,
        *over: QWidget,
        margin: int = 0,
        settle: float = 0.25,
    ) -> None:
        """`over`: windows that lie over it; `margin`: of a backdrop, for a panel without one."""
        self.taken.append((name, shows))
        if self.only and name not in self.only:
            return
        for appearance in BOTH:
            theme().choose(appearance)
            self.run(settle)
            picture = _composed(widget, over, margin, BACKDROP[appearance])
            _save(picture, self.folder / f"{name}-{appearance}.png")

    def write_index(self) -> None:
        lines = [
            "# Pictures of the program",
            "",
            "Taken by `make screens` from the real program with the bundled checkpoint, on Linux,",
            "at device ratio 2, each in light and dark. Most chats were written",
            "for the purpose, with their answers and figures; while one is on its way, a script",
            "stands in for the model. kestrel-nano itself answered in nano, elements,",
            "read-this and quick-answer. What stands beside the receipt was written, too:",
            "nano reads no documents.",
            "",
        ]
        for name, shows in self.taken:
            files = [look for look in BOTH if (self.folder / f"{name}-{look}.png").exists()]
            lines.append(f"- {shows} " + ", ".join(f"[{f}]({name}-{f}.png)" for f in files))
        (self.folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _composed(widget: QWidget, over: Sequence[QWidget], margin: int, backdrop: str) -> QImage:
    size = widget.size().grownBy(QMargins(margin, margin, margin, margin)) * RATIO
    picture = QImage(size, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(RATIO)
    picture.fill(QColor(backdrop))
    painter = QPainter(picture)
    start = widget.mapToGlobal(QPoint()) - QPoint(margin, margin)
    for part in (widget, *over):
        at = part.mapToGlobal(QPoint()) - start
        if margin or part is not widget:
            _shade(painter, QRectF(at, part.size()))
        painter.drawPixmap(at, part.grab())
    painter.end()
    return picture


def _shade(painter: QPainter, area: QRectF) -> None:
    """The shadow that the system would lay around a panel."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(16, 0, -1):
        painter.setBrush(QColor(0, 0, 0, 3))
        painter.drawRoundedRect(
            area.adjusted(-step, 6 - step, step, 6 + step), 16 + step, 16 + step
        )


def _save(picture: QImage, path: Path) -> None:
    """With as few colours as look the same: interfaces have few."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    whole = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    _with_few_colors(whole).save(path, optimize=True)


def _with_few_colors(whole: Image.Image) -> Image.Image:
    """The commonest colours and the commonest vivid ones as they are: a small dot keeps its own.

    Pillow finds the nearest of a palette too coarsely.
    """
    packed = np.asarray(whole).astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    found, place, counts = np.unique(packed, return_inverse=True, return_counts=True)
    often = _colors(found[np.argsort(counts)[::-1]])
    vivid = often[np.ptp(often.astype(int), axis=-1) > VIVID]
    common = np.concatenate([often[:COMMON], vivid[:COMMON]])
    taste = _colors(np.repeat(found, np.sqrt(counts).astype(int)))
    tasted = Image.fromarray(taste[None]).quantize(COLOURS - len(common), dither=Image.Dither.NONE)
    rest = np.array(tasted.getpalette() or [0, 0, 0], np.uint8).reshape(-1, 3)
    palette = np.concatenate([common, rest])[:COLOURS]
    apart = _colors(found).astype(np.int32)[:, None] - palette.astype(np.int32)[None]
    nearest = (apart**2).sum(axis=-1).argmin(axis=-1).astype(np.uint8)
    picture = Image.fromarray(nearest[place.reshape(packed.shape)])
    picture.putpalette(palette.ravel().tolist())
    return picture


def _colors(packed: np.ndarray) -> np.ndarray:
    parts = [packed >> 16, packed >> 8 & 255, packed & 255]
    return np.stack(parts, axis=-1).astype(np.uint8)
