"""The wide world: many faces, looks, sizes and scales, and texts of any kind.

`WIDE` and its parts are what training sees, `HELD_OUT` what it never saw: other faces, other texts.
The faces are Debian's (README.md names their packages and licences); one that is not installed is
an error.
"""

import colorsys
import random
from dataclasses import replace
from pathlib import Path

from tools.nano.world import DARK, DEJAVU, LIBERATION, LIGHT, Color, Face, Theme, World

_FONTS = Path("/usr/share/fonts")
TRAINED = (
    DEJAVU,
    LIBERATION,
    Face("DejaVu Serif", _FONTS / "truetype/dejavu/DejaVuSerif.ttf"),
    Face("DejaVu Sans Mono", _FONTS / "truetype/dejavu/DejaVuSansMono.ttf"),
    Face("Liberation Serif", _FONTS / "truetype/liberation/LiberationSerif-Regular.ttf"),
    Face("Liberation Mono", _FONTS / "truetype/liberation/LiberationMono-Regular.ttf"),
    Face("Inter", _FONTS / "opentype/inter/Inter-Regular.otf"),
    Face("Noto Sans", _FONTS / "truetype/noto/NotoSans-Regular.ttf"),
    Face("Lato", _FONTS / "truetype/lato/Lato-Regular.ttf"),
    Face("Roboto", _FONTS / "truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf"),
)
PLAIN = tuple(
    f for f in TRAINED if f.family in ("DejaVu Sans", "Liberation Sans", "Noto Sans", "Inter")
)
UNSEEN = (
    Face("Open Sans", _FONTS / "truetype/open-sans/OpenSans-Regular.ttf"),
    Face("Noto Serif", _FONTS / "truetype/noto/NotoSerif-Regular.ttf"),
)


def _shade(hue: float, light: float, colour: float) -> Color:
    red, green, blue = colorsys.hls_to_rgb(hue, light, colour)
    return round(255 * red), round(255 * green), round(255 * blue)


def _look(rng: random.Random, number: int) -> Theme:
    """A palette with text that stands out: light or dark, a tint, an accent."""
    dark, hue, tint = rng.random() < 0.45, rng.random(), rng.choice((0.0, 0.1, 0.3))
    ground = rng.uniform(0.08, 0.25) if dark else rng.uniform(0.85, 1.0)
    away = 1 if dark else -1
    lights = {
        "window": ground,
        "base": min(1.0, max(0.0, ground + rng.choice((-0.05, 0.0, 0.05)))),
        "button": ground + away * rng.uniform(0.0, 0.12),
        "text": rng.uniform(0.8, 1.0) if dark else rng.uniform(0.0, 0.25),
        "faint": rng.uniform(0.52, 0.62) if dark else rng.uniform(0.5, 0.62),
        "border": ground + away * rng.uniform(0.15, 0.4),
    }
    shades = {part: _shade(hue, light, tint) for part, light in lights.items()}
    accent = _shade(rng.random(), rng.uniform(0.25, 0.45), rng.uniform(0.3, 0.9))
    return Theme(f"look{number}", **shades, accent=accent)


def looks(count: int, seed: int) -> tuple[Theme, ...]:
    rng = random.Random(seed)
    return tuple(_look(rng, number) for number in range(count))


SIZES = ((256, 128), (256, 192), (320, 192), (320, 192), (384, 256))
WIDE = World(
    sizes=SIZES,
    faces=TRAINED,
    pixel_sizes=(11, 12, 13, 13, 14, 15, 16, 17),
    themes=(LIGHT, DARK, *looks(60, 1)),
    scales=(1, 1, 1, 2),
    grid=1,
    row_heights=(20, 22, 24, 24, 26, 28),
    pitches=(24, 26, 28, 30, 32, 32, 36),
    tops=(4, 8, 12, 16),
    open_words=True,
)
MIDDLE = replace(  # what two CPU cores can learn: plain faces of common sizes, one pixel a point
    WIDE,
    faces=PLAIN,
    pixel_sizes=(13, 14, 15),
    themes=(LIGHT, DARK) * 10 + looks(30, 1),
    scales=(1,),
    grid=4,
    row_heights=(24,),
    pitches=(24, 28, 32, 32),
)
TEXT = replace(  # nothing but letters: most of them for the work that a picture takes
    MIDDLE,
    kinds=("text",) * 6,
    row_heights=(20, 24),
    pitches=(20, 24, 24, 28, 32),
    tops=(0, 4, 8),
)
FREE = replace(  # after the plain ones: all faces, rows that stand anywhere, a fifth at two pixels
    MIDDLE,
    faces=TRAINED,
    pixel_sizes=(12, 13, 14, 15),
    scales=(1, 1, 1, 1, 2),
    grid=1,
    row_heights=WIDE.row_heights,
    pitches=WIDE.pitches,
    tops=WIDE.tops,
)
HELD_OUT = World(
    sizes=(*SIZES, (512, 384)),
    faces=UNSEEN,
    pixel_sizes=(12, 13, 14, 15),
    themes=looks(20, 2),
    scales=(1, 1, 1, 2),
    grid=1,
    row_heights=(22, 24, 26),
    pitches=(26, 30, 32, 34),
    tops=(6, 10, 14),
    open_words=True,
)
