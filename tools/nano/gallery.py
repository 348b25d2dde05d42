"""Pictures painted beforehand, on disk: pages of Chromium, too slow to paint while training.

A part is one file of pictures of one size, written whole or not at all; stopped, the same command
goes on. Pixels are packed one by one, so that all of them fit in memory and each comes quickly.

    python -m tools.nano.gallery --folder /tmp/web-train --split train --count 6000 --seed 1
"""

import argparse
import json
import random
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from tools.material.chromium import Chromium
from tools.nano.layout import Element, Screen
from tools.nano.screens import Ink, Picture
from tools.nano.web.looks import fonts
from tools.nano.web.sheets import Record, Size, sheet, sheet_of

SHARES: dict[Size, float] = {
    (256, 128): 0.25,
    (256, 192): 0.25,
    (320, 192): 0.25,
    (384, 256): 0.2,
    (512, 384): 0.05,
}
TWICE = 0.3  # share of pages of two pixels to a CSS pixel
PACK = 4  # effort of zlib: flat areas shrink at any
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


def _pages(
    browser: Chromium, part: Part, seed: int, split: str
) -> Iterator[tuple[np.ndarray, Record]]:
    """Pages for a part, as many as are asked for: sheet after sheet."""
    number = 0
    while True:
        key = f"{seed}:{part.number}:{number}"
        yield from sheet(browser, key, split, part.size, part.scale)
        number += 1


def write(browser: Chromium, folder: Path, part: Part, seed: int, split: str) -> None:
    """Paint one part and put it into the folder, whole or not at all."""
    packed, records = [], []
    for pixels, record in islice(_pages(browser, part, seed, split), part.count):
        packed.append(zlib.compress(pixels.tobytes(), PACK))
        records.append(json.dumps(record.plain(), ensure_ascii=False))
    path = folder / part.name
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.savez(
            file,
            pixels=np.frombuffer(b"".join(packed), np.uint8),
            ends=np.cumsum([len(one) for one in packed]),
            records=np.frombuffer("\n".join(records).encode(), np.uint8),
            size=np.array(part.size),
        )
    unfinished.replace(path)


def _manifest(folder: Path, split: str, count: int, seed: int) -> None:
    """Say what the folder holds; refuse one that holds something else."""
    said: dict[str, Any] = {
        "split": split,
        "count": count,
        "seed": seed,
        "source": "Chromium, pages of tools/nano/web",
        "fonts": {family: licence for family, (_, licence) in fonts(split).items()},
    }
    path = folder / MANIFEST
    if path.exists() and json.loads(path.read_text()) != said:
        raise SystemExit(f"{path} tells of other pictures; take another folder")
    path.write_text(json.dumps(said, indent=1))


class Gallery:
    """The pictures that lie in a folder now, in a fixed order.

    Attributes:
        sizes: width and height of each picture.
        by_size: which pictures have a size.
    """

    def __init__(self, folder: Path) -> None:
        self._packed: list[bytes] = []
        self._records: list[bytes] = []
        self.sizes: list[Size] = []
        for path in sorted(folder.glob("part-*.npz")):
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
        self._records += part["records"].tobytes().split(b"\n")

    def __len__(self) -> int:
        return len(self._packed)

    def record(self, index: int) -> dict[str, Any]:
        """What is known of a picture: also its layout, face and scale."""
        return json.loads(self._records[index])

    def picture(self, index: int) -> Picture:
        """One picture with its truth; its pixels are the caller's own."""
        width, height = self.sizes[index]
        flat = np.frombuffer(bytearray(zlib.decompress(self._packed[index])), np.uint8)
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
    parser = argparse.ArgumentParser(description="Paint pages of Chromium beforehand.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--split", choices=("train", "held-out"), default="train")
    parser.add_argument("--count", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    _manifest(options.folder, options.split, options.count, options.seed)
    began, made = time.monotonic(), 0
    with Chromium() as browser:
        for part in parts(options.count, options.seed):
            if (options.folder / part.name).exists():
                continue
            write(browser, options.folder, part, options.seed, options.split)
            made += part.count
            print(f"{made} pictures, {made / (time.monotonic() - began):.1f} a second", flush=True)


if __name__ == "__main__":
    main()
