"""Qt screens at any scale: nano's own painter, on layouts and pairs of words it was not trained on.

Qt takes its scale once, before its application is made, so each scale is painted by a process of
its own (`painted`): python -m tools.material.qt <scale> <theme> <count> <first seed> <folder>
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image

from tools.material.folder import write_source
from tools.material.shot import Shot, Thing, in_order
from tools.nano import qt_screens
from tools.nano.layout import Plan, plan
from tools.nano.world import DARK, LIGHT, NARROW

THEMES = {"light": LIGHT, "dark": DARK}


def painted(folder: Path, scale: int, theme: str, count: int, first: int) -> Path:
    """Paint a source in a process of that scale; the path of its list."""
    given = [str(scale), theme, str(count), str(first), str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "tools.material.qt", *given],
        env=os.environ | {"QT_SCALE_FACTOR": str(scale), "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    return Path(done.stdout.splitlines()[-1])


def shots(scale: int, theme: str, count: int, first: int) -> Iterator[Shot]:
    """So many screens, each with something on it. Boxes of widgets are points, pictures pixels."""
    seed = first
    while count:
        drawn = replace(plan(NARROW, seed, "held-out"), theme=THEMES[theme])
        if drawn.elements:
            yield shot(drawn, f"qt:{seed}", f"qt {scale}x {theme}", f"qt_{scale}x_{theme}_{seed}")
            count -= 1
        seed += 1


def shot(drawn: Plan, key: str, source: str, name: str) -> Shot:
    """One plan, painted at the scale of this process."""
    image = Image.fromarray(qt_screens.paint(drawn).pixels)
    factor = image.width / drawn.size[0]  # measured, not assumed
    things = [
        Thing(e.role, e.text, e.state, tuple(round(side * factor) for side in e.box))  # pyright: ignore[reportArgumentType]
        for e in drawn.elements
    ]
    return Shot(key, name, source, image, in_order(things))


def main(given: list[str]) -> None:
    scale, theme, count, first, folder = given
    print(write_source(Path(folder), shots(int(scale), theme, int(count), int(first))))


if __name__ == "__main__":
    main(sys.argv[1:])
