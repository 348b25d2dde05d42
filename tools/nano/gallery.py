"""Pictures painted beforehand, on disk: by Chromium, too slow to paint while training, or by Qt.

A part is one file of pictures of one size, written whole or not at all; stopped, the same command
goes on. Pixels are packed one by one, so that all of them fit in memory and each comes quickly.

    python -m tools.nano.gallery --folder /tmp/web-train --split train --count 6000 --seed 1
    python -m tools.nano.gallery --painter qt --folder /tmp/qt-train   # where training has no Qt
"""

import argparse
import json
import lzma
import random
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np

from tools.material.chromium import Chromium
from tools.nano.layout import Element, Screen, plan
from tools.nano.screens import Ink, Picture
from tools.nano.web.looks import fonts
from tools.nano.web.sheets import Record, Size, sheet, sheet_of
from tools.nano.wide import HELD_OUT, WIDE

SHARES: dict[Size, float] = {
    (256, 128): 0.25,
    (256, 192): 0.25,
    (320, 192): 0.25,
    (384, 256): 0.2,
    (512, 384): 0.05,
}
TWICE = 0.3  # share of pages of two pixels to a CSS pixel
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Part:
    """What one file holds: so many pages of a size and a scale."""

    number: int
    size: Size
    scale: int
    count: int

    @property
    def name(self) -> str:
        return f"part-{self.number:05}.npz"


def parts(count: int, seed: int) -> list[Part]:
    """So many pictures in parts, sizes and scales mixed; a pure function."""
    planned: list[tuple[Size, int, int]] = []
    left = count
    for index, (size, share) in enumerate(SHARES.items()):
        here = left if index == len(SHARES) - 1 else min(left, round(count * share))
        left -= here
        twice = round(here * TWICE)
        columns, rows = sheet_of(size)
        each = columns * rows * 3 // 4  # about every part is one sheet
        for scale, wanted in ((1, here - twice), (2, twice)):
            planned += [(size, scale, min(each, wanted - n)) for n in range(0, wanted, each)]
    random.Random(seed).shuffle(planned)
    return [Part(number, *one) for number, one in enumerate(planned)]


def _packed(data: bytes) -> bytes:
    """A third smaller than by zlib, and unpacked in less than a millisecond a picture."""
    return lzma.compress(data, check=lzma.CHECK_NONE, preset=4)


def _unpacked(data: bytes) -> bytes:
    """Galleries of before have zlib for pictures, and plain records."""
    if data.startswith(b"\xfd7zXZ"):
        return lzma.decompress(data)
    return data if data.startswith(b"{") else zlib.decompress(data)


Painted = tuple[np.ndarray, Record]  # H W 3, and its truth


def pages(browser: Chromium | None, part: Part, seed: int, split: str) -> Iterator[Painted]:
    """Pages for a part, as many as are asked for: sheet after sheet."""
    assert browser is not None
    for number in count():
        key = f"{seed}:{part.number}:{number}"
        yield from sheet(browser, key, split, part.size, part.scale)


def dialogs(_: object, part: Part, seed: int, split: str) -> Iterator[Painted]:
    """Screens of Qt's widgets for a part, as many as are asked for."""
    from tools.nano import qt_screens  # Qt belongs to the process that paints

    world = HELD_OUT if split == "held-out" else WIDE
    kinds = world.kinds if split == "held-out" else (*world.kinds, "crowd", "text")
    world = replace(world, sizes=(part.size,), scales=(part.scale,), kinds=kinds)
    for number in count():
        drawn = plan(world, (seed * 10**5 + part.number) * 10**6 + number, split)
        if not drawn.elements:
            continue
        picture = qt_screens.paint(drawn)
        elements = [[e.role, e.text, e.state, list(e.box)] for e in drawn.elements]
        inks = [[i.word, i.element, list(i.box), list(i.edges)] for i in picture.inks]
        said = Record(part.size, drawn.kind, drawn.face.family, part.scale, elements, inks)
        yield picture.pixels, said


