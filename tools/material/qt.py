"""Qt screens at any scale by nano's own painter, of layouts and pairs of words it never saw."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image

from tools.material.folder import write_source
from tools.material.shot import Shot, Thing, in_order
from tools.nano import qt_screens
from tools.nano.layout import Plan, plan, scaled
from tools.nano.world import DARK, LIGHT, NARROW

THEMES = {"light": LIGHT, "dark": DARK}


def painted(folder: Path, scale: int, theme: str, count: int, first: int) -> Path:
    """Write a source; the path of its list."""
    return write_source(folder, shots(scale, theme, count, first))


def shots(scale: int, theme: str, count: int, first: int) -> Iterator[Shot]:
    """So many screens, each with something on it."""
    seed = first
    while count:
        drawn = replace(plan(NARROW, seed, "held-out"), theme=THEMES[theme])
        if drawn.elements:
            drawn = scaled(drawn, scale)
            yield shot(drawn, f"qt:{seed}", f"qt {scale}x {theme}", f"qt_{scale}x_{theme}_{seed}")
            count -= 1
        seed += 1


def shot(drawn: Plan, key: str, source: str, name: str) -> Shot:
    """One plan, painted."""
    image = Image.fromarray(qt_screens.paint(drawn).pixels)
    things = [Thing(e.role, e.text, e.state, e.box) for e in drawn.elements]
    return Shot(key, name, source, image, in_order(things))