Paint = Callable[[Chromium | None, Part, int, str], Iterator[Painted]]
PAINTERS: dict[str, tuple[Paint, str]] = {
    "chromium": (pages, "Chromium, pages of tools/nano/web"),
    "qt": (dialogs, "Qt, screens of tools/nano/wide"),
}


def write(folder: Path, part: Part, painted: Iterator[Painted]) -> None:
    """Put one part into the folder, whole or not at all."""
    packed, records = [], []
    for pixels, record in islice(painted, part.count):
        packed.append(_packed(pixels.tobytes()))
        records.append(json.dumps(record.plain(), ensure_ascii=False))
    path = folder / part.name
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.savez(
            file,
            pixels=np.frombuffer(b"".join(packed), np.uint8),
            ends=np.cumsum([len(one) for one in packed]),
            records=np.frombuffer(_packed("\n".join(records).encode()), np.uint8),
            size=np.array(part.size),
        )
    unfinished.replace(path)


def _manifest(folder: Path, split: str, count: int, seed: int, painter: str = "chromium") -> None:
    """Say what the folder holds; refuse one that holds something else."""
    said: dict[str, Any] = {
        "split": split,
        "count": count,
        "seed": seed,
        "source": PAINTERS[painter][1],
        "fonts": {family: licence for family, (_, licence) in fonts(split).items()},
    }
    path = folder / MANIFEST
    if path.exists() and json.loads(path.read_text()) != said:
        raise SystemExit(f"{path} tells of other pictures; take another folder")
    path.write_text(json.dumps(said, indent=1))


class Gallery:
    """The pictures that lie in some folders now, in a fixed order.

    Attributes:
        sizes: width and height of each picture.
        by_size: which pictures have a size.
    """

    def __init__(self, *folders: Path) -> None:
        self._packed: list[bytes] = []
        self._records: list[bytes] = []
        self.sizes: list[Size] = []
        for path in (path for folder in folders for path in sorted(folder.glob("part-*.npz"))):
            with np.load(path) as part:
                self._take(part)
        self.by_size: dict[Size, list[int]] = defaultdict(list)
        for index, size in enumerate(self.sizes):
            self.by_size[size].append(index)
        self.by_size = dict(self.by_size)

    def _take(self, part: Any) -> None:  # noqa: ANN401  # NpzFile is generic in newer stubs only
        data, start = part["pixels"].tobytes(), 0
        width, height = (int(side) for side in part["size"])
        for end in part["ends"].tolist():
            self._packed.append(data[start:end])
            self.sizes.append((width, height))
            start = end
        self._records += _unpacked(part["records"].tobytes()).split(b"\n")

    def __len__(self) -> int:
        return len(self._packed)

    def record(self, index: int) -> dict[str, Any]:
        """What is known of a picture: also its layout, face and scale."""
        return json.loads(self._records[index])

    def picture(self, index: int) -> Picture:
        """One picture with its truth; its pixels are the caller's own."""
        width, height = self.sizes[index]
        flat = np.frombuffer(bytearray(_unpacked(self._packed[index])), np.uint8)
        said = self.record(index)
        elements = tuple(
            Element(role, text, state, tuple(box)) for role, text, state, box in said["elements"]
        )
        inks = tuple(
            Ink(word, element, tuple(box), tuple(edges))
            for word, element, box, edges in said["inks"]
        )
        screen = Screen((width, height), elements)
        return Picture(flat.reshape(height, width, 3), screen, inks)


def main() -> None:
    parser = argparse.ArgumentParser(description="Paint pictures beforehand.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--painter", choices=PAINTERS, default="chromium")
    parser.add_argument("--split", choices=("train", "held-out"), default="train")
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    _manifest(options.folder, options.split, options.count, options.seed, options.painter)
    began, made = time.monotonic(), 0
    paint = PAINTERS[options.painter][0]
    with Chromium() if options.painter == "chromium" else nullcontext() as browser:
        for part in parts(options.count, options.seed):
            if (options.folder / part.name).exists():
                continue
            write(options.folder, part, paint(browser, part, options.seed, options.split))
            made += part.count
            print(f"{made} pictures, {made / (time.monotonic() - began):.1f} a second", flush=True)


if __name__ == "__main__":
    main()
